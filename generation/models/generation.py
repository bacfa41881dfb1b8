"""A request for drafts, each draft that comes of it, and what the checks found in its words."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.brief import Brief
from generation.models.campaign import Brand, Campaign
from generation.models.history import AppendOnly
from generation.models.money import NanoUsdField
from generation.models.prompt import PromptVersion

MAX_VARIANTS = 4
MAX_CANDIDATES = 3
MOST_BACKOFF = 6
UNDO_WINDOW = timedelta(seconds=10)
QUEUE_ORDER = ("queue_rank", "submitted_at", "id")
"""Overdue first, then by risk, the longest waiting first; ties by id, so that paging is stable."""


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
        status = Generation.Status
        return self.filter(Q(status=status.QUEUED) | Q(status=status.RUNNING, lease_expires_at__lt=now))

    def to_requeue(self, now: datetime, *, after: timedelta) -> Self:
        """Drafts whose message in the broker was never sent, was lost, or died with its worker.

        In a long queue messages only wait. So a draft is sent again after `after`, then after twice as
        long, and so on up to 32 times: few messages too many, and none lost for good.
        """
        status = Generation.Status
        hint_is_old = Q(enqueued_at=None)
        for sent in range(MOST_BACKOFF + 1):
            count = Q(hints__gte=sent) if sent == MOST_BACKOFF else Q(hints=sent)
            hint_is_old |= count & Q(enqueued_at__lt=now - after * 2 ** max(sent - 1, 0))
        return self.filter(
            (Q(status=status.QUEUED) & hint_is_old)
            | (
                Q(status=status.RUNNING, lease_expires_at__lt=now)
                & (hint_is_old | Q(enqueued_at__lt=F("lease_expires_at")))
            )
        )


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

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Writing")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Not written")
        CANCELLED = "cancelled", _("Cancelled")

    class Stage(models.TextChoices):
        """Where a running draft is, for the progress that a person watches."""

        QUEUED = "queued", _("Queued")
        PREPARING = "preparing", _("Preparing the brief")
        WRITING = "writing", _("Writing")
        CHECKING = "checking", _("Checking")
        DONE = "done", _("Ready")

    class Source(models.TextChoices):
        MODEL = "model", _("Written by a model")
        CACHE = "cache", _("From an earlier draft")
        TEMPLATE = "template", _("Template, not AI")

    class ReviewStatus(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Needs review")
        IN_REVIEW = "in_review", _("In review")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        SUPERSEDED = "superseded", _("Superseded")
        ARCHIVED = "archived", _("Archived")

    class RiskBand(models.IntegerChoices):
        LOW = 0, _("Low")
        MEDIUM = 1, _("Medium")
        HIGH = 2, _("High")

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


class Finding(AppendOnly):
    """What a check found in one revision. Written with the revision and never changed."""

    class Severity(models.TextChoices):
        MUST_FIX = "must_fix", _("Must fix")
        CHECK = "check", _("Check")
        NOTE = "note", _("Note")

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="findings")
    revision = models.ForeignKey("generation.Revision", on_delete=models.PROTECT, related_name="findings")
    rule = models.CharField(max_length=60)
    severity = models.CharField(max_length=10, choices=Severity)
    field = models.CharField(max_length=80, blank=True)
    message = models.CharField(max_length=300)
    detail = models.CharField(max_length=500, blank=True)
    quote = models.CharField(max_length=300, blank=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    suggestion = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        indexes = [
            models.Index(fields=["revision", "id"], name="finding_of_revision"),
            models.Index(fields=["rule", "revision"], name="finding_of_rule"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(severity__in=["must_fix", "check", "note"]), name="finding_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(end__gte=F("start")), name="finding_span_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_severity_display()}: {self.message}"
