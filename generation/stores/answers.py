"""Answers that may be given again, found among the texts of calls; and whose turn it is to ask."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from generation.lease import Lease, release_connection
from generation.llm_client.types import Completion, Reused
from generation.models import AnswerInFlight, CallText, Generation, LLMCall


def are_kept() -> bool:
    """Say whether answers are stored at all, so that one can be used again."""
    return bool(settings.LLM_STORE_TEXTS and settings.LLM_CACHE_TTL_S > 0)


class StoredAnswers:
    """The `Answers` of one draft's worker. Its claim holds as long as the worker's lease on that draft."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease

    def own(self, key: str) -> Completion | None:
        """Return the answer that a worker before this one got for this very draft, and was stopped with."""
        if self._lease.generation.claims < 2:
            return None
        texts = CallText.objects.filter(answer_key=key, call__generation=self._lease.generation)
        text = texts.filter(call__status=LLMCall.Status.SUCCEEDED).select_related("call").first()
        release_connection()
        return None if text is None else _completion(text)

    def find(self, key: str) -> Completion | None:
        oldest = timezone.now() - timedelta(seconds=settings.LLM_CACHE_TTL_S)
        kept = CallText.objects.filter(
            answer_key=key, stored_at__gt=oldest, call__status=LLMCall.Status.SUCCEEDED
        )
        text = kept.select_related("call").order_by("-stored_at").first()
        if text is None:
            release_connection()
            return None
        call = text.call
        reused = Reused(draft=str(call.generation_id), cost_usd=call.cost, latency_ms=call.latency_ms)
        return _completion(text).model_copy(update={"reused": reused})

    def claim(self, key: str) -> bool:
        still_asks = Generation.objects.filter(
            pk=OuterRef("generation"),
            status=Generation.Status.RUNNING,
            lease_token=OuterRef("holder"),
            lease_expires_at__gt=timezone.now(),
        )
        row = AnswerInFlight.objects.filter(key=key).annotate(is_asked=Exists(still_asks))
        try:
            found = row.values_list("holder", "is_asked").first()
            if found is None:
                return self._come_first(key)
            holder, is_asked = found
            return not is_asked and self._take_over(key, holder)
        finally:
            release_connection()

    def _come_first(self, key: str) -> bool:
        try:
            with transaction.atomic():
                AnswerInFlight.objects.create(
                    key=key, generation=self._lease.generation, holder=self._lease.token
                )
        except IntegrityError:
            return False
        return True

    def _take_over(self, key: str, holder: UUID) -> bool:
        """Take the row of a worker that no longer owns its draft.

        The condition names that worker: PostgreSQL would not look at another table again after it waited for
        a rival's UPDATE of the row.
        """
        abandoned = AnswerInFlight.objects.filter(key=key, holder=holder)
        mine = {"generation": self._lease.generation, "holder": self._lease.token, "since": timezone.now()}
        return bool(abandoned.update(**mine))

    def release(self, key: str) -> None:
        AnswerInFlight.objects.filter(key=key, holder=self._lease.token).delete()


def _completion(text: CallText) -> Completion:
    call = text.call
    return Completion(
        text=text.answer,
        model_asked=call.model_asked,
        model=call.model_answered or call.model_asked,
        provider=call.provider,
        finish_reason=call.finish_reason,
    )


def forget_abandoned() -> int:
    """Delete rows of workers that died a day ago or longer, and return how many."""
    day_ago = timezone.now() - timedelta(days=1)
    return AnswerInFlight.objects.filter(since__lt=day_ago).delete()[0]
