from collections.abc import Callable

import pytest

from generation.llm_client.exceptions import (
    BreakerOpen,
    BudgetExceeded,
    CallsUsedUp,
    Cancelled,
    LLMError,
    OutOfCredit,
    OutOfTime,
    RateLimited,
    Refused,
    Truncated,
)
from generation.llm_client.room import MOST_TOKENS, Affordable, Roomier
from generation.llm_client.types import ChatRequest
from tests.llm_client.stubs import DONE, ScriptedClient

RequestFor = Callable[..., ChatRequest]


def asked(inner: ScriptedClient) -> list[int]:
    return [request.max_tokens for request in inner.requests]


def test_cut_answer_is_asked_for_once_more_with_twice_the_room(request_for: RequestFor) -> None:
    inner = ScriptedClient([Truncated(), DONE])

    assert Roomier(inner).complete(request_for(max_tokens=500)) is DONE
    assert asked(inner) == [500, 1000]


def test_answer_that_is_cut_twice_is_given_up(request_for: RequestFor) -> None:
    second = Truncated()
    inner = ScriptedClient([Truncated(), second, DONE])

    with pytest.raises(Truncated) as caught:
        Roomier(inner).complete(request_for(max_tokens=500))

    assert caught.value is second
    assert asked(inner) == [500, 1000]


@pytest.mark.parametrize(
    ("longest", "first", "then"),
    [
        (None, 20_000, [20_000, MOST_TOKENS]),
        (None, MOST_TOKENS, [MOST_TOKENS]),
        (700, 500, [500, 700]),
        (500, 500, [500]),
        (200, 500, [500]),
        (128_000, 40_000, [40_000, 80_000]),
    ],
)
def test_room_ends_where_the_models_answers_do(
    longest: int | None, first: int, then: list[int], request_for: RequestFor
) -> None:
    inner = ScriptedClient([Truncated(), Truncated()])

    with pytest.raises(Truncated):
        Roomier(inner, lambda model: longest).complete(request_for(max_tokens=first))

    assert asked(inner) == then


@pytest.mark.parametrize(
    "refusal",
    [BudgetExceeded(), OutOfTime(), OutOfCredit(), BreakerOpen(), CallsUsedUp()],
    ids=lambda error: error.error_type,
)
def test_cut_is_what_is_told_when_there_is_no_money_or_time_for_more(
    refusal: LLMError, request_for: RequestFor
) -> None:
    cut = Truncated()

    with pytest.raises(Truncated) as caught:
        Roomier(ScriptedClient([cut, refusal])).complete(request_for())

    assert caught.value is cut


@pytest.mark.parametrize(
    "failure", [RateLimited(), Cancelled(), Refused()], ids=lambda error: error.error_type
)
def test_what_else_the_second_try_meets_is_told(failure: LLMError, request_for: RequestFor) -> None:
    with pytest.raises(type(failure)):
        Roomier(ScriptedClient([Truncated(), failure])).complete(request_for())


@pytest.mark.parametrize("failure", [RateLimited(), Refused(), BudgetExceeded()], ids=lambda e: e.error_type)
def test_only_a_cut_answer_gets_more_room(failure: LLMError, request_for: RequestFor) -> None:
    inner = ScriptedClient([failure, DONE])

    with pytest.raises(type(failure)):
        Roomier(inner).complete(request_for())

    assert len(inner.requests) == 1


def test_answer_that_is_larger_than_is_read_gets_no_more_room(request_for: RequestFor) -> None:
    endless = Truncated()
    endless.more_room_may_help = False
    inner = ScriptedClient([endless, DONE])

    with pytest.raises(Truncated):
        Roomier(inner).complete(request_for())

    assert len(inner.requests) == 1


@pytest.mark.parametrize(
    ("affordable", "then"),
    [(999, [1000, 999]), (600, [1000, 600]), (599, [1000]), (0, [1000]), (None, [1000]), (1000, [1000])],
)
def test_shorter_answer_is_asked_for_where_it_is_still_useful(
    affordable: int | None, then: list[int], request_for: RequestFor
) -> None:
    failure = OutOfCredit(affordable_tokens=affordable)
    inner = ScriptedClient([failure, failure])

    with pytest.raises(OutOfCredit):
        Affordable(inner).complete(request_for(max_tokens=1000))

    assert asked(inner) == then


def test_shorter_answer_that_can_be_paid_is_the_answer(request_for: RequestFor) -> None:
    inner = ScriptedClient([OutOfCredit(affordable_tokens=150), DONE])

    assert Affordable(inner).complete(request_for(max_tokens=200)) is DONE
