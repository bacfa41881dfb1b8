from collections.abc import Sequence
from typing import Any

import pytest

from generation.llm_client.exceptions import (
    BreakerOpen,
    DayUsedUp,
    KeyRejected,
    LimitReached,
    LLMError,
    NoUsableKey,
    OutOfCredit,
    RateLimited,
    RequestRefused,
    TransportFailed,
)
from generation.llm_client.keys import KeyRing
from generation.llm_client.types import ChatRequest
from tests.fake_openrouter import FakeOpenRouter, scenarios
from tests.llm_client.stubs import DONE, ScriptedClient

FIRST, SECOND = "first-key-0123456789", "second-key-0123456789"


class States:
    """Remembers which keys are out, and what it was told."""

    def __init__(self, *out: str) -> None:
        self.out = set(out)
        self.told: list[tuple[str, str]] = []

    def ask(self, name: str) -> int | None:
        return None if name in self.out else 0

    def refused(self, name: str, refusals: int, error: LLMError) -> None:
        self.out.add(name)
        self.told.append((name, error.error_type))

    def accepted(self, name: str, refusals: int) -> None:
        self.told.append((name, ""))

    def back_in_s(self, names: Sequence[str]) -> float | None:
        return 300.0


def keys_used(fake: FakeOpenRouter) -> list[str]:
    return [recorded.headers["authorization"].removeprefix("Bearer ") for recorded in fake.completions]


def ring(client_of: Any, fake: FakeOpenRouter, states: States | None = None) -> KeyRing:
    clients = [(name, client_of(fake, api_key=key)) for name, key in (("a", FIRST), ("b", SECOND))]
    return KeyRing(clients, states or States())


def scripted(*outcomes: Any, states: States | None = None) -> KeyRing:
    named = zip("abc", (ScriptedClient([outcome]) for outcome in outcomes), strict=False)
    return KeyRing(list(named), states or States())


def test_next_key_when_one_is_rejected(client_of: Any, chat_request: ChatRequest) -> None:
    states = States()
    with FakeOpenRouter(keys=[SECOND], answer="Hello") as fake:
        assert ring(client_of, fake, states).complete(chat_request).text == "Hello"
        assert ring(client_of, fake, states).complete(chat_request).text == "Hello"

    assert keys_used(fake) == [FIRST, SECOND, SECOND]
    assert states.told == [("a", "key_rejected"), ("b", ""), ("b", "")]


@pytest.mark.parametrize("scenario", [scenarios.out_of_credit_402(), scenarios.key_limit_403()])
def test_next_key_when_one_has_no_credit(
    scenario: Any, fake: FakeOpenRouter, client_of: Any, chat_request: ChatRequest
) -> None:
    fake.script(chat_request.model, [scenario])

    ring(client_of, fake).complete(chat_request)

    assert keys_used(fake) == [FIRST, SECOND]


def test_last_failure_is_raised_without_a_key_in_it(client_of: Any, chat_request: ChatRequest) -> None:
    with FakeOpenRouter(keys=["another"]) as fake, pytest.raises(KeyRejected) as caught:
        ring(client_of, fake).complete(chat_request)

    assert len(fake.completions) == 2
    seen = f"{caught.value!r} {vars(caught.value)} {ring(client_of, fake)!r}"
    assert FIRST not in seen
    assert SECOND not in seen


def test_no_key_left_says_so_and_when_one_is_tried_again(chat_request: ChatRequest) -> None:
    with pytest.raises(NoUsableKey, match="none of our keys") as caught:
        scripted(DONE, DONE, states=States("a", "b")).complete(chat_request)

    assert caught.value.retry_after_s == 300
    assert "credit" in caught.value.advice
    assert (caught.value.retryable, caught.value.another_model_may_help) == (False, False)


@pytest.mark.parametrize("failure", [RateLimited(), LLMError()])
def test_what_no_key_can_mend_is_raised_at_once(failure: LLMError, chat_request: ChatRequest) -> None:
    other = ScriptedClient([DONE])

    with pytest.raises(type(failure)):
        KeyRing([("a", ScriptedClient([failure])), ("b", other)], States()).complete(chat_request)

    assert other.requests == []


@pytest.mark.parametrize(
    "failure", [BreakerOpen(), DayUsedUp(), LimitReached()], ids=["breaker", "day", "limit"]
)
def test_next_key_where_the_model_rests_or_is_limited_with_one(
    failure: LLMError, chat_request: ChatRequest
) -> None:
    states = States()
    assert scripted(failure, DONE, states=states).complete(chat_request) == DONE
    assert states.told == [("b", "")]


def test_every_key_may_fail_differently(chat_request: ChatRequest) -> None:
    with pytest.raises(OutOfCredit):
        scripted(KeyRejected(), OutOfCredit()).complete(chat_request)


def test_a_resting_model_leaves_the_way_to_the_next_model_open(chat_request: ChatRequest) -> None:
    with pytest.raises(BreakerOpen):
        scripted(BreakerOpen(), KeyRejected()).complete(chat_request)


def test_there_must_be_a_client() -> None:
    with pytest.raises(ValueError, match="at least one"):
        KeyRing([], States())


class OnTrial(States):
    """One key that was refused once and may be tried: whoever asks a second time is too late."""

    def ask(self, name: str) -> int | None:
        given, self.out = name not in self.out, {name}
        return 1 if given else None


def test_a_key_on_trial_stays_with_the_draft_that_tries_it(chat_request: ChatRequest) -> None:
    states = OnTrial()
    ring = KeyRing([("a", ScriptedClient([TransportFailed(), DONE]))], states)

    with pytest.raises(TransportFailed):
        ring.complete(chat_request)

    assert ring.complete(chat_request) == DONE
    assert states.told == [("a", "")]


def test_an_answer_about_something_else_shows_that_the_key_is_accepted(chat_request: ChatRequest) -> None:
    states = OnTrial()
    ring = KeyRing([("a", ScriptedClient([RequestRefused(status=400)]))], states)

    with pytest.raises(RequestRefused):
        ring.complete(chat_request)

    assert states.told == [("a", "")]
