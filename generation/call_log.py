"""The ledger of attempts: a row is committed before a request leaves, and completed after it."""

import time

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from generation.exceptions import LeaseLost
from generation.lease import Lease, release_connection
from generation.llm_client.exceptions import Cancelled, LLMError, ProviderError
from generation.llm_client.types import ChatRequest, Completion
from generation.models import Generation, LLMCall, PromptVersion

log = structlog.get_logger(__name__)

PULSE_EVERY_S = 2.0


class DraftCallLog:
    """Records the calls of one draft, by one worker. Holds no connection between its writes."""

    def __init__(self, lease: Lease, version: PromptVersion) -> None:
        self.lease = lease
        self.version = version
        self.purpose = LLMCall.Purpose.DRAFT
        # A first claim finds no earlier attempts, so that it need not ask for them.
        earlier = LLMCall.objects.filter(generation=lease.generation)
        self._attempts = earlier.count() if lease.generation.claims > 1 else 0
        self._pulsed_at = time.monotonic()

    def started(self, request: ChatRequest) -> int:
        """Commit the row of an attempt that is about to leave, and lengthen the lease for it.

        From here on the draft is being written, with the prompt version that the row names.

        Raises:
            Cancelled: the draft is no longer this worker's, so nothing may be spent on it.
        """
        with transaction.atomic():
            self._renew(stage=Generation.Stage.WRITING, prompt_version=self.version)
            self._attempts += 1
            call = LLMCall.objects.create(
                generation=self.lease.generation,
                prompt_version=self.version,
                lease_token=self.lease.token,
                attempt=self._attempts,
                purpose=self.purpose,
                model_asked=request.model[:120],
                correlation_id=request.session_id,
            )
        release_connection()
        return call.pk

    def finished(
        self, handle: int, *, completion: Completion | None = None, error: LLMError | None = None
    ) -> None:
        """Complete the row, once. One that another worker has given up on gets what is known after all."""
        if error is not None:
            self._tell(error)
        columns = _columns(completion, error)
        try:
            row = LLMCall.objects.filter(pk=handle)
            if not row.filter(status=LLMCall.Status.STARTED).update(**columns):
                _complete_late(row.filter(status=LLMCall.Status.UNKNOWN, cost=None), columns)
        finally:
            release_connection()

    def _tell(self, error: LLMError) -> None:
        """Log the provider's own words for the admins: people get our sentence, not these."""
        log.warning(
            "llm.call_failed",
            generation=str(self.lease.generation.pk),
            model=error.model,
            attempt=self._attempts,
            status=error.status,
            error_type=error.error_type,
            maybe_billed=error.maybe_billed,
            upstream_id=error.request_id,
            **(
                {"reason": error.reason, "detail": error.detail, "provider": error.provider}
                if isinstance(error, ProviderError)
                else {}
            ),
        )

    def pulse(self) -> None:
        """Lengthen the lease while an answer streams in, at most every two seconds.

        Raises:
            Cancelled: the draft is no longer this worker's; the client then closes the stream.
        """
        if time.monotonic() - self._pulsed_at < PULSE_EVERY_S:
            return
        self._pulsed_at = time.monotonic()
        try:
            self._renew()
        finally:
            # Also after a failure: the row of the call is then completed over a new connection.
            release_connection()

    def _renew(self, **columns: object) -> None:
        try:
            self.lease.renew(**columns)
        except LeaseLost as exc:
            raise Cancelled() from exc


def _columns(completion: Completion | None, error: LLMError | None) -> dict[str, object]:
    answer = completion or (error.answer if error else None)
    columns: dict[str, object] = {"finished_at": timezone.now()}
    if answer is not None:
        columns |= {
            "model_answered": answer.model[:120],
            "provider": answer.provider[:80],
            "upstream_id": answer.upstream_id[:120],
            "finish_reason": answer.finish_reason[:40],
            "input_tokens": answer.usage.input_tokens,
            "output_tokens": answer.usage.output_tokens,
            "cost": answer.usage.cost_usd,
            "latency_ms": answer.latency_ms,
        }
    if error is None:
        columns["status"] = LLMCall.Status.SUCCEEDED
    else:
        unknown = error.maybe_billed and (answer is None or answer.usage.cost_usd is None)
        detail = f" ({error.reason})" if isinstance(error, ProviderError) and error.reason else ""
        columns |= {
            "status": LLMCall.Status.UNKNOWN if unknown else LLMCall.Status.FAILED,
            "error_type": error.error_type[:60],
            "error": f"{error}{detail}"[:500],
            "http_status": error.status,
            "latency_ms": error.latency_ms,
        }
        if error.request_id:
            columns["upstream_id"] = error.request_id[:120]
    return columns


def _complete_late(row: QuerySet[LLMCall], columns: dict[str, object]) -> None:
    """Store what became of a call that was given up on. The note about it stays."""
    row.update(**{name: value for name, value in columns.items() if name not in ("error", "error_type")})
