"""Drafts as they are asked for: those of a person, those in the queue, those that wait for a worker."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q

from crm_llm.accounts.models import User
from generation.models.campaign import Brand
from generation.models.statuses import Status

if TYPE_CHECKING:
    from generation.models.generation import Generation  # noqa: F401 - named as text below

MOST_BACKOFF = 6


class GenerationQuerySet(models.QuerySet["Generation"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        if user.is_authenticated and user.is_superuser:
            return self
        return self.filter(brand__in=Brand.objects.visible_to(user).values("pk"))

    def for_lists(self) -> Self:
        """Join what a row on a list shows, so that a page costs the same however long it is."""
        return self.select_related("campaign", "brand", "requested_by", "held_by", "prompt_version")

    def in_queue(self) -> Self:
        """Drafts that wait for a reviewer or are held by one.

        The condition names no value, so that a statement planned once still finds the indexes of the queue.
        """
        return self.filter(queue_rank__isnull=False)

    def claimable(self, now: datetime) -> Self:
        """Drafts that wait for a worker, and those whose worker let its lease run out."""
        return self.filter(Q(status=Status.QUEUED) | Q(status=Status.RUNNING, lease_expires_at__lt=now))

    def to_requeue(self, now: datetime, *, after: timedelta) -> Self:
        """Drafts whose message in the broker was never sent, was lost, or died with its worker.

        In a long queue messages only wait. So a draft is sent again after `after`, then after twice as
        long, and so on up to 32 times: few messages too many, and none lost for good.
        """
        hint_is_old = Q(enqueued_at=None)
        for sent in range(MOST_BACKOFF + 1):
            count = Q(hints__gte=sent) if sent == MOST_BACKOFF else Q(hints=sent)
            hint_is_old |= count & Q(enqueued_at__lt=now - after * 2 ** max(sent - 1, 0))
        return self.filter(
            (Q(status=Status.QUEUED) & hint_is_old)
            | (
                Q(status=Status.RUNNING, lease_expires_at__lt=now)
                & (hint_is_old | Q(enqueued_at__lt=F("lease_expires_at")))
            )
        )
