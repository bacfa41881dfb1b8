"""The record of attempts: a row and its worst case are committed before a request leaves, then settled."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from crm_llm import rows
from generation.exceptions import LeaseLost
from generation.lease import Lease, release_connection
from generation.llm_client import events
from generation.llm_client.exceptions import BudgetExceeded, CallsUsedUp, Cancelled, LLMError, ProviderError
from generation.llm_client.prices import Prices
from generation.llm_client.types import ChatRequest, Completion
from generation.models import Generation, LLMCall, PromptVersion
from generation.models.money import rounded
from generation.stores import call_texts, ledger, upstream
from generation.stores import prices as listed_prices
from generation.stores.ledger import Reservation

log = structlog.get_logger(__name__)

PULSE_EVERY_S = 2.0
STORE_TRIES = 3
_SUMMED = ("cost", "input_tokens", "output_tokens")


@dataclass(frozen=True)
class _Open:
    """An attempt that is under way."""

    call: LLMCall
    request: ChatRequest
    reservation: Reservation


class DraftCallLog:
    """Records the calls of one draft, by one worker. Holds no connection between its writes."""

    def __init__(self, lease: Lease, version: PromptVersion, *, prices: Prices = listed_prices) -> None:
        self.lease = lease
        self.version = version
        self._prices = prices
        self._open: dict[int, _Open] = {}
        self.purpose = LLMCall.Purpose.DRAFT
        # A first claim finds no earlier attempts, so that it need not ask for them.
        self._calls = _costs_of(lease.generation) if lease.generation.claims > 1 else []
        self._attempts = len(self._calls)
        self._pulsed_at = time.monotonic()
        self._upstream_id = ""
        """Of the call under way, until it is stored."""

    def started(self, request: ChatRequest) -> int:
        """Commit the row of an attempt that is about to leave, and its worst case against every budget.

        The worst case is that of the model which this attempt asks: a dearer one further down the route sets
        aside its own when its turn comes, and is refused then if there is no room for it.

        Lengthens the lease for it. From here on the draft is being written, with the prompt version that
        the row names.

        Raises:
            CallsUsedUp: models, repairs and workers together have had as many calls as a draft may.
            BudgetExceeded: a budget has no room. Nothing is stored, and nothing may be sent.
            Cancelled: the draft is no longer this worker's, so nothing may be spent on it.
        """
        if self._attempts >= settings.LLM_MAX_CALLS:
            raise CallsUsedUp(model=request.model)
        worst_case = self._prices.worst_case(request)
        try:
            with transaction.atomic():
                self._renew(**self._columns_of_the_draft())
                call = rows.insert(
                    LLMCall(
                        generation=self.lease.generation,
                        prompt_version=self.version,
                        lease_token=self.lease.token,
                        attempt=self._attempts + 1,
                        purpose=self.purpose,
                        model_asked=request.model[:120],
                        key_fingerprint=request.key_name,
                        correlation_id=request.session_id,
                    )
                )
                reservation = ledger.reserve(call, worst_case, at=timezone.now())
        except BudgetExceeded as error:
            ledger.tell_refusal(error)
            raise
        finally:
            release_connection()
        self._attempts += 1
        self._upstream_id = ""
        self._open[call.pk] = _Open(call, request, reservation)
        return call.pk

    def finished(
        self, handle: int, *, completion: Completion | None = None, error: LLMError | None = None
    ) -> None:
        """Complete the row and settle what it cost, once and in one transaction.

        A row that another worker has given up on gets what is known after all. Where nobody knows whether
        the call was charged, what was set aside for it stays so until the provider was asked.

        After an answer the connection is kept: its words are stored over it a moment later. After a failure
        there may be a wait.
        """
        if error is not None:
            self._tell(error)
        if completion is not None:
            events.call_finished(completion, generation=str(self.lease.generation.pk), attempt=self._attempts)
        columns = _columns(completion, error)
        self._calls.append(columns)
        try:
            self._store(handle, columns, completion)
        finally:
            if error is not None:
                release_connection()

    @contextmanager
    def asking(self, purpose: LLMCall.Purpose, version: PromptVersion) -> Iterator[None]:
        """Let the calls within have another purpose, with a prompt of its own."""
        before = self.purpose, self.version
        self.purpose, self.version = purpose, version
        try:
            yield
        finally:
            self.purpose, self.version = before

    def _columns_of_the_draft(self) -> dict[str, object]:
        """Return what the draft shows while a call is under way. A judge's prompt did not write it."""
        if self.purpose == LLMCall.Purpose.JUDGE:
            return {"stage": Generation.Stage.CHECKING}
        return {"stage": Generation.Stage.WRITING, "prompt_version": self.version}

    @property
    def attempts(self) -> int:
        """The number of the newest attempt, those of earlier workers counted."""
        return self._attempts

    def totals(self) -> dict[str, object]:
        """Add up the calls of the draft, those of earlier workers among them."""
        if any(call["status"] == LLMCall.Status.UNKNOWN for call in self._calls):
            # The provider may have been asked meanwhile what such a call cost.
            return totals_of(self.lease.generation)
        return add_up(self._calls)

    def _store(self, handle: int, columns: dict[str, Any], completion: Completion | None) -> None:
        """Complete the row, over a new connection where one broke: a paid answer is not lost for that."""
        for left in reversed(range(STORE_TRIES)):
            try:
                with transaction.atomic():
                    self._complete(handle, columns, completion)
            except (OperationalError, InterfaceError) as exc:
                log.warning("llm.outcome_not_stored", error=type(exc).__name__, tries_left=left)
                release_connection()
                if not left:
                    raise
            else:
                self._open.pop(handle, None)
                return

    def _complete(self, handle: int, columns: dict[str, Any], completion: Completion | None) -> None:
        under_way = self._open.get(handle)
        if rows.change(LLMCall, columns, where={"pk": handle, "status": LLMCall.Status.STARTED}):
            reservation = under_way.reservation if under_way else None
        elif _complete_late(handle, columns):
            reservation = None
        else:
            return
        call = under_way.call if under_way else LLMCall.objects.select_related("generation").get(pk=handle)
        _settle(call, columns["status"], columns.get("cost"), reservation)
        if completion is not None and under_way is not None:
            call_texts.keep(handle, under_way.request, completion)

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

    def named(self, upstream_id: str) -> None:
        """Take in the provider's id of the call under way. The next pulse stores it."""
        self._upstream_id = upstream_id[:120]

    def pulse(self) -> None:
        """Lengthen the lease while an answer streams in, at most every two seconds.

        The first time it also stores the id of the call, by which it can be looked up if this worker dies.
        A database that is away for a moment stops no answer that is being paid for: the lease outlasts a
        call, and storing the words asks whether it still holds.

        Raises:
            Cancelled: the draft is no longer this worker's; the client then closes the stream.
        """
        if time.monotonic() - self._pulsed_at < PULSE_EVERY_S:
            return
        self._pulsed_at = time.monotonic()
        try:
            self._renew()
            if self._upstream_id:
                LLMCall.objects.filter(pk__in=list(self._open)).update(upstream_id=self._upstream_id)
                self._upstream_id = ""
        except (OperationalError, InterfaceError) as exc:
            log.warning("llm.pulse_missed", error=type(exc).__name__)
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
        if columns["cost"] is None and not upstream.is_openrouter():
            columns["reconciled_at"] = columns["finished_at"]  # nobody will say what it cost
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


def _complete_late(handle: int, columns: dict[str, object]) -> int:
    """Store what became of a call that was given up on. The note about it stays."""
    given_up = LLMCall.objects.filter(pk=handle, status=LLMCall.Status.UNKNOWN, cost=None)
    return given_up.update(
        **{name: value for name, value in columns.items() if name not in ("error", "error_type")}
    )


def _settle(call: LLMCall, status: str, cost: Decimal | None, reservation: Reservation | None) -> None:
    """Book what is known; leave set aside what the provider can still be asked for."""
    if cost is not None:
        ledger.settle(call, cost, reservation=reservation)
    elif status == LLMCall.Status.FAILED:
        ledger.release(call, reservation=reservation)
    elif status == LLMCall.Status.SUCCEEDED and not upstream.is_openrouter():
        ledger.settle(call, None, reservation=reservation)
