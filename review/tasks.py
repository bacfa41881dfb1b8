"""Thin Celery tasks of the review desk."""

import structlog
from celery import shared_task

from crm_llm import correlation
from review import workflow

log = structlog.get_logger(__name__)


@shared_task
def expire_claims() -> None:
    with correlation.bound(correlation.new_id()):
        ended = workflow.expire_claims()
        if ended:
            log.info("claims.expired", drafts=ended)
