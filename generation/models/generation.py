"""A draft: one variant of one request, from the queue to its approval."""

import uuid
from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.models import statuses
from generation.models.campaign import Brand, Campaign
from generation.models.draft_request import DraftRequest
from generation.models.generation_sets import GenerationQuerySet
from generation.models.money import NanoUsdField
from generation.models.prompt import PromptVersion

__all__ = ["ON_TIME", "QUEUE_ORDER", "UNDO_WINDOW", "Generation", "GenerationQuerySet", "letter_of"]

UNDO_WINDOW = timedelta(seconds=10)
QUEUE_ORDER = ("queue_rank", "submitted_at", "id")
"""Overdue first, then by risk, the longest waiting first; ties by id, so that paging is stable."""
ON_TIME = 3
"""The first `queue_rank` of what is not overdue."""


def _of_queue(name: str, *columns: str, include: tuple[str, ...] | None = None) -> models.Index:
    """Index the queue in its order, within each value of `columns`; drafts at rest cost it nothing."""
    return models.Index(
        fields=[*columns, *QUEUE_ORDER],
        name=name,
        condition=Q(queue_rank__isnull=False),
        include=include,
    )


_COUNTED_BY = ("brand", "held_by", "held_until", "assigned_to", "requested_by", "risk_band")
"""What the views of the queue ask for: their counts are then read from the index alone."""


class Generation(models.Model):
    """One draft: one variant of one request, from the queue to its approval."""

    Status: TypeAlias = statuses.Status
    Stage: TypeAlias = statuses.Stage
    Source: TypeAlias = statuses.Source
    ReviewStatus: TypeAlias = statuses.ReviewStatus
    RiskBand: TypeAlias = statuses.RiskBand

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DraftRequest, on_delete=models.PROTECT, related_name="generations")
    variant = models.PositiveSmallIntegerField(default=1)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    # Copied from the request, so that lists and rights need no join.
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="generations")
    brand = models.ForeignKey(Brand, on_delete=models.PROTECT, related_name="+")
    tool = models.CharField(max_length=40)
    language = models.CharField(max_length=12, default="en")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="generations"
    )
    due_at = models.DateTimeField(null=True, blank=True)

    # The pipeline. Written by generation.drafting and generation.services.
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.QUEUED)
    source = models.CharField(max_length=10, choices=Source, blank=True)
    claims = models.PositiveSmallIntegerField(default=0)
    """How many workers have taken this draft; more than one means that a worker died."""
    lease_token = models.UUIDField(null=True, editable=False)
    lease_expires_at = models.DateTimeField(null=True, editable=False)
    enqueued_at = models.DateTimeField(null=True, editable=False)
    """When a message was last handed to the broker. Null while none has been."""
    hints = models.PositiveSmallIntegerField(default=0)
    """How many messages were sent since a worker last had it. Each makes the next one wait longer."""
    started_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)
    prompt_version = models.ForeignKey(
        PromptVersion, on_delete=models.PROTECT, null=True, related_name="generations"
    )
    model = models.CharField(max_length=120, blank=True)
    """The model that answered; empty when none did."""
    calls = models.PositiveSmallIntegerField(default=0)
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)
    cost = NanoUsdField(null=True)
    latency_ms = models.PositiveIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    """How often another try at this very draft was asked for."""
    reused_revision = models.ForeignKey(
        "generation.Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    """Whose words these are, where they were written for another draft."""
    saved_cost = NanoUsdField(null=True)
    """What the reused words cost when a model wrote them. Null where nothing is reused, and where unknown."""
    saved_ms = models.PositiveIntegerField(null=True)
    chosen_because = models.CharField(max_length=300, blank=True)
    """Why these words were chosen of several candidates, in a person's words."""
    notice = models.CharField(max_length=500, blank=True)
    """Why this is not a model's first answer, in a person's words. Empty when all went well."""
    error = models.CharField(max_length=500, blank=True)
    """Why the draft failed, in a person's words."""

    # The words. `current_revision` moves with each edit.
    title = models.CharField(max_length=200, blank=True)
    summary = models.CharField(max_length=300, blank=True)
    current_revision = models.ForeignKey(
        "generation.Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    must_fix = models.PositiveSmallIntegerField(default=0)
    to_check = models.PositiveSmallIntegerField(default=0)
    top_finding = models.CharField(max_length=200, blank=True)

    # The review. Written by review.workflow only.
    review_status = models.CharField(max_length=20, choices=ReviewStatus, default=ReviewStatus.DRAFT)
    frozen_hash = models.CharField(max_length=64, blank=True)
    frozen_renditions = models.JSONField(default=dict, editable=False)
    """Format to SHA-256 of the kept `Rendition` that `frozen_hash` covers."""
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    held_until = models.DateTimeField(null=True, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    """When the last decision was taken. It takes effect `UNDO_WINDOW` later."""
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        db_index=False,  # nearly all are null: see `generation_assigned`
    )
    """The reviewer that a lead keeps it for. Null: whoever comes first."""
    risk_band = models.PositiveSmallIntegerField(choices=RiskBand, default=RiskBand.LOW, editable=False)
    """Of the words that were last put to review."""
    risk_causes = models.JSONField(default=list, editable=False)
    """What makes it riskier beside its findings, as pairs of a cause and its fact; see `review.risk`."""
    is_overdue = models.BooleanField(default=False, editable=False)
    """Set by the sweep once `due_at` has passed: an index can't ask what time it is."""
    queue_rank = models.GeneratedField(
        expression=Case(
            When(
                review_status__in=["submitted", "in_review"],
                then=Case(When(is_overdue=True, then=Value(2)), default=Value(5)) - F("risk_band"),
            ),
        ),
        output_field=models.SmallIntegerField(null=True),
        db_persist=True,
    )
    """0 for what comes first in the queue, up to 5; null for what is not in it."""

    created_at = models.DateTimeField(auto_now_add=True)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="generation_newest"),
            models.Index(fields=["campaign", "-created_at", "-id"], name="generation_of_campaign"),
            models.Index(
                fields=["requested_by", "review_status", "-created_at"], name="generation_of_person"
            ),
            models.Index(fields=["review_status", "-created_at", "-id"], name="generation_by_review_status"),
            _of_queue("generation_queue", include=_COUNTED_BY),
            _of_queue("generation_queue_of_brand", "brand"),
            _of_queue("generation_queue_of_campaign", "campaign"),
            _of_queue("generation_queue_of_person", "requested_by"),
            _of_queue("generation_queue_of_risk", "risk_band"),
            _of_queue("generation_queue_of_tool", "tool"),
            _of_queue("generation_queue_of_lang", "language"),
            models.Index(
                fields=["submitted_at"], name="generation_queue_newest", condition=Q(queue_rank__isnull=False)
            ),
            models.Index(
                fields=["assigned_to"], name="generation_assigned", condition=Q(assigned_to__isnull=False)
            ),
            models.Index(
                fields=["due_at"],
                name="generation_not_yet_overdue",
                condition=Q(queue_rank__isnull=False, is_overdue=False),
            ),
            models.Index(
                fields=["status", "enqueued_at"],
                name="generation_unfinished",
                condition=Q(status__in=["queued", "running"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["request", "variant"], name="generation_variant_once_a_request"),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running", "ready", "failed", "cancelled"]),
                name="generation_status_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    review_status__in=[
                        "draft",
                        "submitted",
                        "in_review",
                        "changes_requested",
                        "approved",
                        "rejected",
                        "withdrawn",
                        "superseded",
                        "archived",
                    ]
                ),
                name="generation_review_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status="running") | Q(lease_token__isnull=False, lease_expires_at__isnull=False),
                name="generation_running_has_a_lease",
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(current_revision__isnull=False),
                name="generation_ready_has_words",
            ),
            models.CheckConstraint(
                condition=Q(status="ready") | Q(review_status__in=["draft", "archived"]),
                name="generation_reviewed_only_when_ready",
            ),
            models.CheckConstraint(
                condition=Q(review_status__in=["draft", "changes_requested", "superseded", "archived"])
                | ~Q(frozen_hash=""),
                name="generation_under_review_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(review_status="in_review", held_by__isnull=False, held_until__isnull=False)
                | (~Q(review_status="in_review") & Q(held_by=None, held_until=None)),
                name="generation_in_review_is_held",
            ),
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0), name="generation_cost_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.working_title

    @property
    def working_title(self) -> str:
        """What a draft is called before it has words."""
        names = {"tool": self.tool.replace("_", " ").capitalize(), "campaign": self.campaign.name}
        return str(_("%(tool)s for %(campaign)s") % names)

    @property
    def is_unfinished(self) -> bool:
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def is_under_review(self) -> bool:
        return self.review_status in (self.ReviewStatus.SUBMITTED, self.ReviewStatus.IN_REVIEW)

    @property
    def is_ready(self) -> bool:
        return self.status == self.Status.READY

    def is_approved(self, now: datetime) -> bool:
        """Say whether the words may be used: approved, and past the moment in which that can be undone."""
        approved = self.review_status == self.ReviewStatus.APPROVED and self.decided_at is not None
        return approved and self.decided_at + UNDO_WINDOW <= now  # type: ignore[operator]

    def can_be_edited_by(self, user: User) -> bool:
        """By a marketer, before it is put to review and after changes were requested."""
        open_to_edits = (self.ReviewStatus.DRAFT, self.ReviewStatus.CHANGES_REQUESTED)
        return self.is_ready and user.is_marketer and self.review_status in open_to_edits

    def can_be_submitted_by(self, user: User) -> bool:
        return self.can_be_edited_by(user)

    def can_be_recalled_by(self, user: User) -> bool:
        return self.review_status == self.ReviewStatus.SUBMITTED and self.requested_by_id == user.pk

    def can_be_cancelled_by(self, user: User) -> bool:
        return self.is_unfinished and user.is_marketer

    def can_be_regenerated_by(self, user: User) -> bool:
        """Another try leaves this draft as it is, so that only drafts at work or under review refuse it."""
        return user.is_marketer and not self.is_unfinished and not self.is_under_review

    def can_be_archived_by(self, user: User) -> bool:
        """By marketers; what is approved only by leads, since it is out of use from then on."""
        settled = not self.is_unfinished and self.review_status != self.ReviewStatus.ARCHIVED
        may = user.is_lead or (user.is_marketer and self.review_status != self.ReviewStatus.APPROVED)
        return settled and not self.is_under_review and may

    @property
    def letter(self) -> str:
        """A, B, C or D: how people name a variant."""
        return letter_of(self.variant)


def letter_of(variant: int) -> str:
    return "ABCD"[variant - 1]
