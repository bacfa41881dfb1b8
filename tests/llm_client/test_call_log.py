"""The ledger of attempts and the chain that writes it, as one draft uses them."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from structlog.testing import capture_logs

from generation import lease, wiring
from generation.exceptions import LeaseLost
from generation.llm_client.exceptions import (
    Cancelled,
    KeyRejected,
    LLMError,
    OutOfTime,
    RequestRefused,
    TransportFailed,
)
from generation.llm_client.types import ChatRequest, Completion, Usage
from generation.models import Generation, LedgerEntry, LLMCall, Prompt
from generation.prompt_services import ensure_prompts
from generation.stores import call_log as call_log_module
from generation.stores.call_log import DraftCallLog
from generation.stores.keys import fingerprint
from tests.factories import GenerationFactory
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios

pytestmark = pytest.mark.django_db

ANSWER = Completion(
    text="Hello",
    model_asked="a/b",
    model="a/b",
    upstream_id="gen-9",
    usage=Usage(input_tokens=5, output_tokens=6, cost_usd=Decimal("0.5")),
)


@pytest.fixture
def fake(settings: Any, fake: FakeOpenRouter) -> FakeOpenRouter:
    settings.OPENROUTER_BASE_URL = fake.url
    settings.OPENROUTER_API_KEYS = []
    settings.LLM_MODELS = {"standard": ["a/b", "c/d"]}
    settings.LLM_MAX_ATTEMPTS = 1
    return fake


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> DraftCallLog:
    monkeypatch.setattr(call_log_module, "PULSE_EVERY_S", 0.0)
    ensure_prompts()
    draft = GenerationFactory(status=Generation.Status.QUEUED)
    owned = lease.claim(draft.pk)
    assert owned is not None
    version = Prompt.objects.get(tool="email").live_version
    assert version is not None
    return DraftCallLog(owned, version)


def ask(ledger: DraftCallLog, request: ChatRequest) -> Completion:
    client = wiring.build_client("standard", call_log=ledger, on_fallback=lambda *_: None)
    with wiring.pulsing(ledger.pulse):
        return client.complete(request)


def test_the_id_of_a_call_is_stored_while_it_is_under_way(
    ledger: DraftCallLog, chat_request: ChatRequest
) -> None:
    handle = ledger.started(chat_request)

    ledger.named("gen-7")
    ledger.pulse()

    assert LLMCall.objects.get(pk=handle).upstream_id == "gen-7"


def test_the_id_of_a_call_is_not_taken_for_that_of_the_next(
    ledger: DraftCallLog, chat_request: ChatRequest
) -> None:
    first = ledger.started(chat_request)
    ledger.named("gen-7")
    ledger.finished(first, error=TransportFailed(model="a/b"))
    second = ledger.started(chat_request)

    ledger.pulse()

    assert LLMCall.objects.get(pk=second).upstream_id == ""


def give_up(handle: int) -> None:
    LLMCall.objects.filter(pk=handle).update(
        status=LLMCall.Status.UNKNOWN,
        error_type="worker_stopped",
        error="It stopped.",
        finished_at=timezone.now(),
    )


def test_each_key_is_an_attempt_of_its_own(
    settings: Any, ledger: DraftCallLog, fake: FakeOpenRouter, chat_request: ChatRequest
) -> None:
    settings.OPENROUTER_API_KEYS = ["no header\n carries this", "dry-key", "good-key"]
    fake.script("a/b", [scenarios.out_of_credit_402()])

    assert ask(ledger, chat_request).text == "Hello from the model"

    calls = LLMCall.objects.order_by("attempt")
    assert [call.error_type for call in calls] == ["key_rejected", "out_of_credit", ""]
    assert [call.attempt for call in calls] == [1, 2, 3]
    assert [call.key_fingerprint for call in calls] == [
        fingerprint(key) for key in settings.OPENROUTER_API_KEYS
    ]
    assert "carries" not in str(calls.values())


@pytest.mark.parametrize(
    ("address", "key", "leaf"),
    [
        ("nowhere", "key", RequestRefused),
        ("http://[broken/v1", "key", RequestRefused),
        ("http://two..dots/v1", "key", RequestRefused),
        ("", "käse", KeyRejected),
    ],
)
def test_settings_that_cannot_be_used_are_an_llm_error(
    settings: Any,
    ledger: DraftCallLog,
    chat_request: ChatRequest,
    address: str,
    key: str,
    leaf: type[LLMError],
) -> None:
    settings.OPENROUTER_BASE_URL, settings.OPENROUTER_API_KEYS = address, [key]
    settings.LLM_MODELS = {"standard": ["a/b", "c/d"]}

    with pytest.raises(leaf) as caught:
        ask(ledger, chat_request)

    assert key not in str(caught.value)
    assert LLMCall.objects.get().status == LLMCall.Status.FAILED


def test_draft_whose_time_is_over_asks_nobody(
    settings: Any, ledger: DraftCallLog, fake: FakeOpenRouter, chat_request: ChatRequest
) -> None:
    settings.LLM_DRAFT_TIMEOUT_S = 0.0

    with pytest.raises(OutOfTime):
        ask(ledger, chat_request)

    assert not fake.completions
    assert not LLMCall.objects.exists()


def test_temperature_that_is_refused_costs_one_more_attempt(
    ledger: DraftCallLog, fake: FakeOpenRouter, request_for: Any
) -> None:
    fake.script("a/b", [scenarios.http(404)])

    ask(ledger, request_for(temperature=0.7))

    assert [call.model_asked for call in LLMCall.objects.all()] == ["a/b", "a/b"]
    assert [call.status for call in LLMCall.objects.order_by("attempt")] == ["failed", "succeeded"]


def test_call_that_our_side_stopped_has_an_unknown_bill(
    ledger: DraftCallLog, fake: FakeOpenRouter, chat_request: ChatRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_in_the_pulse(monkeypatch, LeaseLost("Gone."))

    with pytest.raises(Cancelled):
        ask(ledger, chat_request)

    call = LLMCall.objects.get()
    assert (call.status, call.upstream_id) == (LLMCall.Status.UNKNOWN, "gen-000001")
    assert call.model_answered == "a/b"
    assert call.finished_at is not None


def test_database_that_is_away_for_a_moment_stops_no_answer(
    ledger: DraftCallLog, fake: FakeOpenRouter, chat_request: ChatRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_in_the_pulse(monkeypatch, OperationalError("gone"))

    assert ask(ledger, chat_request).text == "Hello from the model"

    assert LLMCall.objects.get().status == LLMCall.Status.SUCCEEDED


def fail_in_the_pulse(monkeypatch: pytest.MonkeyPatch, failure: Exception) -> None:
    renew = lease.Lease.renew

    def fail(self: lease.Lease, **columns: Any) -> None:
        if not columns:
            raise failure
        renew(self, **columns)

    monkeypatch.setattr(lease.Lease, "renew", fail)


@pytest.mark.django_db(transaction=True)
def test_answer_is_stored_over_a_new_connection_where_one_broke(
    ledger: DraftCallLog, fake: FakeOpenRouter, chat_request: ChatRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, failures = call_log_module._settle, [OperationalError("gone"), OperationalError("gone")]

    def fail_twice(*known: Any) -> None:
        if failures:
            raise failures.pop()
        settle(*known)

    monkeypatch.setattr(call_log_module, "_settle", fail_twice)

    assert ask(ledger, chat_request).text == "Hello from the model"

    assert LLMCall.objects.get().status == LLMCall.Status.SUCCEEDED
    assert LedgerEntry.objects.filter(kind="settle").count() == 1


def test_draft_that_had_its_calls_asks_no_more(
    settings: Any, ledger: DraftCallLog, fake: FakeOpenRouter, chat_request: ChatRequest
) -> None:
    settings.LLM_MAX_CALLS, settings.LLM_MAX_ATTEMPTS = 1, 1
    fake.script("a/b", [scenarios.http(503)])

    with pytest.raises(LLMError) as caught:
        ask(ledger, chat_request)

    assert caught.value.error_type == "calls_used_up"
    assert (LLMCall.objects.count(), len(fake.completions)) == (1, 1)


def test_providers_words_are_logged_for_admins(
    ledger: DraftCallLog, fake: FakeOpenRouter, chat_request: ChatRequest
) -> None:
    fake.script(ANY, [scenarios.http(400, message="The schema is too large.")])

    with capture_logs() as logs:
        ask(ledger, chat_request)

    (event,) = [entry for entry in logs if entry["event"] == "llm.call_failed"]
    assert event["detail"] == "The schema is too large."
    assert (event["model"], event["attempt"], event["status"]) == ("a/b", 1, 400)
    assert (event["error_type"], event["reason"]) == ("request_refused", "invalid_request")


def test_late_answer_completes_a_call_that_was_given_up_on(
    ledger: DraftCallLog, chat_request: ChatRequest
) -> None:
    handle = ledger.started(chat_request)
    give_up(handle)

    ledger.finished(handle, completion=ANSWER)

    call = LLMCall.objects.get()
    assert (call.status, call.cost, call.input_tokens) == ("succeeded", Decimal("0.5"), 5)
    assert (call.error_type, call.error) == ("worker_stopped", "It stopped.")


def test_late_failure_says_what_is_known(ledger: DraftCallLog, chat_request: ChatRequest) -> None:
    handle = ledger.started(chat_request)
    give_up(handle)

    ledger.finished(handle, error=TransportFailed(maybe_billed=True, request_id="gen-9"))
    assert (LLMCall.objects.get().status, LLMCall.objects.get().upstream_id) == ("unknown", "gen-9")

    ledger.finished(handle, error=TransportFailed(answer=ANSWER))
    call = LLMCall.objects.get()
    assert (call.status, call.cost, call.error) == ("failed", Decimal("0.5"), "It stopped.")


def test_finished_call_is_never_overwritten(ledger: DraftCallLog, chat_request: ChatRequest) -> None:
    handle = ledger.started(chat_request)
    ledger.finished(handle, completion=ANSWER)

    ledger.finished(handle, error=TransportFailed(maybe_billed=True))

    call = LLMCall.objects.get()
    assert (call.status, call.cost, call.error) == ("succeeded", Decimal("0.5"), "")
