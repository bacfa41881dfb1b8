"""A model that keeps failing is given a rest, and one call finds out when it is back."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_client import breaker
from generation.llm_client.breaker import (
    DAY,
    SECOND,
    Admission,
    Breaking,
    Forced,
    Outcome,
    Rules,
    State,
    Verdict,
)
from generation.llm_client.exceptions import (
    AllModelsFailed,
    BadCompletion,
    BreakerOpen,
    BudgetExceeded,
    Cancelled,
    EmptyAnswer,
    KeyRejected,
    LLMError,
    OutOfCredit,
    ProviderDown,
    RateLimited,
    Refused,
    RequestRefused,
    StreamIncomplete,
    TransportFailed,
    Truncated,
)
from generation.llm_client.types import ChatRequest
from tests.llm_client.stubs import DONE, ScriptedClient

RULES = Rules()


def failed(state: State, now: int, *, random: float = 0.0, era: int | None = None) -> State:
    era = state.era if era is None else era
    return breaker.after_failure(state, now, era=era, rules=RULES, random=lambda: random)


def answered(state: State, now: int, number: int = 1) -> State:
    return breaker.after_answers(state, now, era=state.era, number=number, rules=RULES)


def tried(state: State, outcome: Outcome, now: int, token: str) -> State:
    return breaker.after_probe(state, outcome, now, token=token, rules=RULES, random=lambda: 0.0)


def opened(times: int = 1) -> State:
    """Return a breaker that opened so many times in a row, each try having failed at once."""
    state = State()
    for _ in range(5):
        state = failed(state, 0)
    for _ in range(times - 1):
        state = tried_in_vain(state)
    return state


def tried_in_vain(state: State, *, for_s: float = 0) -> State:
    """Try as soon as that is allowed, and fail after a while."""
    began = state.open_until
    state = breaker.begun_probe(state, began, token="t", rules=RULES)
    return tried(state, Outcome.FAILED, began + round(for_s * SECOND), "t")


def test_five_failures_open_it() -> None:
    state = State()
    for _ in range(4):
        state = failed(state, 0)
        assert breaker.verdict(state, 0) is Verdict.ASK
    state = failed(state, 0)
    assert breaker.verdict(state, 0) is Verdict.REST


def test_fewer_failures_than_answers_leave_it_closed() -> None:
    state = answered(failed(State(), 0), 1, 20)
    for _ in range(18):
        state = failed(state, 2)
    assert breaker.verdict(state, 3) is Verdict.ASK
    assert breaker.verdict(failed(state, 2), 3) is Verdict.REST


def test_failures_of_another_minute_do_not_add_up() -> None:
    state = State()
    for minute in range(20):
        state = failed(state, minute * 61 * SECOND)
    assert (state.is_open, state.failures) == (False, 1)


def test_answers_without_failures_are_not_counted() -> None:
    assert answered(State(), 5) is not None
    assert answered(State(), 5).successes == 0


@pytest.mark.parametrize(("openings", "rest_s"), [(1, 5), (2, 10), (3, 20), (4, 25), (40, 25)])
def test_each_rest_is_longer_up_to_a_ceiling(openings: int, rest_s: int) -> None:
    began = opened(openings - 1).open_until if openings > 1 else 0

    assert opened(openings).open_until - began == rest_s * SECOND


@pytest.mark.parametrize(("silent_s", "next_s"), [(1, 25), (20, 25), (24, 29), (60, 65)])
def test_a_silent_try_has_rested_meanwhile_but_for_the_shortest_rest(silent_s: int, next_s: int) -> None:
    state = opened(10)
    began = state.open_until

    assert tried_in_vain(state, for_s=silent_s).open_until - began == next_s * SECOND


def test_a_try_that_ends_on_a_clock_that_is_behind_rests_from_then() -> None:
    state = breaker.begun_probe(opened(10), opened(10).open_until, token="t", rules=RULES)
    behind = opened(10).open_until - 2 * SECOND

    assert tried(state, Outcome.FAILED, behind, "t").open_until == behind + 25 * SECOND


def test_an_outage_of_ten_minutes_is_tried_at_most_thirty_times() -> None:
    state, now, tries = opened(), 0, 0
    while (now := state.open_until) < 600 * SECOND:
        state = breaker.begun_probe(state, now, token="t", rules=RULES)
        state = breaker.after_probe(state, Outcome.FAILED, now, token="t", rules=RULES, random=lambda: 0.999)
        tries += 1
    assert tries <= 30


def test_an_answer_to_the_try_closes_it_and_starts_anew() -> None:
    state = breaker.begun_probe(opened(3), 40 * SECOND, token="t", rules=RULES)
    closed = tried(state, Outcome.ANSWERED, 41 * SECOND, "t")
    assert breaker.verdict(closed, 41 * SECOND) is Verdict.ASK
    assert (closed.openings, closed.failures) == (0, 0)


def test_a_try_that_tells_nothing_leaves_the_try_to_the_next() -> None:
    state = breaker.begun_probe(opened(), 6 * SECOND, token="t", rules=RULES)
    left = tried(state, Outcome.NO_MATTER, 7 * SECOND, "t")
    assert breaker.verdict(left, 7 * SECOND) is Verdict.TRY


def test_a_try_whose_worker_died_is_given_up_on() -> None:
    state = breaker.begun_probe(opened(), 6 * SECOND, token="dead", rules=RULES)
    ends = state.probe_ends
    assert breaker.verdict(state, ends - 1) is Verdict.REST
    state = breaker.begun_probe(state, ends, token="next", rules=RULES)
    assert state.probe == "next"
    assert tried(state, Outcome.ANSWERED, ends, "dead") is state


def test_the_end_of_a_call_from_before_it_opened_tells_nothing() -> None:
    closed = tried(
        breaker.begun_probe(opened(), 6 * SECOND, token="t", rules=RULES), Outcome.ANSWERED, 7 * SECOND, "t"
    )
    for _ in range(10):
        closed = failed(closed, 8 * SECOND, era=0)
    assert closed.failures == 0


@pytest.mark.parametrize(
    ("forced", "expected"),
    [(Forced.OPEN, Verdict.REST), (Forced.CLOSED, Verdict.ASK)],
    ids=["open", "closed"],
)
def test_an_admins_word_counts_for_more(forced: Forced, expected: Verdict) -> None:
    assert breaker.verdict(State(forced=forced), 0) is expected
    assert breaker.verdict(State(is_open=True, open_until=9, forced=forced), 0) is expected


steps = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(0, 200 * SECOND)),
        st.tuples(st.just("ask"), st.integers(0, 5)),
        st.tuples(st.just("end"), st.integers(0, 9), st.sampled_from(list(Outcome))),
        st.tuples(st.just("die"), st.integers(0, 9)),
    ),
    max_size=80,
)


@given(steps)
def test_never_do_two_try_at_once(steps: list[Any]) -> None:
    """Callers ask, end and die in any order. Each read of the state is followed at once by its write: that
    nobody comes between them is the store's part."""
    state, now, callers, alive = State(), 0, list[Admission](), 0
    for step in steps:
        if step[0] == "wait":
            now += step[1]
        elif step[0] == "ask":
            ruling = breaker.verdict(state, now)
            token = f"t{alive}" if ruling is Verdict.TRY else ""
            alive += 1
            if token:
                trying = [one for one in callers if one.probe and one.probe == state.probe]
                assert not trying or now >= state.probe_ends
                state = breaker.begun_probe(state, now, token=token, rules=RULES)
                assert state.probe == token
                assert breaker.begun_probe(state, now, token="other", rules=RULES) is state
            if ruling is not Verdict.REST:
                callers.append(Admission("m", "k", state.era, token))
        elif callers:
            one = callers.pop(step[1] % len(callers))
            if step[0] == "end" and one.probe:
                state = tried(state, step[2], now, one.probe)
            elif step[0] == "end" and step[2] is Outcome.FAILED:
                state = failed(state, now, era=one.era)
        assert state.is_open or not state.probe


class OneBreaker:
    """Lets calls through, and remembers how they ended."""

    def __init__(self) -> None:
        self.ended_with: list[tuple[Outcome, str]] = []
        self.breaks = False

    def admit(self, model: str, key: str) -> Admission:
        return Admission(model, key, 0)

    def day_used_up(self, admission: Admission, resets_at_s: float | None) -> None:
        self.ended(admission, Outcome.NO_MATTER, f"day used up until {resets_at_s}")

    def ended(self, admission: Admission, outcome: Outcome, error_type: str = "") -> None:
        self.ended_with.append((outcome, error_type))
        if self.breaks:
            raise OSError("The database is away.")


@pytest.mark.parametrize(
    ("resets_at", "until"),
    [(None, 2 * DAY), (DAY + 5, DAY + 5), (2 * DAY + 4, 2 * DAY + 4), (DAY + 3, 2 * DAY), (9 * DAY, 2 * DAY)],
    ids=["not named", "named", "a day away", "over by then", "too far away"],
)
def test_a_limit_for_the_day_holds_until_it_is_lifted(resets_at: int | None, until: int) -> None:
    now = DAY + 4
    state = breaker.after_last_of_the_day(State(era=7, failures=2), now, resets_at=resets_at)
    assert state == State(is_open=True, open_until=until, era=8, day_used_up=True)
    assert breaker.after_last_of_the_day(state, now, resets_at=None) is state
    assert [breaker.verdict(state, moment) for moment in (until - 1, until)] == [Verdict.REST, Verdict.TRY]


def test_the_breaker_is_told_of_a_limit_for_the_day(chat_request: ChatRequest) -> None:
    breakers = OneBreaker()
    spent = RateLimited(retryable=False, daily=True, resets_at_s=5.0)
    with pytest.raises(RateLimited):
        Breaking(ScriptedClient([spent]), breakers, "k").complete(chat_request)
    assert breakers.ended_with == [(Outcome.NO_MATTER, "day used up until 5.0")]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (TransportFailed(), Outcome.FAILED),
        (ProviderDown(), Outcome.FAILED),
        (RateLimited(), Outcome.FAILED),
        (StreamIncomplete(), Outcome.FAILED),
        (EmptyAnswer(), Outcome.FAILED),
        (RateLimited(retryable=False), Outcome.NO_MATTER),
        (RequestRefused(), Outcome.NO_MATTER),
        (OutOfCredit(), Outcome.NO_MATTER),
        (KeyRejected(), Outcome.NO_MATTER),
        (BudgetExceeded(), Outcome.NO_MATTER),
        (Cancelled(), Outcome.NO_MATTER),
        (Refused(), Outcome.ANSWERED),
        (Truncated(), Outcome.ANSWERED),
        (BadCompletion(), Outcome.ANSWERED),
    ],
    ids=lambda value: getattr(value, "error_type", None),
)
def test_what_counts_as_a_failure(chat_request: ChatRequest, error: LLMError, outcome: Outcome) -> None:
    breakers = OneBreaker()
    with pytest.raises(type(error)):
        Breaking(ScriptedClient([error]), breakers, "k").complete(chat_request)
    assert breakers.ended_with == [(outcome, error.error_type)]


def test_what_is_no_answer_of_the_model_gives_the_try_back(chat_request: ChatRequest) -> None:
    class Stopping:
        def complete(self, request: ChatRequest) -> Any:
            raise KeyboardInterrupt

    breakers = OneBreaker()
    with pytest.raises(KeyboardInterrupt):
        Breaking(Stopping(), breakers, "k").complete(chat_request)
    assert breakers.ended_with == [(Outcome.NO_MATTER, "")]


def test_a_paid_answer_is_not_lost_to_a_breaker_that_cannot_be_told(chat_request: ChatRequest) -> None:
    breakers = OneBreaker()
    breakers.breaks = True
    assert Breaking(ScriptedClient([DONE]), breakers, "k").complete(chat_request) == DONE


def test_that_all_models_rest_is_said_in_one_sentence() -> None:
    assert str(AllModelsFailed([BreakerOpen(), BreakerOpen()])) == (
        "The models have been failing, so they are given a rest."
    )
    assert str(AllModelsFailed([BreakerOpen(), ProviderDown()])) == "No model could write this."


def test_an_open_breaker_sends_nothing(
    chat_request: ChatRequest, request_for: Callable[..., ChatRequest]
) -> None:
    class Open(OneBreaker):
        def admit(self, model: str, key: str) -> Admission:
            raise BreakerOpen(model=model, retry_after_s=20)

    inner = ScriptedClient([])
    with pytest.raises(BreakerOpen, match="given a rest") as caught:
        Breaking(inner, Open(), "k").complete(chat_request)
    assert inner.requests == []
    assert (caught.value.retryable, caught.value.another_model_may_help) == (False, True)
    assert caught.value.advice == "Try again in a minute."
