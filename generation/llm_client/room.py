"""How long an answer may be, once the first try showed that it was too short or too dear."""

from collections.abc import Callable

from generation.llm_client.exceptions import (
    BudgetExceeded,
    CallsUsedUp,
    ComeBackLater,
    OutOfCredit,
    OutOfTime,
    Truncated,
)
from generation.llm_client.types import ChatRequest, Client, Completion

MOST_TOKENS = 32_000
"""How long an answer may become where the model's own limit is not known."""
STILL_USEFUL = 0.6
"""Which part of the length that was asked for is worth paying for: what is cut off is of no use."""


def _unknown(model: str) -> int | None:
    return None


class Roomier:
    """Asks the same model once more, with twice the room, when its answer was cut off.

    It belongs outside retries, so that those of the second question are bounded like those of the first.
    """

    def __init__(self, inner: Client, longest: Callable[[str], int | None] = _unknown) -> None:
        """Keep the limits.

        Args:
            longest: the most tokens that a model can answer with; None where that is not known.
        """
        self._inner = inner
        self._longest = longest

    def complete(self, request: ChatRequest) -> Completion:
        """Return the answer.

        Raises:
            Truncated: it was cut off twice, or there is no more room, money or time for another try.
            LLMError: whatever else the model met.
        """
        try:
            return self._inner.complete(request)
        except Truncated as exc:
            room = min(2 * request.max_tokens, self._longest(request.model) or MOST_TOKENS)
            if not exc.more_room_may_help or room <= request.max_tokens:
                raise
            cut = exc
        try:
            return self._inner.complete(request.model_copy(update={"max_tokens": room}))
        except (BudgetExceeded, CallsUsedUp, ComeBackLater, OutOfCredit, OutOfTime):
            # Nothing more was written: that the answer was cut off is still what happened.
            raise cut from None


class Affordable:
    """Asks for a shorter answer, once, when the key's credit does not reach for the whole length.

    One a key, outside its record: both attempts are on it.
    """

    def __init__(self, inner: Client) -> None:
        self._inner = inner

    def complete(self, request: ChatRequest) -> Completion:
        try:
            return self._inner.complete(request)
        except OutOfCredit as exc:
            most = exc.affordable_tokens
            if most is None or not STILL_USEFUL * request.max_tokens <= most < request.max_tokens:
                raise
        return self._inner.complete(request.model_copy(update={"max_tokens": most}))
