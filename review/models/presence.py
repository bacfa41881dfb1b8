"""Who else has a draft open, and who asks the reviewer who holds it to hand it over."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.models import Generation
from review.models.reviewing import Claim

THERE_FOR = timedelta(seconds=75)
"""How long a person counts as looking at a draft after their page last said so. It does every 30 s."""


class PresenceQuerySet(models.QuerySet["Presence"]):
    def there(self, now: datetime) -> Self:
        return self.filter(seen_at__gt=now - THERE_FOR)


class Presence(models.Model):
    """A person has the review screen of a draft open. A row each, overwritten and swept: no record."""

    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    objects = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [
            models.UniqueConstraint(fields=["generation", "user"], name="presence_once_a_draft_and_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.generation_id}"


class HandoverQuerySet(models.QuerySet["HandoverRequest"]):
    def open(self, generation: Generation) -> Self:
        """What the reviewer who holds the draft has not answered."""
        return self.filter(claim__generation=generation, claim__ended_at=None, declined_at=None)

    def of(self, user: User, generation: Generation) -> Self:
        """What `user` asked the reviewer who holds the draft now."""
        return self.filter(claim__generation=generation, claim__ended_at=None, asked_by=user)


class HandoverRequest(models.Model):
    """A reviewer asks the one who holds a draft for it: once during each claim."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="handover_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("request for a draft")
        verbose_name_plural = _("requests for drafts")
        constraints = [
            models.UniqueConstraint(fields=["claim", "asked_by"], name="handover_asked_once_a_claim"),
        ]

    def __str__(self) -> str:
        return f"{self.asked_by} · {self.claim}"
