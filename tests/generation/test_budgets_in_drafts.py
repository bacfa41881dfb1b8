"""Budgets as a draft meets them: what is sent, what is booked, and what its page says."""

from decimal import Decimal

import pytest
from django.utils import timezone

from generation import drafting, lease
from generation.llm_client.exceptions import BudgetExceeded, TransportFailed
from generation.llm_client.types import ChatRequest, Completion, Message, Usage
from generation.models import Alert, Generation, LedgerEntry, LLMCall, ModelPrice, Prompt
from generation.prompt_services import ensure_prompts
from generation.stores import bookkeeping
from generation.stores.call_log import DraftCallLog
from tests.factories import BudgetFactory, DraftRequestFactory, GenerationFactory
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios
from tests.generation.money import counts

pytestmark = pytest.mark.django_db

FIRST, SECOND = "anthropic/claude-haiku-4.5", "google/gemini-2.5-flash"


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": [FIRST, SECOND]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


@pytest.fixture
def draft(db):
    """A draft of models that cost ten dollars a million tokens of an answer."""
    ensure_prompts()
    for model in (FIRST, SECOND):
        ModelPrice.objects.create(
            model=model,
            source=ModelPrice.Source.OPERATOR,
            prompt=Decimal(2),
            completion=Decimal(10),
            synced_at=timezone.now(),
        )
    return GenerationFactory(request=DraftRequestFactory())


@pytest.fixture
def chat_request():
    return ChatRequest(model=FIRST, messages=(Message(role="user", content="Hi"),), max_tokens=200)


@pytest.fixture
def answer():
    return Completion(text="Hello", model_asked=FIRST, model=FIRST, usage=Usage(cost_usd=Decimal("0.0015")))


def written(draft):
    drafting.run(draft.pk)
    draft.refresh_from_db()
    return draft


def call_log_of(draft):
    owned = lease.claim(draft.pk)
    return DraftCallLog(owned, Prompt.objects.get(tool="email").live_version)


def test_a_draft_books_what_the_provider_charged(draft, fake):
    budget = BudgetFactory()

    done = written(draft)

    assert (done.source, len(fake.completions)) == ("model", 1)
    assert counts(budget) == (done.cost, 0)
    reserved, settled = LedgerEntry.objects.order_by("pk")
    assert (reserved.kind, settled.kind, settled.booked) == ("reserve", "settle", done.cost)
    assert reserved.held > done.cost > 0


def test_a_budget_that_is_used_up_sends_nothing_and_says_why(draft, fake):
    BudgetFactory(name="Spring", limit=Decimal("0.000001"), thresholds=[])
    big = BudgetFactory(name="All", limit=Decimal(100))

    done = written(draft)

    assert (done.status, done.source) == ("ready", "template")
    assert "The budget 'Spring' for this month is smaller than what one draft may cost." in done.notice
    assert "Ask an admin to raise it." in done.notice
    assert not fake.completions
    assert not LLMCall.objects.exists()
    assert not LedgerEntry.objects.exists()
    assert not big.periods.exclude(reserved=0).exists()
    assert Alert.objects.get().message.startswith("The budget 'Spring' for this month")


def test_each_model_that_is_asked_is_booked_on_its_own(draft, fake):
    budget = BudgetFactory()
    fake.script(FIRST, [scenarios.http(503)])

    done = written(draft)

    assert [call.model_asked for call in LLMCall.objects.order_by("attempt")] == [FIRST, SECOND]
    kinds = LedgerEntry.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["reserve", "release", "reserve", "settle"]
    assert counts(budget) == (done.cost, 0)


def test_a_call_that_broke_off_keeps_its_reservation(draft, fake, settings):
    settings.LLM_MODELS = {"standard": [FIRST]}
    budget = BudgetFactory()
    fake.script(ANY, [scenarios.eof_without_done()])

    written(draft)

    call = LLMCall.objects.get()
    assert call.status == LLMCall.Status.UNKNOWN
    spent, reserved = counts(budget)
    assert (spent, reserved) == (0, LedgerEntry.objects.get(call=call).held)
    assert reserved > 0


def test_a_dead_workers_reservation_stays_and_limits_the_next_worker(draft, chat_request):
    dead = call_log_of(draft)
    dead.started(chat_request)
    held = LedgerEntry.objects.get().held
    BudgetFactory(name="Spring", limit=held)
    Generation.objects.update(lease_expires_at=timezone.now())

    with pytest.raises(BudgetExceeded, match="What is left of the budget 'Spring' for this month is taken"):
        call_log_of(draft).started(chat_request)

    assert LLMCall.objects.get().status == LLMCall.Status.UNKNOWN
    assert LedgerEntry.objects.get().kind == "reserve"


def test_an_attempt_that_was_refused_is_not_counted(draft, chat_request):
    budget = BudgetFactory(limit=0)
    log = call_log_of(draft)
    with pytest.raises(BudgetExceeded):
        log.started(chat_request)
    budget.limit = Decimal(1)
    budget.save()

    log.started(chat_request)

    assert LLMCall.objects.get().attempt == 1


def test_a_late_answer_books_the_real_cost(draft, chat_request, answer):
    budget = BudgetFactory()
    log = call_log_of(draft)
    handle = log.started(chat_request)
    LLMCall.objects.update(status=LLMCall.Status.UNKNOWN, finished_at=timezone.now())

    log.finished(handle, completion=answer)
    log.finished(handle, error=TransportFailed(maybe_billed=True))

    assert counts(budget) == (answer.usage.cost_usd, 0)
    assert bookkeeping.verify() == []
