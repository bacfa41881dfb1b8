"""The next key when one is refused or has no credit left, and no more calls with that one for a while.

A key is spoken of by a name that stands for it and is not it.
"""

from collections.abc import Sequence
from typing import Protocol

from generation.llm_client.exceptions import (
    BreakerOpen,
    DayUsedUp,
    KeyRejected,
    LimitReached,
    LLMError,
    NoUsableKey,
    OutOfCredit,
)
from generation.llm_client.types import ChatRequest, Client, Completion


class KeyStates(Protocol):
    """Where it is kept which keys the provider refused, for all who ask."""

    def ask(self, name: str) -> int | None:
        """Return how often in a row the key was refused; None while it is out."""
        ...

    def refused(self, name: str, refusals: int, error: LLMError) -> None:
        """Take the key out for a while. `refusals` is what `ask` returned: of all who met it, one counts."""
        ...

    def accepted(self, name: str, refusals: int) -> None:
        """Take the key back into use, where it was out."""
        ...

    def back_in_s(self, names: Sequence[str]) -> float | None:
        """Return the seconds until the first of these keys is tried again."""
        ...


class KeyRing:
    """Asks with each key in turn until one is accepted."""

    def __init__(self, clients: Sequence[tuple[str, Client]], states: KeyStates) -> None:
        """Keep the clients, each with the name of its key, in the order of asking.

        Raises:
            ValueError: there are none.
        """
        if not clients:
            raise ValueError("There must be at least one client.")
        self._clients = tuple(clients)
        self._states = states
        self._trials: dict[str, int] = {}
        """Refusals of the keys that this ring was given to try, until it is known what became of them."""

    def complete(self, request: ChatRequest) -> Completion:
        """Return the first answer.

        Raises:
            NoUsableKey: all keys are out.
            LLMError: what the keys met, or the first failure that another key can't mend.
        """
        failures: list[LLMError] = []
        for name, client in self._clients:
            refusals = self._trials.get(name) or self._states.ask(name)
            if refusals is None:
                continue
            if refusals:
                self._trials[name] = refusals
            try:
                completion = client.complete(request.model_copy(update={"key_name": name}))
            except (KeyRejected, OutOfCredit) as exc:
                self._trials.pop(name, None)
                self._states.refused(name, refusals, exc)
                failures.append(exc)
            except (BreakerOpen, DayUsedUp, LimitReached) as exc:
                failures.append(exc)
            except LLMError as exc:
                if refusals and _was_let_in(exc):
                    self._accept(name, refusals)
                raise
            else:
                self._accept(name, refusals)
                return completion
        if failures:
            raise _worst_to_lose(failures)
        names = [name for name, _client in self._clients]
        raise NoUsableKey(model=request.model, retry_after_s=self._states.back_in_s(names))

    def _accept(self, name: str, refusals: int) -> None:
        self._trials.pop(name, None)
        self._states.accepted(name, refusals)


class Unusable:
    """Stands in for a client that could not be built: whoever asks it is told why."""

    def __init__(self, error: type[LLMError], sentence: str, advice: str) -> None:
        self._error = error
        self._sentence = sentence
        self._advice = advice

    def complete(self, request: ChatRequest) -> Completion:
        error = self._error(self._sentence, model=request.model, advice=self._advice)
        error.another_model_may_help = False
        raise error


def _was_let_in(error: LLMError) -> bool:
    """Tell whether the provider looked at more than the key: it answered, and not about rights or limits."""
    return error.status is not None and error.status not in (401, 402, 403, 429)


def _worst_to_lose(failures: Sequence[LLMError]) -> LLMError:
    """Return the failure that leaves a way out: where a model is only resting, the next may answer."""
    return next((error for error in reversed(failures) if error.another_model_may_help), failures[-1])
