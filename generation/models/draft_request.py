"""What somebody asked for, as it was when they did."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.brief import Brief
from generation.models.campaign import Campaign

MAX_VARIANTS = 4
MAX_CANDIDATES = 3


class DraftRequestQuerySet(models.QuerySet["DraftRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(campaign__in=Campaign.objects.visible_to(user))


class DraftRequest(models.Model):
    """What somebody asked for. Stored, whole, before anything is queued."""

    class Verb(models.TextChoices):
        SHORTEN = "shorten", _("Shorter")
        LENGTHEN = "lengthen", _("Longer")
        SIMPLIFY = "simplify", _("Simpler")
        TONE = "tone", _("Another tone")
        TRANSLATE = "translate", _("Translation")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="requests")
    tool = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    brief = models.JSONField()
    """The `Brief` as it stood at the request."""
    variants = models.PositiveSmallIntegerField(default=1)
    candidates = models.PositiveSmallIntegerField(default=1)
    """How many answers a model writes for each draft, of which the best becomes it."""
    language = models.CharField(max_length=12, default="en")
    due_at = models.DateTimeField(null=True, blank=True)
    reuse = models.BooleanField(default=False)
    """The answer that an identical request got before may be used instead of a new one."""
    batch = models.BooleanField(default=False)
    """Nobody waits for it: where calls are limited, those that somebody waits for go first."""
    feedback = models.TextField(max_length=2000, blank=True)
    """What to do better, when this request asks for another try at a draft."""
    parent = models.ForeignKey(
        "Generation", on_delete=models.PROTECT, null=True, blank=True, related_name="retries"
    )
    parent_revision = models.ForeignKey(
        "generation.Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    """The words of the parent as they stood at the request: what is kept is taken from them."""
    verb = models.CharField(max_length=12, choices=Verb, blank=True)
    """What is done to the parent's words; empty for another try."""
    verb_option = models.CharField(max_length=40, blank=True)
    """The tone or the language that the verb asks for."""
    scope = models.CharField(max_length=120, blank=True)
    """Path of the one part that may change; empty for all."""
    kit = models.UUIDField(null=True, blank=True, editable=False)
    """Links the requests for several tools that were made together, from one brief."""
    locks = models.JSONField(default=list, blank=True)
    """Paths of the parts that stay as they are."""
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="draft_requests"
    )
    idempotency_key = models.CharField(max_length=64)
    correlation_id = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DraftRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("draft request")
        verbose_name_plural = _("draft requests")
        indexes = [models.Index(fields=["kit"], name="draft_request_of_kit", condition=Q(kit__isnull=False))]
        constraints = [
            models.UniqueConstraint(
                fields=["requested_by", "idempotency_key"], name="draft_request_once_a_key"
            ),
            models.CheckConstraint(
                condition=Q(variants__gte=1, variants__lte=MAX_VARIANTS),
                name="draft_request_one_to_four_variants",
            ),
            models.CheckConstraint(
                condition=Q(candidates__gte=1, candidates__lte=MAX_CANDIDATES),
                name="draft_request_one_to_three_candidates",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool} for {self.campaign_id}"

    def brief_value(self) -> Brief:
        return Brief.model_validate(self.brief)

    @property
    def asks_for_change(self) -> bool:
        """Say whether somebody wants an earlier draft changed, and not merely written anew."""
        return bool(self.parent_revision_id and (self.verb or self.feedback or self.scope))
