from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connections
from django.utils import timezone

from generation.llm_client.exceptions import LLMError
from generation.llm_client.http.client import HttpClient
from generation.llm_client.types import ChatRequest, Message
from generation.models import Generation, LedgerEntry, LLMCall
from generation.stores import reconcile
from tests.factories import BudgetFactory, LLMCallFactory, make_ready
from tests.fake_openrouter import FakeOpenRouter, scenarios
from tests.generation import money

pytestmark = pytest.mark.django_db
MODEL = "anthropic/claude-haiku-4.5"
COST = Decimal("0.000009")
"""What the fake charges for this prompt, of four tokens, and the one token that came."""
SET_ASIDE = Decimal("0.02")
MINUTES_10 = 600


@pytest.fixture
def fake(settings):
    with FakeOpenRouter(answer="Hey") as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.OPENROUTER_API_KEYS = ["sk-test"]
        yield server


@pytest.fixture
def lookups(fake):
    return lambda: [seen for seen in fake.requests if "/generation?" in seen.path]


@pytest.fixture
def ended():
    return timezone.now()


@pytest.fixture
def after(ended):
    """Settle what is open so many seconds after the calls ended."""

    def settling(seconds):
        done = reconcile.settle_unknown(ended + timedelta(seconds=seconds))
        return {"learned": done.learned, "at_reserved": done.at_reserved, "waiting": done.waiting}

    return settling


@pytest.fixture
def unknown(ended):
    """Make a call whose outcome nobody knows, with its worst case set aside."""

    def making(upstream_id="", **columns):
        defaults = {
            "status": LLMCall.Status.UNKNOWN,
            "model_asked": MODEL,
            "upstream_id": upstream_id,
            "finished_at": ended,
            "error": "The connection to the model broke off.",
        }
        return money.reserve(SET_ASIDE, LLMCallFactory(**{**defaults, **columns}))

    return making


@pytest.fixture
def broken_off(fake, unknown):
    """A call whose answer broke off after its first bytes."""
    fake.script(MODEL, [scenarios.reset()])
    messages = (Message(role="user", content="A short prompt."),)
    with pytest.raises(LLMError) as caught:
        HttpClient(fake.url, "sk-test").complete(ChatRequest(model=MODEL, max_tokens=9, messages=messages))
    return unknown(caught.value.request_id)


def closing(call):
    return LedgerEntry.objects.filter(call=call).exclude(kind="reserve").get()


def test_what_a_broken_call_cost_is_looked_up_and_booked(broken_off, after):
    assert after(1) == {"learned": 1, "at_reserved": 0, "waiting": 0}

    broken_off.refresh_from_db()
    assert (broken_off.cost, broken_off.status, broken_off.input_tokens) == (COST, "failed", 4)
    assert broken_off.reconciled_at is not None
    assert broken_off.error == "The connection to the model broke off."
    assert (closing(broken_off).booked, closing(broken_off).estimated) == (COST, False)


def test_a_call_is_settled_once(broken_off, after, lookups):
    after(1)

    assert after(60) == {"learned": 0, "at_reserved": 0, "waiting": 0}
    assert len(lookups()) == 1


def test_a_call_that_just_ended_is_not_looked_up_yet(broken_off, after, lookups):
    after(0.5)

    assert not lookups()


def test_the_budget_gets_back_what_was_not_spent(fake, after, unknown, broken_off):
    budget = BudgetFactory()
    money.reserve(SET_ASIDE, LLMCallFactory(generation=broken_off.generation, attempt=2))

    after(1)

    assert money.counts(budget) == (COST, SET_ASIDE)


def test_without_an_id_all_that_was_set_aside_is_booked_at_once(fake, unknown, after, lookups):
    call = unknown()

    assert after(0)["at_reserved"] == 1

    call.refresh_from_db()
    assert (call.cost, call.status) == (None, "unknown")
    assert call.error.endswith("so all that was set aside for it is booked.")
    assert (closing(call).booked, closing(call).estimated) == (SET_ASIDE, True)
    assert not lookups()


def test_it_is_looked_up_less_and_less_often_and_given_up_on_after_ten_minutes(fake, unknown, after, lookups):
    call = unknown("gen-lost")
    asked_at = []
    for second in range(0, MINUTES_10 + 60):
        before = len(lookups())
        after(second)
        if len(lookups()) > before:
            asked_at.append(second)

    assert asked_at == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600]
    call.refresh_from_db()
    assert (call.lookups, call.status, call.cost) == (11, "unknown", None)
    assert closing(call).estimated


def test_a_late_record_is_still_found(fake, broken_off, after):
    fake._lag = 3

    found = [after(second)["learned"] for second in (1, 2, 4, 8)]

    assert found == [0, 0, 0, 1]


def test_a_scheduler_that_was_away_asks_once_and_goes_on_from_there(fake, unknown, after, lookups):
    call = unknown("gen-lost")

    after(100)
    after(100)

    call.refresh_from_db()
    assert len(lookups()) == 1
    assert call.next_lookup_at == call.finished_at + timedelta(seconds=128)


def test_a_success_without_its_price_is_looked_up_too(fake, broken_off, after):
    LLMCall.objects.filter(pk=broken_off.pk).update(status="succeeded")

    assert after(1)["learned"] == 1

    broken_off.refresh_from_db()
    assert (broken_off.cost, broken_off.status) == (COST, "succeeded")


def test_calls_that_were_never_in_doubt_are_left_alone(fake, unknown, after, lookups, ended):
    unknown("gen-1", status="failed")
    unknown("gen-2", status="succeeded", cost=COST)
    unknown("gen-3", status="started", finished_at=None)
    unknown("gen-4", reconciled_at=ended)

    assert after(MINUTES_10 / 6) == {"learned": 0, "at_reserved": 0, "waiting": 0}
    assert not lookups()


def test_nothing_open_costs_two_queries(fake, after, django_assert_num_queries):
    with django_assert_num_queries(2):
        after(1)


def test_a_call_whose_worker_died_is_settled_though_nobody_took_up_its_draft(
    fake, unknown, after, settings, ended
):
    call = unknown(status="started", finished_at=None)

    after(settings.GENERATION_LEASE_S - 1)
    call.refresh_from_db()
    assert call.status == "started"

    after(settings.GENERATION_LEASE_S + 5)
    call.refresh_from_db()
    assert (call.status, call.error_type) == ("unknown", "worker_stopped")
    assert closing(call).estimated


def test_a_dead_workers_call_is_looked_up_by_the_id_that_it_left(fake, broken_off, after, settings):
    LLMCall.objects.filter(pk=broken_off.pk).update(status="started", finished_at=None)

    after(settings.GENERATION_LEASE_S + 5)
    assert after(settings.GENERATION_LEASE_S + 6)["learned"] == 1

    broken_off.refresh_from_db()
    assert (broken_off.cost, broken_off.status, broken_off.error_type) == (COST, "failed", "worker_stopped")


def test_another_server_is_not_asked(fake, unknown, after, lookups, settings):
    settings.OPENROUTER_BASE_URL = fake.url.replace("/api/v1", "/v1")
    unknown("chatcmpl-1")

    assert after(1)["at_reserved"] == 1
    assert not lookups()


def test_openrouters_ids_are_known_behind_a_gateway(fake, broken_off, after, settings):
    settings.OPENROUTER_BASE_URL = fake.url.replace("/api/v1", "/v1")

    assert after(1)["learned"] == 1


def test_the_account_that_made_the_call_is_found_among_the_keys(fake, broken_off, after, settings, lookups):
    settings.OPENROUTER_API_KEYS = ["sk-bad key", "sk-other", "sk-test"]
    fake._lag = 1

    assert after(1)["learned"] == 1
    assert [seen.headers["authorization"] for seen in lookups()] == ["Bearer sk-other", "Bearer sk-test"]


def test_a_provider_that_is_away_is_not_asked_for_each_call(unknown, after, settings):
    with FakeOpenRouter() as gone:
        settings.OPENROUTER_BASE_URL, settings.OPENROUTER_API_KEYS = gone.url, ["sk-test"]
    calls = [unknown(f"gen-{number}") for number in range(3)]

    assert after(1) == {"learned": 0, "at_reserved": 0, "waiting": 3}
    assert after(MINUTES_10) == {"learned": 0, "at_reserved": 3, "waiting": 0}
    assert all(closing(call).estimated for call in calls)


def test_the_drafts_total_follows(fake, broken_off, after):
    draft = broken_off.generation
    make_ready(draft)
    Generation.objects.filter(pk=draft.pk).update(cost=None, calls=1)

    after(1)

    draft.refresh_from_db()
    assert (draft.cost, draft.calls) == (COST, 1)


def test_a_draft_that_is_being_written_adds_up_for_itself(fake, broken_off, after):
    after(1)

    broken_off.generation.refresh_from_db()
    assert broken_off.generation.calls == 0


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_the_provider_is_asked(shared_db, fake, broken_off, after):
    mine, held = connections["default"], []
    answer = fake.generation
    fake.generation = lambda id: held.append(mine.connection) or answer(id)

    assert after(1)["learned"] == 1

    assert held == [None]


@pytest.mark.django_db(transaction=True)
def test_two_schedulers_never_look_up_the_same_call_at_once(
    shared_db, fake, unknown, ended, at_once, lookups
):
    call = unknown("gen-lost")
    now = ended + timedelta(seconds=3)

    at_once(*[lambda: reconcile.settle_unknown(now)] * 3)

    call.refresh_from_db()
    assert len(lookups()) == 1
    assert call.lookups == 1
