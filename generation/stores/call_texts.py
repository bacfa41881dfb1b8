"""What models were sent and answered, redacted: kept for a while, used again, thrown away."""

from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.utils import timezone

from crm_llm import rows
from generation.llm_client.caching import is_whole
from generation.llm_client.types import ChatRequest, Completion
from generation.models import CallText, Campaign, Generation

log = structlog.get_logger(__name__)

PURGED_AT_ONCE = 1000
"""Rows in one DELETE, so that nobody waits long for the write lock."""


def keep(call_id: int, request: ChatRequest, completion: Completion) -> None:
    """Store the words of a call that succeeded, in the caller's transaction, unless storage is off."""
    if not settings.LLM_STORE_TEXTS:
        return
    messages = [{"role": message.role, "content": _storable(message.content)} for message in request.messages]
    text = CallText(
        call_id=call_id,
        messages=messages,
        answer=_storable(completion.text),
        answer_key=request.answer_key if is_whole(completion) else "",
    )
    rows.insert(text)


def never_reuse(generation: Generation) -> None:
    """Keep the draft's answers so far from being given again: they were of no use."""
    CallText.objects.filter(call__generation=generation).update(answer_key="")


def purge_old() -> int:
    """Throw away what is older than LLM_TEXTS_KEEP_DAYS, and return how many calls' texts that was."""
    return purge(before=timezone.now() - timedelta(days=settings.LLM_TEXTS_KEEP_DAYS))


def purge(*, before: datetime, campaign: Campaign | None = None) -> int:
    """Throw away texts, and return of how many calls. What the calls cost and took stays on record."""
    texts = CallText.objects.filter(stored_at__lt=before).order_by("stored_at")
    if campaign is not None:
        texts = texts.filter(call__generation__campaign=campaign)
    purged = 0
    while keys := list(texts.values_list("pk", flat=True)[:PURGED_AT_ONCE]):
        purged += CallText.objects.filter(pk__in=keys).delete()[0]
    if purged:
        log.info("call_texts.purged", calls=purged, campaign=campaign.slug if campaign else None)
    return purged


def _storable(text: str) -> str:
    """Leave out what PostgreSQL can't store; nobody can read it either."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
