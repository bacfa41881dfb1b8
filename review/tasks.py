"""Thin Celery tasks of the review desk."""

import structlog
from celery import shared_task
from django.utils import timezone

from crm_llm import correlation
from review import chain, checkpoints, mailing, notifying, presence, workflow
from review.workflow import outside

log = structlog.get_logger(__name__)


@shared_task
def expire_claims() -> None:
    with correlation.bound(correlation.new_id()):
        ended = workflow.expire_claims()
        if ended:
            log.info("claims.expired", drafts=ended)
        presence.sweep(now=timezone.now())


@shared_task
def mark_overdue() -> None:
    with correlation.bound(correlation.new_id()):
        late = workflow.mark_overdue()
        told = workflow.nudge(now=timezone.now())
        if late or told:
            log.info("drafts.overdue", drafts=late, nudges=told)


@shared_task
def seal_entries() -> None:
    sealed = chain.seal_pending(now=timezone.now())
    if sealed:
        log.debug("audit.sealed", entries=sealed)


@shared_task
def seal_stragglers() -> None:
    """Look at the whole log once in a while: an entry may commit long after later ones."""
    chain.seal_pending(now=timezone.now(), thorough=True)


@shared_task
def verify_chain() -> None:
    checkpoints.verify_and_note(now=timezone.now())


@shared_task
def mail_notifications() -> None:
    with correlation.bound(correlation.new_id()):
        mailed = mailing.send_due(timezone.now())
        if mailed:
            log.info("notifications.mailed", mails=mailed)


@shared_task
def forget_notifications() -> None:
    """Throw away what people were told of half a year ago: what happened is in the audit log."""
    notifying.forget_old(timezone.now())
    outside.forget_visits(timezone.now())
