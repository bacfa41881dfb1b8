"""The next model when one fails."""

import math
import time
from collections.abc import Callable, Sequence

from generation.llm_client.exceptions import AllModelsFailed, LLMError
from generation.llm_client.types import ChatRequest, Client, Completion

OnFallback = Callable[[str, LLMError, str], None]


def _unheard(failed_model: str, error: LLMError, next_model: str) -> None:
    pass


class Fallback:
    """Asks the models in order until one answers."""

    def __init__(
        self,
        inner: Client,
        models: Sequence[str],
        *,
        on_fallback: OnFallback = _unheard,
        until: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Keep the models.

        Args:
            models: ids, best first.
            on_fallback: called with the model that failed, why, and the model that is asked next.
            until: the moment of `clock` from which on no next model is asked.

        Raises:
            ValueError: there are no models.
        """
        if not models:
            raise ValueError("There must be at least one model.")
        self._inner = inner
        self._models = tuple(dict.fromkeys(models))
        self._on_fallback = on_fallback
        self._until = until
        self._clock = clock

    def complete(self, request: ChatRequest) -> Completion:
        """Return the first answer.

        Raises:
            AllModelsFailed: none answered in time; with the cause of each that was asked.
            LLMError: there is one model only, or the failure is one that no other model can mend.
        """
        causes: list[LLMError] = []
        for model, next_model in zip(self._models, (*self._models[1:], ""), strict=True):
            try:
                return self._inner.complete(request.model_copy(update={"model": model}))
            except LLMError as exc:
                if not exc.another_model_may_help or len(self._models) == 1:
                    raise
                causes.append(exc)
            if self._clock() >= self._until:
                break
            if next_model:
                self._on_fallback(model, causes[-1], next_model)
        raise AllModelsFailed(causes)
