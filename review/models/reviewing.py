"""What a reviewer leaves behind: submissions looked at, claims held, decisions taken, comments."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from generation.models import Generation, Revision
from generation.models.history import AppendOnly, ErasableQuerySet


class Submission(AppendOnly):
    """The exact bytes that were put to review: content, renditions, brand kit, hashed together."""

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="submissions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="submissions")
    frozen_hash = models.CharField(max_length=64)
    renditions = models.JSONField()
    """Format to SHA-256 of the kept `Rendition`."""
    brand_kit = models.JSONField()
    plan = models.JSONField(default=dict)
    """The stages to pass, as the policy in force asked for them then; empty where none did."""
    remind_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    escalate_at = models.DateTimeField(null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")

    def __str__(self) -> str:
        return f"{self.generation_id} {self.frozen_hash[:12]}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)

    def expired(self, now: datetime) -> Self:
        return self.open().filter(expires_at__lte=now)


class Claim(models.Model):
    """A reviewer's hold on a draft. At most one is open for each draft."""

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="claims_held")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="claims")
    claimed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = [
            models.Index(fields=["expires_at"], name="claim_open_by_expiry", condition=Q(ended_at=None))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["generation"], condition=Q(ended_at=None), name="claim_one_open_a_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} until {self.expires_at:%H:%M}"


class DecisionQuerySet(ErasableQuerySet["Decision"]):
    words = ("note", "set_aside_because")


class Decision(AppendOnly):
    """What a reviewer decided about which bytes, and why. An undo is a decision of its own."""

    class Verdict(models.TextChoices):
        STAGE_APPROVED = "stage_approved", _("Stage approved")
        APPROVED = "approved", _("Approved")
        CHANGES_REQUESTED = "changes_requested", _("Changes requested")
        REJECTED = "rejected", _("Rejected")
        UNDONE = "undone", _("Undone")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REOPENED = "reopened", _("Reopened")

    class Reason(models.TextChoices):
        FACT_ERROR = "fact_error", _("Fact error")
        OFF_BRAND = "off_brand", _("Off brand")
        LEGAL = "legal", _("Legal or compliance")
        LOW_QUALITY = "low_quality", _("Low quality")
        TOO_LONG = "too_long", _("Too long")
        WEAK_CTA = "weak_cta", _("Weak call to action")
        DUPLICATE = "duplicate", _("Duplicate")
        NOT_NEEDED = "not_needed", _("Not needed")
        OTHER = "other", _("Other")

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="decisions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="decisions")
    verdict = models.CharField(max_length=20, choices=Verdict)
    frozen_hash = models.CharField(max_length=64)
    """The bytes that were seen when this was decided."""
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, null=True, related_name="decisions")
    """What an approval counts for: every submission begins at its first stage."""
    stage = models.PositiveSmallIntegerField(null=True)
    """Place in the plan of the stage that was approved, from 0."""
    closes_stage = models.BooleanField(default=False)
    """Nothing was missing at that stage afterwards."""
    confirmed = models.JSONField(default=list)
    """What the approver said to have checked, in the words of the boxes."""
    set_aside = models.JSONField(default=list)
    """The rules that an approval by a review lead set aside, in words; empty where it kept all of them."""
    set_aside_because = models.TextField(max_length=2000, blank=True)
    """Erasable, where the law asks for it, as the note is."""
    reasons = models.JSONField(default=list)
    note = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    decided_outside = models.CharField(max_length=160, blank=True)
    """Who decided, where it was somebody without an account."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DecisionQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        indexes = [
            models.Index(fields=["decided_by", "-created_at"], name="decision_of_person"),
            models.Index(fields=["-created_at", "-id"], name="decision_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=["stage_approved", "approved", "undone"]) | ~Q(note=""),
                name="decision_against_the_draft_has_a_note",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False, decided_outside="")
                | (Q(decided_by=None) & ~Q(decided_outside="")),
                name="decision_by_one_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} · {self.who}"

    @property
    def who(self) -> str:
        """The name of whoever decided."""
        return self.decided_by.display_name if self.decided_by else self.decided_outside

    @property
    def reason_labels(self) -> list[str]:
        return [str(self.Reason(reason).label) for reason in self.reasons if reason in self.Reason.values]


class ChainCheck(AppendOnly):
    """One verification of the audit log's chain, as the audit page tells of it."""

    checked_at = models.DateTimeField()
    sequence = models.BigIntegerField()
    """Of the last seal; 0 where there was none."""
    hash = models.CharField(max_length=64)
    unsealed = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    """The first place where the chain did not hold; empty where it held."""

    class Meta:
        ordering = ["-checked_at", "-id"]
        verbose_name = _("check of the audit log")
        verbose_name_plural = _("checks of the audit log")
        indexes = [models.Index(fields=["-checked_at", "-id"], name="chain_check_newest")]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.problem or self.hash[:12]}"
