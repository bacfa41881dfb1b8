"""A rest for a model that keeps failing, so that nobody waits for it and nobody pays for it.

The rules are pure functions from a state to the next, so that they can be tested by themselves; a store
shares the state between processes. Moments are whole microseconds.

    closed ── half of at least five calls within a minute fail ──▶ open, for 5 s
    open   ── the rest is over: ONE call may try ──▶ it answers: closed; it fails: open, for twice as long
    any    ── the provider's limit for the day is used up ──▶ open until it is lifted, and marked so
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum
from typing import Protocol

import structlog

from generation.llm_client.exceptions import (
    BadCompletion,
    EmptyAnswer,
    LLMError,
    ProviderDown,
    RateLimited,
    Refused,
    StreamIncomplete,
    TransportFailed,
    Truncated,
)
from generation.llm_client.types import ChatRequest, Client, Completion

log = structlog.get_logger(__name__)

SECOND = 1_000_000
DAY = 86_400 * SECOND


@dataclass(frozen=True, slots=True)
class Rules:
    """When a breaker opens, and for how long. All times are seconds."""

    window_s: float = 60.0
    minimum: int = 5
    """So many calls of the window must be known before their failures count for anything."""
    share: float = 0.5
    """Of the calls that may fail."""
    first_rest_s: float = 5.0
    longest_rest_s: float = 25.0
    """Each rest is up to a tenth shorter, so that breakers do not try together. It counts from when the last
    try was let through: with one that is left without an answer for 20 s it has nearly passed. In an outage
    of ten minutes that makes at most 29 tries, and the model is back in use 30 s after it works again, or 5 s
    after a try that found it silent has ended."""
    probe_s: float = 180.0
    """How long the one who tries may take: longer than any call, or a second one tries meanwhile."""


class Forced(Enum):
    NOT = ""
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class State:
    """What is known of a model with a key. The default is that of one that never failed."""

    is_open: bool = False
    window_began: int = 0
    failures: int = 0
    successes: int = 0
    """Since the first failure of the window."""
    open_until: int = 0
    openings: int = 0
    """In a row, without an answer between them."""
    probe: str = ""
    """The token of the call that tries; empty where none does."""
    probe_ends: int = 0
    era: int = 0
    """Counts openings and closings. The end of a call that began in an earlier one tells nothing of now."""
    forced: Forced = Forced.NOT
    day_used_up: bool = False
    """It is open because the provider lets no more calls through today."""


class Verdict(Enum):
    ASK = "ask"
    TRY = "try"
    """One may, who gets its token into the state."""
    REST = "rest"


class Outcome(Enum):
    ANSWERED = "answered"
    FAILED = "failed"
    NO_MATTER = "no_matter"
    """It tells nothing about the model: a wrong request, a refused key, a call that was cancelled."""


def verdict(state: State, now: int) -> Verdict:
    """Say whether the model may be asked at this moment."""
    if state.forced is not Forced.NOT:
        return Verdict.ASK if state.forced is Forced.CLOSED else Verdict.REST
    if not state.is_open:
        return Verdict.ASK
    someone_tries = state.probe and now < state.probe_ends
    return Verdict.REST if now < state.open_until or someone_tries else Verdict.TRY


def after_failure(state: State, now: int, *, era: int, rules: Rules, random: Callable[[], float]) -> State:
    """Count a failure of a call that was begun in `era`; open where that makes too many."""
    if state.is_open or era != state.era:
        return state
    if is_counting(state, now, rules):
        counted = replace(state, failures=state.failures + 1)
    else:
        counted = replace(state, window_began=now, failures=1, successes=0)
    known = counted.failures + counted.successes
    if known < rules.minimum or counted.failures < rules.share * known:
        return counted
    return _opened(counted, now, rules, random)


def after_answers(state: State, now: int, *, era: int, number: int, rules: Rules) -> State:
    """Count answers, which matter only beside failures."""
    if state.is_open or era != state.era or not is_counting(state, now, rules):
        return state
    return replace(state, successes=state.successes + number)


def begun_probe(state: State, now: int, *, token: str, rules: Rules) -> State:
    """Give the one try to the holder of `token`; the same state where there is none to give."""
    if verdict(state, now) is not Verdict.TRY:
        return state
    return replace(state, probe=token, probe_ends=now + round(rules.probe_s * SECOND))


def after_probe(
    state: State, outcome: Outcome, now: int, *, token: str, rules: Rules, random: Callable[[], float]
) -> State:
    """Take in how the try ended. One that was given up on by then changes nothing."""
    if not state.is_open or state.probe != token:
        return state
    if outcome is Outcome.ANSWERED:
        return State(era=state.era + 1, forced=state.forced)
    if outcome is Outcome.FAILED:
        began = state.probe_ends - round(rules.probe_s * SECOND)
        return _opened(state, now, rules, random, rests_since=began)
    return replace(state, probe="", probe_ends=0)


def after_last_of_the_day(state: State, now: int, *, resets_at: int | None) -> State:
    """Rest until the provider's limit for the day is lifted: at the moment it named, else at midnight UTC."""
    if state.is_open and state.day_used_up and now < state.open_until:
        return state
    midnight = (now // DAY + 1) * DAY
    until = resets_at if resets_at is not None and now < resets_at <= now + DAY else midnight
    return State(is_open=True, open_until=until, era=state.era + 1, forced=state.forced, day_used_up=True)


def is_counting(state: State, now: int, rules: Rules) -> bool:
    """Tell whether a window with failures is under way."""
    return state.failures > 0 and 0 <= now - state.window_began < rules.window_s * SECOND


def rest_left_s(state: State, now: int) -> float | None:
    """Return the seconds after which asking again has a chance; None where an admin has to decide that."""
    if state.forced is Forced.OPEN:
        return None
    return max(state.open_until - now, SECOND) / SECOND


def outcome_of(error: LLMError) -> Outcome:
    """Tell what a failed call says about the model."""
    if isinstance(error, TransportFailed | ProviderDown | StreamIncomplete | EmptyAnswer):
        return Outcome.FAILED
    if isinstance(error, RateLimited) and error.retryable:  # a daily cap is no failure, and does not pass
        return Outcome.FAILED
    if isinstance(error, Refused | Truncated | BadCompletion):
        return Outcome.ANSWERED
    return Outcome.NO_MATTER


def _opened(
    state: State, now: int, rules: Rules, random: Callable[[], float], *, rests_since: int | None = None
) -> State:
    since = now if rests_since is None else min(rests_since, now)
    rest_s = min(rules.first_rest_s * 2.0 ** min(state.openings, 30), rules.longest_rest_s)
    shorter = 1 - 0.1 * random()
    return State(
        is_open=True,
        open_until=max(
            since + round(rest_s * shorter * SECOND), now + round(rules.first_rest_s * shorter * SECOND)
        ),
        openings=state.openings + 1,
        era=state.era + 1,
        forced=state.forced,
    )


@dataclass(frozen=True, slots=True)
class Admission:
    """Leave to ask once."""

    model: str
    key: str
    era: int
    probe: str = ""
    """The token where this call is the one that tries."""
    counts: bool = True
    """False where an admin decided: then nothing is learned."""


class Breakers(Protocol):
    """Where states are kept for all who ask."""

    def admit(self, model: str, key: str) -> Admission:
        """Let a call through.

        Raises:
            BreakerOpen: the model is given a rest.
            DayUsedUp: the provider lets no more calls through today.
        """
        ...

    def ended(self, admission: Admission, outcome: Outcome, error_type: str = "") -> None:
        """Take in how it ended. Each admission ends once."""
        ...

    def day_used_up(self, admission: Admission, resets_at_s: float | None) -> None:
        """Take in, in place of `ended`, that the provider lets no more calls through today."""
        ...


class Breaking:
    """Asks only while the model has not been failing with this key."""

    def __init__(self, inner: Client, breakers: Breakers, key_name: str) -> None:
        """Keep what is asked and where states are; `key_name` stands for the key and is not it."""
        self._inner = inner
        self._breakers = breakers
        self._key_name = key_name

    def complete(self, request: ChatRequest) -> Completion:
        admission = self._breakers.admit(request.model, self._key_name)
        try:
            completion = self._inner.complete(request)
        except LLMError as exc:
            self._end(admission, outcome_of(exc), exc)
            raise
        except BaseException:
            self._end(admission, Outcome.NO_MATTER)
            raise
        self._end(admission, Outcome.ANSWERED)
        return completion

    def _end(self, admission: Admission, outcome: Outcome, error: LLMError | None = None) -> None:
        """Tell the breaker. If that fails, the answer or the first failure still counts for more."""
        try:
            if isinstance(error, RateLimited) and error.daily:
                self._breakers.day_used_up(admission, error.resets_at_s)
            else:
                self._breakers.ended(admission, outcome, error.error_type if error else "")
        except Exception as exc:
            log.exception("llm.breaker_not_told", model=admission.model, error=type(exc).__name__)
