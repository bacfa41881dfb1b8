"""Who has to approve: a policy for a brand, a tool and a risk, its stages in order, its reminders."""

from typing import Any, ClassVar

from django.contrib.auth.models import Group
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from generation.models import Brand, Generation
from generation.models.history import AppendOnly

MOST_HOURS = 24 * 90
MOST_APPROVALS = 9


class Risk(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


def _hours(label: Any, help_text: Any) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(
        label,
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_HOURS)],
        help_text=help_text,
    )


class ReviewPolicy(models.Model):
    """What a draft has to pass. Copied into each submission: a change is for later ones only."""

    name = models.CharField(_("name"), max_length=80)
    brand = models.ForeignKey(
        Brand,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="review_policies",
        verbose_name=_("brand"),
        help_text=_("Empty: every brand."),
    )
    tool = models.CharField(
        _("tool"), max_length=40, blank=True, default="", help_text=_("Empty: every tool.")
    )
    risk = models.CharField(
        _("risk"), max_length=10, choices=Risk, blank=True, default="", help_text=_("Empty: every risk.")
    )
    due_hours = _hours(_("due after, in hours"), _("Counted from the submission. Empty: no due time."))
    remind_hours = _hours(
        _("remind before, in hours"), _("How long before it is due whoever must approve is reminded.")
    )
    escalate_hours = _hours(
        _("escalate after, in hours"), _("How long after it was due the review leads are told.")
    )

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("review policy")
        verbose_name_plural = _("review policies")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["brand", "tool", "risk"],
                name="review_policy_one_a_case",
                violation_error_message=_("There is a policy for this brand, tool and risk already."),
            ),
            models.UniqueConstraint(
                fields=["tool", "risk"],
                condition=Q(brand=None),
                name="review_policy_one_a_case_of_all_brands",
                violation_error_message=_("There is a policy for every brand, this tool and risk already."),
            ),
            models.CheckConstraint(
                condition=Q(risk__in=["", "high", "medium", "low"]), name="review_policy_risk_known"
            ),
            models.CheckConstraint(
                condition=Q(due_hours__isnull=False) | Q(remind_hours=None, escalate_hours=None),
                name="review_policy_reminds_of_what_is_due",
                violation_error_message=_("A reminder and an escalation need a due time."),
            ),
            models.CheckConstraint(
                condition=Q(remind_hours=None) | Q(remind_hours__lte=F("due_hours")),
                name="review_policy_reminds_after_the_submission",
                violation_error_message=_("The reminder would come before the draft is submitted."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReviewStage(models.Model):
    """One step of a policy: which group approves, and how many of it."""

    policy = models.ForeignKey(
        ReviewPolicy, on_delete=models.CASCADE, related_name="stages", verbose_name=_("policy")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    name = models.CharField(_("name"), max_length=60, help_text=_("What people read: Brand, Legal…"))
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("group"),
        help_text=_("Only its members approve here. They must be reviewers too, to open the desk."),
    )
    everyone = models.BooleanField(
        _("everyone of the group"),
        default=False,
        help_text=_("All members who did not ask for the draft or write part of it."),
    )
    approvals = models.PositiveSmallIntegerField(
        _("approvals"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_APPROVALS)],
        help_text=_("How many different people, where anyone of the group may approve."),
    )
    outside = models.BooleanField(
        _("outside approver"),
        default=False,
        help_text=_("Somebody without an account approves here, by a link."),
    )

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("review stage")
        verbose_name_plural = _("review stages")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["policy", "position"], name="review_stage_one_a_place"),
            models.CheckConstraint(
                condition=Q(group__isnull=False, outside=False) | Q(group=None, outside=True, everyone=False),
                name="review_stage_of_a_group_or_outside",
                violation_error_message=_("Choose a group, or an outside approver, not both."),
            ),
            models.CheckConstraint(
                condition=Q(approvals__gte=1, approvals__lte=MOST_APPROVALS),
                name="review_stage_has_an_approval",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Nudge(AppendOnly):
    """People were told that a draft waits. The moment for it came once, so that they are told once."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder")
        OVERDUE = "overdue", _("Overdue")
        ESCALATED = "escalated", _("Escalated")

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="nudges")
    kind = models.CharField(max_length=10, choices=Kind)
    due = models.DateTimeField()
    """When it was time."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        verbose_name = _("nudge")
        verbose_name_plural = _("nudges")
        constraints = [models.UniqueConstraint(fields=["generation", "kind", "due"], name="nudge_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due:%Y-%m-%d %H:%M}"
