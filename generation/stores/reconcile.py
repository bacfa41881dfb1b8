"""Finds out what calls cost whose answer never arrived, or came without its price.

Until then what was set aside for them stays so. OpenRouter knows a call by the id that came with its first
bytes, some seconds after the call has ended. What can't be learned in ten minutes, or has no id, is booked at
the amount that was set aside: too much rather than too little, and on record as such.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from generation.lease import release_connection
from generation.llm_client.exceptions import LLMError, TransportFailed
from generation.llm_client.http.getting import Getter
from generation.llm_client.http.lookup import CallRecord, look_up
from generation.llm_client.http.wire import UnusableKey
from generation.llm_client.secrets import SecretsUnavailable
from generation.models import Generation, LLMCall
from generation.models.money import rounded
from generation.stores import keys, ledger, upstream
from generation.stores.call_log import totals_of

log = structlog.get_logger(__name__)

GIVE_UP_AFTER = timedelta(minutes=10)
MOST_AT_ONCE = 100
LOOKUP_S = 10.0
RUN_S = 30.0
"""How long one run may take; the rest waits for the next."""
_UNDER_WAY = (Generation.Status.QUEUED, Generation.Status.RUNNING)

LookUp = Callable[[str], CallRecord | None]


@dataclass
class Reconciled:
    learned: int = 0
    at_reserved: int = 0
    waiting: int = 0
    """Looked up in vain, to be looked up again."""


def settle_unknown(now: datetime, *, clock: Callable[[], float] = time.monotonic) -> Reconciled:
    """Look up the calls that are due, and book what they cost. With none open it costs two queries.

    A call is claimed by a conditional UPDATE, so that two processes never ask for it at the same moment. No
    connection is held while the provider is asked.
    """
    _mark_abandoned(now)
    done = Reconciled()
    due = list(_due(now).select_related("generation").order_by("finished_at")[:MOST_AT_ONCE])
    if not due:
        return done
    ends = clock() + RUN_S
    with _provider() as ask:
        for call in due:
            if not _can_be_asked(call):
                done.at_reserved += _book_reserved(call, now)
            elif clock() < ends and _claim(call, now):
                _look_up(call, ask, now, done)
    log.info("llm.reconciled", learned=done.learned, at_reserved=done.at_reserved, waiting=done.waiting)
    return done


def _due(now: datetime) -> QuerySet[LLMCall]:
    never_asked = Q(next_lookup_at=None) & (
        Q(upstream_id="") | Q(finished_at__lte=now - timedelta(seconds=1))
    )
    return _open().filter(never_asked | Q(next_lookup_at__lte=now))


def _open() -> QuerySet[LLMCall]:
    return LLMCall.objects.filter(
        status__in=[LLMCall.Status.UNKNOWN, LLMCall.Status.SUCCEEDED], cost=None, reconciled_at=None
    )


def _mark_abandoned(now: datetime) -> None:
    """Mark calls that can't be under way any more: their worker died, and nobody took up their draft."""
    abandoned = LLMCall.objects.filter(
        status=LLMCall.Status.STARTED,
        cost=None,
        reconciled_at=None,
        started_at__lt=now - timedelta(seconds=settings.GENERATION_LEASE_S),
    )
    for pk in list(abandoned.values_list("pk", flat=True)[:MOST_AT_ONCE]):
        abandoned.filter(pk=pk).update(
            status=LLMCall.Status.UNKNOWN,
            error_type="worker_stopped",
            error=_("The worker stopped during this call. It may have been charged."),
            finished_at=now,
        )


def _can_be_asked(call: LLMCall) -> bool:
    """OpenRouter's ids begin with `gen-`, also where it is behind a gateway with a name of its own."""
    return bool(call.upstream_id) and (upstream.is_openrouter() or call.upstream_id.startswith("gen-"))


def _claim(call: LLMCall, now: datetime) -> bool:
    mine = _open().filter(pk=call.pk, lookups=call.lookups)
    return bool(mine.update(lookups=F("lookups") + 1, next_lookup_at=_next_lookup(call, now)))


def _next_lookup(call: LLMCall, now: datetime) -> datetime:
    """Return the next of 1, 2, 4, 8 … seconds after the end of the call."""
    ended = _ended(call)
    after = timedelta(seconds=1)
    while ended + after <= now:
        after *= 2
    return max(min(ended + after, ended + GIVE_UP_AFTER), now + timedelta(seconds=1))


def _ended(call: LLMCall) -> datetime:
    return call.finished_at or call.started_at


def _look_up(call: LLMCall, ask: LookUp, now: datetime, done: Reconciled) -> None:
    release_connection()
    record = ask(call.upstream_id)
    if record is not None:
        done.learned += _learn(call, record, now)
    elif now >= _ended(call) + GIVE_UP_AFTER:
        done.at_reserved += _book_reserved(call, now)
    else:
        done.waiting += 1


@contextmanager
def _provider() -> Iterator[LookUp]:
    """Give a way to ask with each key in turn: a call is known to the account that made it.

    Once the provider can't be reached it is not asked again in this run.
    """
    with ExitStack() as stack:
        readers = [stack.enter_context(reader) for reader in _readers()]

        def ask(upstream_id: str) -> CallRecord | None:
            for reader in list(readers):
                try:
                    record = look_up(reader, upstream_id)
                except TransportFailed as exc:
                    log.warning("llm.lookup_failed", upstream_id=upstream_id, error_type=exc.error_type)
                    readers.clear()
                    return None
                except LLMError as exc:
                    log.warning(
                        "llm.lookup_failed",
                        upstream_id=upstream_id,
                        error_type=exc.error_type,
                        status=exc.status,
                    )
                    continue
                if record is not None:
                    return record
            return None

        yield ask


def _readers() -> list[Getter]:
    readers = []
    try:
        found = keys.api_keys() or ("",)
    except SecretsUnavailable:
        return []
    for key in found:
        try:
            readers.append(upstream.reader(key, total_s=LOOKUP_S))
        except UnusableKey:
            continue
    return readers


@transaction.atomic
def _learn(call: LLMCall, record: CallRecord, now: datetime) -> int:
    """Book the real cost. An attempt without a whole answer has failed; what it cost is known now."""
    columns: dict[str, object] = {
        "cost": rounded(record.cost_usd),
        "input_tokens": record.input_tokens,
        "output_tokens": record.output_tokens,
        "model_answered": record.model or call.model_answered,
        "provider": record.provider or call.provider,
        "finish_reason": record.finish_reason or call.finish_reason,
        "reconciled_at": now,
    }
    if call.status == LLMCall.Status.UNKNOWN:
        columns["status"] = LLMCall.Status.FAILED
    if not _open().filter(pk=call.pk).update(**columns):
        return 0
    ledger.settle(call, record.cost_usd)
    finished = Generation.objects.filter(pk=call.generation_id).exclude(status__in=_UNDER_WAY)
    finished.update(**totals_of(call.generation))
    return 1


@transaction.atomic
def _book_reserved(call: LLMCall, now: datetime) -> int:
    """Book what was set aside. What the draft cost stays unknown: that is not what the provider charged."""
    note = _("The provider did not say what it cost, so all that was set aside for it is booked.")
    error = f"{call.error} {note}".strip()[:500]
    if not _open().filter(pk=call.pk).update(reconciled_at=now, error=error):
        return 0
    ledger.settle_at_reserved(call)
    return 1
