"""A turn for each call where calls or tokens are limited.

Who comes too early waits, or is told when to come back.

The rule is the generic cell rate algorithm: of a bucket only the moment is kept at which it would be empty
again. Moments are whole nanoseconds. A bucket holds a tenth of what may go through in a period, and drains so
that with it no more than the limit goes through in ANY period, however calls fall.
"""

import random as random_module
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import structlog

from generation.llm_client.exceptions import LimitReached, LLMError
from generation.llm_client.prices import prompt_tokens
from generation.llm_client.types import ChatRequest, Client, Completion

log = structlog.get_logger(__name__)

NANO = 1_000_000_000
INTERACTIVE_SHARE = 0.2
"""Of a bucket: calls that nobody waits for leave it to those that somebody waits for."""
LONGEST_TURN_S = 60.0
"""The longest wait for a turn. Who would wait longer is told at once when to come back."""
_JITTER_S = 0.05


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests or tokens in a period."""

    name: str
    """Of the bucket that counts for it."""
    counts: Literal["requests", "tokens"]
    amount: int
    period_s: int = 60

    @property
    def burst(self) -> int:
        """What may go through at once."""
        return max(1, self.amount // 10)

    @property
    def step_ns(self) -> int:
        """How long one unit takes to drain. `burst` at once and one a step are `amount` a period."""
        return -(-self.period_s * NANO // (self.amount - self.burst + 1))

    def cost_ns(self, units: int) -> int:
        """What taking `units` adds to a bucket. One call that is larger than the limit counts as that."""
        return min(units, self.amount) * self.step_ns

    def room_ns(self, *, batch: bool) -> int:
        """How much a bucket may hold after a call."""
        room = self.burst * self.step_ns
        return round(room * (1 - INTERACTIVE_SHARE)) if batch else room

    def latest_ns(self, units: int, now: int, *, batch: bool) -> int:
        """Return the latest moment of being empty with which `units` may go through now."""
        return now + self.room_ns(batch=batch) - self.cost_ns(units)


def wait_ns(limit: Limit, empty_at: int, units: int, now: int, *, batch: bool) -> int:
    """Return how long `units` must wait; 0 when they may go through now."""
    return max(0, empty_at - limit.latest_ns(units, now, batch=batch))


def taken(limit: Limit, empty_at: int, units: int, now: int) -> int:
    """Return when the bucket is empty after `units` went through now.

    A call that is larger than the bucket had to wait until enough time was unused, and still counts whole:
    what was unused before it may not be used a second time after it.
    """
    return max(empty_at, now) + limit.cost_ns(units)


def given_back(limit: Limit, empty_at: int, units: int, now: int) -> int:
    """Return when the bucket is empty after `units` were not used after all; below 0, more were used."""
    moved = empty_at - units * limit.step_ns
    return max(moved, min(empty_at, now)) if units > 0 else moved


Cost = tuple[Limit, int]


class Limits(Protocol):
    """Where buckets are kept for all who ask."""

    def over(self, model: str, key: str) -> Sequence[Limit]:
        """Return the limits that a call to this model with this key is under."""
        ...

    def take(self, costs: Sequence[Cost], *, batch: bool) -> float:
        """Take from every bucket, or from none. Return 0 when it was taken, else the seconds to wait."""
        ...

    def give_back(self, costs: Sequence[Cost]) -> None:
        """Put back what was not used; a negative number takes what was used in addition."""
        ...


class Limited:
    """Waits for its turn, or says when to come back. Costs nothing where there is no limit."""

    def __init__(
        self,
        inner: Client,
        limits: Limits,
        key_name: str,
        *,
        until: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        """Keep what is asked, and how long it may wait.

        Args:
            key_name: stands for the key and is not it.
            until: the moment of `clock` at which a turn would come too late.
            sleep: what it raises (`Cancelled`) ends the waiting.
        """
        self._inner = inner
        self._limits = limits
        self._key_name = key_name
        self._until = until
        self._clock = clock
        self._sleep = sleep
        self._random = random

    def complete(self, request: ChatRequest) -> Completion:
        """Return the answer.

        Raises:
            LimitReached: its turn would come too late. Nothing was taken.
        """
        limits = self._limits.over(request.model, self._key_name)
        if not limits:
            return self._inner.complete(request)
        tokens = _estimate(request) if any(limit.counts == "tokens" for limit in limits) else 0
        self._wait_for_turn(request, [(one, 1 if one.counts == "requests" else tokens) for one in limits])
        metered = [limit for limit in limits if limit.counts == "tokens"]
        try:
            completion = self._inner.complete(request)
        except LLMError as exc:
            self._settle(metered, tokens, _used_by_failure(exc))
            raise
        self._settle(metered, tokens, _used(completion))
        return completion

    def _wait_for_turn(self, request: ChatRequest, costs: Sequence[Cost]) -> None:
        latest = min(self._clock() + LONGEST_TURN_S, self._until)
        while wait_s := self._limits.take(costs, batch=request.batch):
            may_wait = self._clock() + wait_s <= latest
            log.info("llm.limited", model=request.model, wait_s=round(wait_s, 2), waits=may_wait)
            if not may_wait:
                raise LimitReached(model=request.model, retry_after_s=wait_s)
            # Those who wait for the same drop should not all come for it at once.
            self._sleep(wait_s + self._random() * _JITTER_S)

    def _settle(self, metered: Sequence[Limit], reserved: int, used: int | None) -> None:
        if metered and used is not None and used != reserved:
            self._limits.give_back([(one, _counted(one, reserved) - used) for one in metered])


def _estimate(request: ChatRequest) -> int:
    return prompt_tokens(request) + request.max_tokens


def _counted(limit: Limit, tokens: int) -> int:
    return min(tokens, limit.amount)


def _used(completion: Completion | None) -> int | None:
    """Return the tokens of an answer; None where the provider did not tell."""
    usage = completion.usage if completion else None
    if usage is None or usage.input_tokens is None or usage.output_tokens is None:
        return None
    return usage.input_tokens + usage.output_tokens


def _used_by_failure(error: LLMError) -> int | None:
    return _used(error.answer) if error.answer or error.maybe_billed else 0
