from decimal import Decimal
from typing import Any

import pytest

from generation.llm_client import exceptions as errors
from generation.llm_client.exceptions import LLMError, RateLimited, TransportFailed
from generation.llm_client.retry import LONGEST_WAIT_S, Retry, Retrying, wait_before
from generation.llm_client.types import ChatRequest, Usage
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios
from tests.llm_client.stubs import DONE, ScriptedClient

PAID = DONE.model_copy(update={"usage": Usage(cost_usd=Decimal("0.01"))})


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def retrying(inner: Any, time: Time, **changes: Any) -> Retrying:
    settings = {"max_attempts": 4, "total_s": 60.0, "clock": time, "sleep": time.sleep, "random": lambda: 1.0}
    return Retrying(inner, **{**settings, **changes})


@pytest.mark.parametrize(
    ("failure", "attempts"),
    [
        (TransportFailed(), 4),
        (errors.RateLimited(), 4),
        (errors.ProviderDown(), 4),
        (TransportFailed(maybe_billed=True), 2),
        (errors.ProviderDown(maybe_billed=True), 2),
        (errors.StreamIncomplete(), 2),
        (errors.EmptyAnswer(), 2),
        (errors.ProviderDown(answer=PAID), 2),
        (errors.RateLimited(retryable=False), 1),
        (errors.RequestRefused(), 1),
        (errors.OutOfCredit(), 1),
        (errors.KeyRejected(), 1),
        (errors.Refused(), 1),
        (errors.Truncated(), 1),
        (errors.BadCompletion(), 1),
        (errors.BudgetExceeded(), 1),
        (errors.Cancelled(), 1),
        (errors.OutOfTime(), 1),
        (errors.NotRedacted(), 1),
    ],
    ids=lambda value: (
        f"{value.error_type}{'-billed' * value.maybe_billed}" if isinstance(value, LLMError) else None
    ),
)
def test_only_what_is_safe_is_repeated(failure: LLMError, attempts: int, chat_request: ChatRequest) -> None:
    inner = ScriptedClient([failure] * 9)

    with pytest.raises(type(failure)) as caught:
        retrying(inner, Time()).complete(chat_request)

    assert len(inner.requests) == attempts
    assert caught.value is failure


def test_one_costly_failure_after_cheap_ones_is_repeated(chat_request: ChatRequest) -> None:
    outcomes = [RateLimited(), TransportFailed(maybe_billed=True), RateLimited(), DONE]

    assert retrying(ScriptedClient(outcomes), Time()).complete(chat_request) is DONE


def test_waits_double(chat_request: ChatRequest) -> None:
    time = Time()

    retrying(ScriptedClient([TransportFailed(), TransportFailed(), TransportFailed(), DONE]), time).complete(
        chat_request
    )

    assert time.waits == [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("attempt", "asked", "random", "wait"),
    [
        (1, None, 0.0, 0.0),
        (1, None, 0.5, 0.5),
        (3, None, 0.5, 2.0),
        (40, None, 1.0, LONGEST_WAIT_S),
        (1, 5.0, 0.0, 5.0),
        (1, 5.0, 1.0, 6.0),
        (1, 0.0, 1.0, 0.0),
        (1, LONGEST_WAIT_S + 1, 0.5, None),
    ],
)
def test_wait(attempt: int, asked: float | None, random: float, wait: float | None) -> None:
    assert wait_before(attempt, RateLimited(retry_after_s=asked), lambda: random) == wait


def test_no_try_starts_after_the_end(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([TransportFailed()] * 9)

    with pytest.raises(TransportFailed):
        retrying(inner, Time(), max_attempts=9, total_s=4.0).complete(chat_request)

    assert len(inner.requests) == 3


def test_no_try_starts_after_the_end_of_the_draft(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([TransportFailed()] * 9)
    time = Time()
    client = retrying(inner, time, max_attempts=9, until=time.now + 4.0)

    with pytest.raises(TransportFailed):
        client.complete(chat_request)
    assert len(inner.requests) == 3

    time.now += 4.0
    with pytest.raises(errors.OutOfTime):
        client.complete(chat_request)
    assert len(inner.requests) == 3


def test_each_retry_is_told(chat_request: ChatRequest) -> None:
    told: list[Retry] = []
    failure = RateLimited()

    retrying(ScriptedClient([failure, DONE]), Time(), on_retry=told.append).complete(chat_request)

    assert told == [Retry(model="openai/gpt-5-mini", attempt=1, wait_s=1.0, cause=failure)]


def test_waiting_can_be_cancelled(chat_request: ChatRequest) -> None:
    def cancel(_: float) -> None:
        raise errors.Cancelled

    with pytest.raises(errors.Cancelled):
        retrying(ScriptedClient([RateLimited(), DONE]), Time(), sleep=cancel).complete(chat_request)


def test_server_that_recovers(fake: FakeOpenRouter, client_of: Any, chat_request: ChatRequest) -> None:
    time = Time()
    fake.script(ANY, [scenarios.http(503), scenarios.http(429, headers={"Retry-After": "2"})])

    completion = retrying(client_of(fake), time).complete(chat_request)

    assert completion.text == "Hello from the model"
    assert len(fake.completions) == 3
    assert time.waits == [1.0, 3.0]


def test_no_wait_is_too_short_to_count(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([errors.RateLimited(), DONE])
    retrying = Retrying(inner, total_s=0.0, clock=lambda: 100.0, sleep=lambda _: None, random=lambda: 2.7e-41)

    with pytest.raises(errors.RateLimited):
        retrying.complete(chat_request)

    assert len(inner.requests) == 1
