from typing import Any

import pytest

from generation.llm_client.exceptions import KeyRejected, LLMError, OutOfCredit, RateLimited
from generation.llm_client.keys import KeyRing
from generation.llm_client.types import ChatRequest
from tests.fake_openrouter import FakeOpenRouter, scenarios
from tests.llm_client.stubs import DONE, ScriptedClient

FIRST, SECOND = "first-key-0123456789", "second-key-0123456789"


def keys_used(fake: FakeOpenRouter) -> list[str]:
    return [recorded.headers["authorization"].removeprefix("Bearer ") for recorded in fake.completions]


def ring(client_of: Any, fake: FakeOpenRouter) -> KeyRing:
    return KeyRing([client_of(fake, api_key=key) for key in (FIRST, SECOND)])


def test_next_key_when_one_is_rejected(client_of: Any, chat_request: ChatRequest) -> None:
    with FakeOpenRouter(keys=[SECOND], answer="Hello") as fake:
        assert ring(client_of, fake).complete(chat_request).text == "Hello"

    assert keys_used(fake) == [FIRST, SECOND]


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


@pytest.mark.parametrize("failure", [RateLimited(), LLMError()])
def test_what_no_key_can_mend_is_raised_at_once(failure: LLMError, chat_request: ChatRequest) -> None:
    other = ScriptedClient([DONE])

    with pytest.raises(type(failure)):
        KeyRing([ScriptedClient([failure]), other]).complete(chat_request)

    assert other.requests == []


def test_every_key_may_fail_differently(chat_request: ChatRequest) -> None:
    with pytest.raises(OutOfCredit):
        KeyRing([ScriptedClient([KeyRejected()]), ScriptedClient([OutOfCredit()])]).complete(chat_request)


def test_there_must_be_a_client() -> None:
    with pytest.raises(ValueError, match="at least one"):
        KeyRing([])
