"""Which failures are worth another try, and how long to wait before it."""

import math
import random as random_module
import time
from collections.abc import Callable, Sequence

from pydantic import ConfigDict

from generation.llm_client.exceptions import EmptyAnswer, LLMError, OutOfTime, ProviderError
from generation.llm_client.types import ChatRequest, Client, Completion, Value

LONGEST_WAIT_S = 30.0
"""A provider that asks for more is better left to the next model."""
FIRST_WAIT_S = 1.0


class Retry(Value):
    """A failure after which the same model is asked again."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    model: str
    attempt: int
    """The one that failed, from 1."""
    wait_s: float
    cause: LLMError


def is_worth_repeating(failures: Sequence[LLMError]) -> bool:
    """Tell whether the last of these failures of one request should be followed by another try.

    What was or may have been charged (a lost answer, an empty one) is repeated once: every try is paid.
    """
    last = failures[-1]
    return last.retryable and not (_may_cost(last) and sum(map(_may_cost, failures)) > 1)


def wait_before(attempt: int, error: LLMError, random: Callable[[], float]) -> float | None:
    """Return the seconds to wait before the try that follows `attempt`; None when it asks for too many.

    Full jitter, as in https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/: workers that
    failed together do not come back together. What the provider asks for is a floor.
    """
    backoff = random() * min(LONGEST_WAIT_S, float(FIRST_WAIT_S * 2 ** (attempt - 1)))
    asked = error.retry_after_s if isinstance(error, ProviderError) else None
    if asked is None:
        return backoff
    return None if asked > LONGEST_WAIT_S else asked + random() * min(asked, FIRST_WAIT_S)


def _may_cost(error: LLMError) -> bool:
    was_charged = error.answer is not None and bool(error.answer.usage.cost_usd)
    return error.maybe_billed or was_charged or isinstance(error, EmptyAnswer)


class Retrying:
    """Asks again after a failure that may pass, bounded in tries and in time."""

    def __init__(
        self,
        inner: Client,
        *,
        max_attempts: int = 3,
        total_s: float = 240.0,
        until: float = math.inf,
        on_retry: Callable[[Retry], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        """Keep the bounds.

        Args:
            total_s: no try starts later than this after the first; a running one has its own deadline.
            until: the moment of `clock` from which on none starts, not even the first.
            on_retry: told of each retry before the wait.
            sleep: what it raises (`Cancelled`) ends the waiting.
        """
        self._inner = inner
        self._max_attempts = max_attempts
        self._total_s = total_s
        self._until = until
        self._on_retry = on_retry
        self._clock = clock
        self._sleep = sleep
        self._random = random

    def complete(self, request: ChatRequest) -> Completion:
        if self._clock() >= self._until:
            raise OutOfTime(model=request.model)
        ends = min(self._clock() + self._total_s, self._until)
        failures: list[LLMError] = []
        while True:
            try:
                return self._inner.complete(request)
            except LLMError as exc:
                failures.append(exc)
                wait = self._wait(failures, ends)
                if wait is None:
                    raise
                self._on_retry(Retry(model=request.model, attempt=len(failures), wait_s=wait, cause=exc))
            self._sleep(wait)

    def _wait(self, failures: Sequence[LLMError], ends: float) -> float | None:
        if len(failures) >= self._max_attempts or not is_worth_repeating(failures):
            return None
        wait = wait_before(len(failures), failures[-1], self._random)
        # Compared as a difference: beside the time of day a very short wait would vanish.
        return None if wait is None or wait > ends - self._clock() else wait
