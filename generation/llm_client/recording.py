"""A record of every attempt, made before it leaves: what may have been paid for can always be found."""

from typing import Generic, Protocol, TypeVar

import structlog

from generation.llm_client.exceptions import Interrupted, LLMError
from generation.llm_client.types import ChatRequest, Client, Completion

log = structlog.get_logger(__name__)

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
        Where its `maybe_billed` is set the outcome is unknown rather than failed. What ended an attempt
        without being an LLMError comes as `Interrupted`.
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
        except BaseException as exc:
            self._record_failure(
                handle, exc if isinstance(exc, LLMError) else Interrupted.of(exc, model=request.model)
            )
            raise
        self._log.finished(handle, completion=completion)
        return completion

    def _record_failure(self, handle: HandleT, error: LLMError) -> None:
        """Write the failure down. If that fails too, the first failure is still the one that is raised."""
        try:
            self._log.finished(handle, error=error)
        except Exception as exc:
            log.exception("llm.call_not_recorded", model=error.model, error=type(exc).__name__)
