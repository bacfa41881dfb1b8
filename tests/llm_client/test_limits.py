"""Who comes too early waits, and in no minute does more than the limit go through."""

from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generation.llm_client.exceptions import (
    Cancelled,
    LimitReached,
    LLMError,
    ProviderDown,
    StreamIncomplete,
)
from generation.llm_client.limits import NANO, Cost, Limit, Limited, given_back, taken, wait_ns
from generation.llm_client.types import ChatRequest, Completion, Usage
from tests.llm_client.stubs import ScriptedClient

MINUTE = 60 * NANO
START = 1_800_000_000 * NANO

limits = st.builds(Limit, st.just("b"), st.just("requests"), st.integers(1, 500))
units = st.one_of(st.just(1), st.integers(1, 200))
waits = st.one_of(st.just(0), st.integers(0, 5 * NANO), st.integers(0, 70 * NANO))


def most_in_any_minute(passed: Sequence[tuple[int, int]]) -> int:
    """Return the most units that went through within a minute, of (moment, units) in order."""
    return max(
        (sum(n for at, n in passed[i:] if at - start < MINUTE) for i, (start, _n) in enumerate(passed)),
        default=0,
    )


@example(Limit("b", "requests", 34), [(0, 34, False), (1_875_000_000, 1, False)])
@given(limits, st.lists(st.tuples(waits, units, st.booleans()), max_size=60))
def test_no_minute_sees_more_than_the_limit(limit: Limit, calls: list[tuple[int, int, bool]]) -> None:
    now, empty_at, passed = START, 0, []
    for pause, wanted, batch in calls:
        now += pause
        if not wait_ns(limit, empty_at, wanted, now, batch=batch):
            empty_at = taken(limit, empty_at, wanted, now)
            passed.append((now, min(wanted, limit.amount)))
    assert most_in_any_minute(passed) <= limit.amount


@given(limits, st.lists(st.tuples(units, st.booleans()), max_size=40))
def test_who_waits_as_told_goes_through_and_not_a_moment_earlier(
    limit: Limit, calls: list[tuple[int, bool]]
) -> None:
    now, empty_at = START, 0
    for wanted, batch in calls:
        wait = wait_ns(limit, empty_at, wanted, now, batch=batch)
        if wait:
            assert wait_ns(limit, empty_at, wanted, now + wait - 1, batch=batch) == 1
        now += wait
        assert wait_ns(limit, empty_at, wanted, now, batch=batch) == 0
        empty_at = taken(limit, empty_at, wanted, now)


@given(
    limits,
    st.lists(st.tuples(waits, units, st.floats(0, 1), st.integers(0, 20 * NANO)), max_size=40),
)
def test_what_is_given_back_adds_at_most_what_drains_during_a_call(
    limit: Limit, calls: list[tuple[int, int, float, int]]
) -> None:
    """Used tokens, in any minute: the limit and what drains within the longest call."""
    now, empty_at, used = START, 0, list[tuple[int, int]]()
    back: list[tuple[int, int]] = []
    for pause, wanted, share, lasts in calls:
        now += pause
        for at, number in sorted(back):
            if at <= now:
                empty_at = given_back(limit, empty_at, number, at)
        back = [one for one in back if one[0] > now]
        if not wait_ns(limit, empty_at, wanted, now, batch=False):
            empty_at = taken(limit, empty_at, wanted, now)
            counted = min(wanted, limit.amount)
            really = round(counted * share)
            used.append((now, really))
            back.append((now + lasts, counted - really))
    drains = 20 * NANO // limit.step_ns + 1
    assert most_in_any_minute(used) <= limit.amount + drains


@given(limits, waits, st.integers(-50, 50))
def test_a_bucket_is_never_emptier_than_empty(limit: Limit, pause: int, number: int) -> None:
    empty_at = taken(limit, 0, 1, START)
    now = START + pause
    after = given_back(limit, empty_at, number, now)
    assert after >= min(empty_at, now)
    assert number >= 0 or after > empty_at


def test_batch_leaves_room_for_those_who_wait() -> None:
    limit = Limit("b", "requests", 100)
    empty_at, batch = 0, 0
    while not wait_ns(limit, empty_at, 1, START, batch=True):
        empty_at, batch = taken(limit, empty_at, 1, START), batch + 1
    interactive = 0
    while not wait_ns(limit, empty_at, 1, START, batch=False):
        empty_at, interactive = taken(limit, empty_at, 1, START), interactive + 1
    assert (batch, interactive) == (8, 2)


class Line:
    """Buckets of one process, with a clock that moves when somebody sleeps."""

    def __init__(self, *limits: Limit) -> None:
        self.limits = limits
        self.now = START
        self.empty_at = {limit.name: 0 for limit in limits}
        self.slept: list[float] = []

    def over(self, model: str, key: str) -> Sequence[Limit]:
        return self.limits

    def take(self, costs: Sequence[Cost], *, batch: bool) -> float:
        wait = max(wait_ns(one, self.empty_at[one.name], n, self.now, batch=batch) for one, n in costs)
        if not wait:
            for one, n in costs:
                self.empty_at[one.name] = taken(one, self.empty_at[one.name], n, self.now)
        return wait / NANO

    def give_back(self, costs: Sequence[Cost]) -> None:
        for one, n in costs:
            self.empty_at[one.name] = given_back(one, self.empty_at[one.name], n, self.now)

    def clock(self) -> float:
        return (self.now - START) / NANO

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += round(seconds * NANO)

    def held(self, name: str) -> int:
        limit = next(limit for limit in self.limits if limit.name == name)
        return round((self.empty_at[name] - self.now) / limit.step_ns)


class Answering:
    def __init__(self, outcome: Completion | LLMError | None = None) -> None:
        self.outcome = outcome or Completion(text="Hi", model_asked="m", model="m")
        self.calls = 0

    def complete(self, request: ChatRequest) -> Completion:
        self.calls += 1
        if isinstance(self.outcome, LLMError):
            raise self.outcome
        return self.outcome


def limited(inner: Any, line: Line, *, until: float = 240.0, **changes: Any) -> Limited:
    tools = {"clock": line.clock, "sleep": line.sleep, "random": lambda: 0.0, **changes}
    return Limited(inner, line, "key", until=until, **tools)


def test_without_limits_nothing_is_asked(chat_request: ChatRequest) -> None:
    line, inner = Line(), Answering()
    limited(inner, line).complete(chat_request)
    assert (inner.calls, line.slept) == (1, [])


def test_a_call_waits_for_its_turn(chat_request: ChatRequest) -> None:
    line, inner = Line(Limit("r", "requests", 6)), Answering()
    for _ in range(3):
        limited(inner, line).complete(chat_request)
    assert inner.calls == 3
    assert line.slept == pytest.approx([10.0, 10.0])


@pytest.mark.parametrize(("until", "amount"), [(5.0, 6), (240.0, 1)], ids=["the draft's time", "too long"])
def test_whose_turn_would_come_too_late_is_told_at_once(
    chat_request: ChatRequest, until: float, amount: int
) -> None:
    line, inner = Line(Limit("r", "requests", amount)), Answering()
    limited(inner, line, until=until).complete(chat_request)
    line.now += 1
    with pytest.raises(LimitReached) as caught:
        limited(inner, line, until=until if until < 60 else 30.0).complete(chat_request)
    assert (inner.calls, line.slept) == (1, [])
    assert caught.value.retry_after_s == pytest.approx(60 / amount)
    assert caught.value.advice == "Try again in a minute."


def test_a_draft_that_is_cancelled_while_it_waits_is_not_sent(chat_request: ChatRequest) -> None:
    def cancelled(seconds: float) -> None:
        raise Cancelled

    line, inner = Line(Limit("r", "requests", 6)), Answering()
    limited(inner, line).complete(chat_request)
    with pytest.raises(Cancelled):
        limited(inner, line, sleep=cancelled).complete(chat_request)
    assert inner.calls == 1


def used(tokens: int) -> Completion:
    usage = Usage(input_tokens=tokens - 10, output_tokens=10, cost_usd=Decimal("0.01"))
    return Completion(text="Hi", model_asked="m", model="m", usage=usage)


@pytest.mark.parametrize(
    ("outcome", "counted"),
    [
        (used(50), 50),
        (used(500), 500),
        (ProviderDown(), 0),
        (StreamIncomplete(answer=used(90)), 90),
    ],
    ids=["less than thought", "more than thought", "nothing was used", "broken off"],
)
def test_tokens_are_corrected_by_what_was_used(request_for: Any, outcome: Any, counted: int) -> None:
    line = Line(Limit("t", "tokens", 100_000))
    with suppress(LLMError):
        limited(Answering(outcome), line).complete(request_for(max_tokens=200))
    assert line.held("t") == counted


@pytest.mark.parametrize("outcome", [StreamIncomplete(), None], ids=["broken off", "no usage told"])
def test_tokens_that_nobody_told_of_stay_as_thought(request_for: Any, outcome: Any) -> None:
    line = Line(Limit("t", "tokens", 100_000))
    with suppress(LLMError):
        limited(Answering(outcome), line).complete(request_for(max_tokens=200))
    assert line.held("t") > 200


def test_a_call_that_is_larger_than_the_limit_waits_for_an_empty_bucket(request_for: Any) -> None:
    line, inner = Line(Limit("t", "tokens", 100)), Answering()
    limited(inner, line).complete(request_for(max_tokens=5000))
    with pytest.raises(LimitReached) as told:
        limited(inner, line).complete(request_for(max_tokens=50))
    line.sleep(told.value.retry_after_s or 0)
    limited(inner, line).complete(request_for(max_tokens=50))
    assert inner.calls == 2


def test_a_scripted_client_is_asked_as_it_was(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([used(50)])
    limited(inner, Line(Limit("r", "requests", 5))).complete(chat_request)
    assert inner.requests == [chat_request]
