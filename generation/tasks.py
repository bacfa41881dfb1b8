"""Thin Celery tasks. A message is only a hint: the database says what there is to do."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError

from crm_llm import correlation
from generation import drafting
from generation.models import Generation
from generation.stores import alerts, answers, call_texts, model_list, outdated_alerts, reconcile, unsaved

log = structlog.get_logger(__name__)

SWEEP_LIMIT = 500


@shared_task
def write_draft(generation_id: str) -> None:
    drafting.run(UUID(generation_id))


@shared_task
def sweep() -> None:
    """Hand to the broker again what it lost, and what a dead worker left behind."""
    after = timedelta(seconds=settings.REQUEUE_AFTER_S)
    waiting = Generation.objects.to_requeue(timezone.now(), after=after).order_by("created_at")
    ids = list(waiting.values_list("pk", flat=True)[:SWEEP_LIMIT])
    if ids:
        with correlation.bound(correlation.new_id()):
            log.info("sweep.requeued", drafts=len(ids))
            enqueue(ids)


@shared_task
def purge_old_texts() -> None:
    """Throw away what models were sent and answered, and what was typed and never saved, once it is old."""
    call_texts.purge_old()
    unsaved.forget_old(timezone.now())
    answers.forget_abandoned()


@shared_task
def keep_prices() -> None:
    """Read the provider's list of models when it is due."""
    model_list.keep_up(timezone.now())


@shared_task
def settle_unknown_calls() -> None:
    """Find out what calls cost whose answer never arrived."""
    reconcile.settle_unknown(timezone.now())


@shared_task
def mail_alerts() -> None:
    """Close alerts whose matter is over, and mail new ones to the admins that the settings name."""
    outdated_alerts.close_all(timezone.now())
    alerts.mail_new()


def enqueue_after_commit(ids: Sequence[UUID]) -> None:
    """Queue drafts once they are stored. A dead broker does not fail the request: the sweep comes by."""
    transaction.on_commit(lambda: enqueue(ids), robust=True)


def enqueue(ids: Sequence[UUID]) -> None:
    """Send one message a draft, and note the time on those that were sent."""
    sent: list[UUID] = []
    for generation_id in ids:
        try:
            write_draft.apply_async((str(generation_id),), retry=False)
        except (OperationalError, OSError) as exc:
            log.warning("queue.unreachable", error=type(exc).__name__, waiting=len(ids) - len(sent))
            break
        sent.append(generation_id)
    if sent:
        Generation.objects.filter(pk__in=sent).update(enqueued_at=timezone.now(), hints=F("hints") + 1)
