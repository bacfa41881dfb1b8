"""The ledger of attempts: a row is committed before a request leaves, and completed after it."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from generation.exceptions import LeaseLost
from generation.lease import Lease, release_connection
from generation.llm_client.exceptions import Cancelled, LLMError, ProviderError
from generation.llm_client.types import ChatRequest, Completion
from generation.models import Generation, LLMCall, PromptVersion
from generation.models.money import rounded

log = structlog.get_logger(__name__)

PULSE_EVERY_S = 2.0
_SUMMED = ("cost", "input_tokens", "output_tokens")


class DraftCallLog:
    """Records the calls of one draft, by one worker. Holds no connection between its writes."""

    def __init__(self, lease: Lease, version: PromptVersion) -> None:
        self.lease = lease
        self.version = version
        self.purpose = LLMCall.Purpose.DRAFT
        # A first claim finds no earlier attempts, so that it need not ask for them.
        self._calls = _costs_of(lease.generation) if lease.generation.claims > 1 else []
        self._attempts = len(self._calls)
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
        """Complete the row, once. One that another worker has given up on gets what is known after all.

        After an answer the connection is kept: its words are stored over it a moment later. After a failure
        there may be a wait.
        """
        if error is not None:
            self._tell(error)
        columns = _columns(completion, error)
        self._calls.append(columns)
        try:
            row = LLMCall.objects.filter(pk=handle)
            if not row.filter(status=LLMCall.Status.STARTED).update(**columns):
                _complete_late(row.filter(status=LLMCall.Status.UNKNOWN, cost=None), columns)
        finally:
            if error is not None:
                release_connection()

    def totals(self) -> dict[str, object]:
        """Add up the calls of the draft, those of earlier workers among them."""
        return add_up(self._calls)

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


def totals_of(generation: Generation) -> dict[str, object]:
    """Add up the calls of a draft, as they are stored."""
    return add_up(_costs_of(generation))


def add_up(calls: Sequence[Mapping[str, Any]]) -> dict[str, object]:
    """Add up what calls took. A sum with an unknown part is unknown, not smaller."""
    charged = [
        call for call in calls if call["status"] != LLMCall.Status.FAILED or call.get("cost") is not None
    ]

    def total(name: str) -> object:
        values: list[Any] = [call.get(name) for call in charged]
        return None if not values or None in values else sum(values)

    return {
        "calls": len(calls),
        "latency_ms": sum(call.get("latency_ms") or 0 for call in calls) if calls else None,
        **{name: total(name) for name in _SUMMED},
    }


def _costs_of(generation: Generation) -> list[Mapping[str, Any]]:
    calls = LLMCall.objects.filter(generation=generation)
    return list(calls.values("status", "latency_ms", *_SUMMED))


def _columns(completion: Completion | None, error: LLMError | None) -> dict[str, Any]:
    answer = completion or (error.answer if error else None)
    columns: dict[str, Any] = {"finished_at": timezone.now()}
    if answer is not None:
        columns |= {
            "model_answered": answer.model[:120],
            "provider": answer.provider[:80],
            "upstream_id": answer.upstream_id[:120],
            "finish_reason": answer.finish_reason[:40],
            "input_tokens": answer.usage.input_tokens,
            "output_tokens": answer.usage.output_tokens,
            "cost": answer.usage.cost_usd and rounded(answer.usage.cost_usd),
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
