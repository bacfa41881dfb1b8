"""Identical requests: one answer again, one call for many, and nothing that is not whole."""

from typing import Any

import pytest

from generation.llm_client.caching import Caching, is_whole, key_of
from generation.llm_client.exceptions import Cancelled, OutOfTime, RateLimited
from generation.llm_client.privacy.redacting import Redacting
from generation.llm_client.privacy.redaction import Redactor
from generation.llm_client.types import AnswerSchema, ChatRequest, Completion, Message, Reused
from tests.llm_client.stubs import DONE, ScriptedClient

KEPT = DONE.model_copy(update={"text": "Kept", "reused": Reused(draft="d1")})


class ListedAnswers:
    """Scripted looks: each `find` and each `claim` takes the next of its list, the last one for ever."""

    def __init__(self, *, finds: list[Completion | None], claims: list[bool] | None = None) -> None:
        self._finds, self._claims = finds, claims or [True]
        self.told: list[str] = []

    def own(self, key: str) -> Completion | None:
        return None

    def find(self, key: str) -> Completion | None:
        self.told.append("find")
        return self._finds.pop(0) if len(self._finds) > 1 else self._finds[0]

    def claim(self, key: str) -> bool:
        self.told.append("claim")
        return self._claims.pop(0) if len(self._claims) > 1 else self._claims[0]

    def release(self, key: str) -> None:
        self.told.append("release")


class Clock:
    def __init__(self) -> None:
        self.now = 0.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def asked(chat_request: ChatRequest) -> ChatRequest:
    return chat_request.model_copy(update={"reuse": True})


def cached(inner: ScriptedClient, answers: ListedAnswers, **settings: Any) -> Caching:
    clock = Clock()
    return Caching(inner, answers, **{"clock": clock, "sleep": clock.sleep, **settings})


def test_a_stored_answer_is_given_and_no_model_is_asked(asked: ChatRequest) -> None:
    inner = ScriptedClient([])
    assert cached(inner, ListedAnswers(finds=[KEPT])).complete(asked) == KEPT
    assert inner.requests == []


def test_without_the_wish_to_reuse_nothing_is_looked_up(chat_request: ChatRequest) -> None:
    inner, answers = ScriptedClient([DONE]), ListedAnswers(finds=[KEPT])
    assert cached(inner, answers).complete(chat_request) == DONE
    assert answers.told == []


def test_every_request_carries_the_key_under_which_its_answer_may_be_kept(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])
    cached(inner, ListedAnswers(finds=[None])).complete(chat_request)
    assert inner.requests[0].answer_key == key_of(chat_request)


def test_who_comes_first_asks_and_gives_the_turn_back(asked: ChatRequest) -> None:
    answers = ListedAnswers(finds=[None])
    assert cached(ScriptedClient([DONE]), answers).complete(asked) == DONE
    assert answers.told == ["find", "claim", "find", "release"]


def test_who_gets_the_turn_just_after_the_answer_came_does_not_ask(asked: ChatRequest) -> None:
    inner, answers = ScriptedClient([]), ListedAnswers(finds=[None, KEPT])
    assert cached(inner, answers).complete(asked) == KEPT
    assert answers.told[-1] == "release"


def test_a_failure_gives_the_turn_back(asked: ChatRequest) -> None:
    answers = ListedAnswers(finds=[None])
    with pytest.raises(RateLimited):
        cached(ScriptedClient([RateLimited()]), answers).complete(asked)
    assert answers.told[-1] == "release"


def test_who_comes_second_waits_longer_each_time_and_gets_the_answer(asked: ChatRequest) -> None:
    clock, waits = Clock(), []
    answers = ListedAnswers(finds=[None] * 6 + [KEPT], claims=[False])
    caching = Caching(
        ScriptedClient([]), answers, clock=clock, sleep=clock.sleep, on_wait=lambda: waits.append(clock.now)
    )
    assert caching.complete(asked) == KEPT
    assert clock.slept == [0.1, 0.2, 0.4, 0.8, 1.0, 1.0]
    assert waits == [0.0]


def test_when_the_first_gives_up_the_second_asks(asked: ChatRequest) -> None:
    answers = ListedAnswers(finds=[None], claims=[False, False, True])
    assert cached(ScriptedClient([DONE]), answers).complete(asked) == DONE


def test_waiting_ends_with_the_drafts_own_time(asked: ChatRequest) -> None:
    clock = Clock()
    answers = ListedAnswers(finds=[None], claims=[False])
    caching = Caching(ScriptedClient([]), answers, until=5.0, clock=clock, sleep=clock.sleep)
    with pytest.raises(OutOfTime):
        caching.complete(asked)
    assert clock.now <= 5.0


def test_a_cancel_ends_the_waiting(asked: ChatRequest) -> None:
    def cancelled() -> None:
        raise Cancelled()

    inner = ScriptedClient([])
    with pytest.raises(Cancelled):
        cached(inner, ListedAnswers(finds=[None], claims=[False]), pulse=cancelled).complete(asked)
    assert inner.requests == []


@pytest.mark.parametrize(
    "change",
    [
        {"prompt_checksum": "another"},
        {"tier": "fast"},
        {"messages": (Message(role="user", content="Another fact"),)},
        {"messages": (Message(role="system", content="Say hello"),)},
        {"max_tokens": 7},
        {"temperature": 0.123},
        {"answer_schema": AnswerSchema(name="a", definition={"type": "object"})},
        {"variety": 2},
    ],
    ids=lambda change: ",".join(change),
)
def test_any_change_of_the_question_misses(chat_request: ChatRequest, change: dict[str, Any]) -> None:
    assert key_of(chat_request.model_copy(update=change)) != key_of(chat_request)


@pytest.mark.parametrize(
    "change",
    [{"end_user": "u_2"}, {"session_id": "req_2"}, {"metadata": {"generation": "2"}}, {"batch": True}],
    ids=lambda change: ",".join(change),
)
def test_who_asks_is_no_part_of_the_question(chat_request: ChatRequest, change: dict[str, Any]) -> None:
    assert key_of(chat_request.model_copy(update=change)) == key_of(chat_request)


def test_who_hides_behind_a_placeholder_is_no_part_of_the_question(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE, DONE])
    client = Redacting(cached(inner, ListedAnswers(finds=[None])), Redactor())
    for address in ("nadia@home.example", "omar@home.example"):
        message = Message(role="user", content=f"Write to {address}.")
        client.complete(chat_request.model_copy(update={"messages": (message,)}))
    assert inner.requests[0].answer_key == inner.requests[1].answer_key


def test_the_order_of_the_schemas_keys_is_no_part_of_the_question(chat_request: ChatRequest) -> None:
    def with_schema(definition: dict[str, Any]) -> ChatRequest:
        return chat_request.model_copy(
            update={"answer_schema": AnswerSchema(name="a", definition=definition)}
        )

    assert key_of(with_schema({"a": 1, "b": 2})) == key_of(with_schema({"b": 2, "a": 1}))


@pytest.mark.parametrize(
    ("reason", "whole"),
    [("stop", True), ("STOP", True), ("length", False), ("tool_calls", False), ("", False)],
)
def test_only_an_answer_that_ended_by_itself_is_whole(reason: str, whole: bool) -> None:
    assert is_whole(DONE.model_copy(update={"finish_reason": reason})) is whole
