"""A record of every attempt, made before it leaves: what may have been paid for can always be found."""

from typing import Generic, Protocol, TypeVar

from generation.llm_client.exceptions import LLMError
from generation.llm_client.types import ChatRequest, Client, Completion

HandleT = TypeVar("HandleT")


class CallLog(Protocol[HandleT]):
    """Where attempts are written. What belongs to the draft (lease, purpose, prompt) it knows itself."""

    def started(self, request: ChatRequest) -> HandleT:
        """Write down that this attempt is about to leave, and commit. If this raises, nothing is sent."""
        ...

    def finished(
        self, handle: HandleT, *, completion: Completion | None = None, error: LLMError | None = None
    ) -> None:
        """Write down how it ended; exactly one of both is given.

        An `error` has what is known of the answer all the same in `answer` (model, provider, upstream id,
        finish reason, usage), and the HTTP status in `status`; `error_type` and `str(error)` can be stored.
        Where its `maybe_billed` is set the outcome is unknown rather than failed.
        """
        ...


class Recording(Generic[HandleT]):
    """Writes each attempt to a log. Put it innermost, inside retries and fallback: each of theirs is one."""

    def __init__(self, inner: Client, log: CallLog[HandleT]) -> None:
        self._inner = inner
        self._log = log

    def complete(self, request: ChatRequest) -> Completion:
        handle = self._log.started(request)
        try:
            completion = self._inner.complete(request)
        except LLMError as exc:
            self._log.finished(handle, error=exc)
            raise
        self._log.finished(handle, completion=completion)
        return completion
