from typing import Any

import pytest

from generation.llm_client import exceptions as errors
from generation.llm_client.exceptions import AllModelsFailed, LLMError, RateLimited, Refused
from generation.llm_client.fallback import Fallback
from generation.llm_client.types import ChatRequest
from tests.fake_openrouter import FakeOpenRouter, scenarios
from tests.llm_client.stubs import DONE, ScriptedClient


def test_first_model_that_answers_wins(chat_request: ChatRequest) -> None:
    told: list[tuple[str, LLMError, str]] = []
    busy = RateLimited()
    inner = ScriptedClient([busy, DONE])

    completion = Fallback(inner, ["a", "b", "c"], on_fallback=lambda *facts: told.append(facts)).complete(
        chat_request
    )

    assert completion is DONE
    assert [request.model for request in inner.requests] == ["a", "b"]
    assert told == [("a", busy, "b")]


def test_every_cause_is_kept(chat_request: ChatRequest) -> None:
    causes = [RateLimited(), Refused()]
    told: list[Any] = []

    with pytest.raises(AllModelsFailed) as caught:
        Fallback(ScriptedClient(causes), ["a", "b"], on_fallback=lambda *facts: told.append(facts)).complete(
            chat_request
        )

    assert caught.value.causes == tuple(causes)
    assert caught.value.retryable
    assert len(told) == 1


def test_single_model_fails_with_its_own_error(chat_request: ChatRequest) -> None:
    with pytest.raises(RateLimited):
        Fallback(ScriptedClient([RateLimited()]), ["a", "a"]).complete(chat_request)


@pytest.mark.parametrize(
    "failure",
    [
        errors.OutOfCredit(),
        errors.KeyRejected(),
        errors.BudgetExceeded(),
        errors.Cancelled(),
        errors.NotRedacted(),
    ],
    ids=lambda failure: failure.error_type,
)
def test_what_no_model_can_mend_ends_it(failure: LLMError, chat_request: ChatRequest) -> None:
    inner = ScriptedClient([failure, DONE])

    with pytest.raises(type(failure)):
        Fallback(inner, ["a", "b"]).complete(chat_request)

    assert len(inner.requests) == 1


def test_no_next_model_is_asked_when_the_time_is_over(chat_request: ChatRequest) -> None:
    failure = RateLimited()
    inner = ScriptedClient([failure, DONE])
    told: list[Any] = []

    with pytest.raises(AllModelsFailed) as caught:
        Fallback(
            inner, ["a", "b"], on_fallback=lambda *facts: told.append(facts), until=5.0, clock=lambda: 5.0
        ).complete(chat_request)

    assert caught.value.causes == (failure,)
    assert len(inner.requests) == 1
    assert not told


def test_there_must_be_a_model() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Fallback(ScriptedClient([]), [])


def test_over_the_wire(fake: FakeOpenRouter, client_of: Any, chat_request: ChatRequest) -> None:
    fake.script("a/busy", [scenarios.http(429)])

    completion = Fallback(client_of(fake), ["a/busy", "b/free"]).complete(chat_request)

    assert completion.model_asked == "b/free"
    assert [recorded.body["model"] for recorded in fake.completions] == ["a/busy", "b/free"]
