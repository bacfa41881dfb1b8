"""The ledger of attempts: a row is committed before a request leaves, and completed after it."""

import time

from django.db import transaction
from django.utils import timezone

from generation.exceptions import LeaseLost
from generation.lease import Lease, release_connection
from generation.llm_client.exceptions import Cancelled, LLMError, ProviderError
from generation.llm_client.types import ChatRequest, Completion
from generation.models import Generation, LLMCall, PromptVersion

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
        """Complete the row. One that another worker has given up on already stays as it is."""
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
        LLMCall.objects.filter(pk=handle, status=LLMCall.Status.STARTED).update(**columns)
        release_connection()

    def pulse(self) -> None:
        """Lengthen the lease while an answer streams in, at most every two seconds.

        Raises:
            Cancelled: the draft is no longer this worker's; the client then closes the stream.
        """
        if time.monotonic() - self._pulsed_at < PULSE_EVERY_S:
            return
        self._pulsed_at = time.monotonic()
        self._renew()
        release_connection()

    def _renew(self, **columns: object) -> None:
        try:
            self.lease.renew(**columns)
        except LeaseLost as exc:
            raise Cancelled() from exc
