"""Budgets, the ledger that they are kept by, and what of it falls into each of their periods."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from generation.models.campaign import Brand, Campaign
from generation.models.history import AppendOnly
from generation.models.llm_call import LLMCall
from generation.models.money import NanoUsdField

MOST_THRESHOLDS = 6


def default_thresholds() -> list[int]:
    return [50, 80, 100]


def check_thresholds(value: Any) -> None:
    """Accept a short list of percentages: whole numbers from 1 to 100."""
    fits = isinstance(value, list) and len(value) <= MOST_THRESHOLDS
    if not fits or not all(type(share) is int and 1 <= share <= 100 for share in value):
        raise ValidationError(_("Write up to six percentages from 1 to 100, such as 50, 80, 100."))


class Budget(models.Model):
    """A limit on what model calls may cost in a day, a week or a month.

    What it covers never changes, so that its history stays true: make another budget instead.
    """

    class Scope(models.TextChoices):
        EVERYTHING = "everything", _("Everything")
        BRAND = "brand", _("A brand")
        CAMPAIGN = "campaign", _("A campaign")
        PERSON = "person", _("A person, or each person")
        TOOL = "tool", _("A tool")

    class Period(models.TextChoices):
        DAY = "day", _("Day")
        WEEK = "week", _("Week, from Monday")
        MONTH = "month", _("Month")

    name = models.CharField(_("name"), max_length=80, unique=True)
    scope = models.CharField(_("covers"), max_length=12, choices=Scope, default=Scope.EVERYTHING)
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("brand")
    )
    campaign = models.ForeignKey(
        Campaign,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("campaign"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
        help_text=_("Leave it empty to give each person a limit of their own."),
    )
    tool = models.CharField(_("tool"), max_length=40, blank=True)
    period = models.CharField(_("starts anew every"), max_length=8, choices=Period, default=Period.MONTH)
    limit = NanoUsdField(_("limit in US dollars"))
    """No call is sent whose worst case does not fit below it."""
    thresholds = models.JSONField(
        _("tell the admins at, in %"), default=default_thresholds, blank=True, validators=[check_thresholds]
    )
    """Percentages of the limit; one alert each a period."""
    active = models.BooleanField(
        _("active"), default=True, help_text=_("A budget that is not active refuses nothing.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        constraints = [
            models.CheckConstraint(
                condition=Q(scope="everything", brand=None, campaign=None, person=None, tool="")
                | Q(scope="brand", brand__isnull=False, campaign=None, person=None, tool="")
                | Q(scope="campaign", brand=None, campaign__isnull=False, person=None, tool="")
                | Q(scope="person", brand=None, campaign=None, tool="")
                | (Q(scope="tool", brand=None, campaign=None, person=None) & ~Q(tool="")),
                name="budget_target_fits_its_scope",
            ),
            models.CheckConstraint(
                condition=Q(period__in=["day", "week", "month"]), name="budget_period_known"
            ),
            models.CheckConstraint(condition=Q(limit__gte=0), name="budget_limit_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_for_each_person(self) -> bool:
        return self.scope == self.Scope.PERSON and self.person_id is None


class BudgetPeriod(models.Model):
    """What the ledger holds of one period of a budget, added up.

    It is derived: made and counted anew from the ledger at any time, and changed only by conditional
    UPDATE in the transaction that appends to the ledger.
    """

    budget = models.ForeignKey(
        Budget, on_delete=models.CASCADE, related_name="periods", db_index=False, verbose_name=_("budget")
    )
    owner = models.BigIntegerField(_("person"), default=0)
    """Whose it is, where each person has a limit of their own; else 0 (null would not be unique)."""
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    """The first moment of the next period."""
    spent = NanoUsdField(_("spent"), default=0)
    """Below zero only where a correction gave back more than was booked before it."""
    reserved = NanoUsdField(_("set aside"), default=0)
    alerted = models.PositiveSmallIntegerField(_("told at, in %"), default=0)
    """The highest threshold that the admins were told of."""
    counted_at = models.DateTimeField(_("counted"))
    """When it was last added up from the ledger; since then it was kept in step."""

    class Meta:
        ordering = ["-starts", "-id"]
        verbose_name = _("budget period")
        verbose_name_plural = _("budget periods")
        constraints = [
            models.UniqueConstraint(fields=["budget", "owner", "starts", "ends"], name="budget_period_once"),
            models.CheckConstraint(condition=Q(reserved__gte=0), name="budget_period_reserved_not_negative"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="budget_period_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.budget_id}: {self.starts:%Y-%m-%d}"


class LedgerEntry(AppendOnly):
    """One movement of money. What refuses, what is booked and what is shown are sums of these."""

    class Kind(models.TextChoices):
        RESERVE = "reserve", _("Set aside")
        SETTLE = "settle", _("Booked")
        RELEASE = "release", _("Given back")
        CORRECT = "correct", _("Corrected")

    kind = models.CharField(_("what"), max_length=8, choices=Kind)
    call = models.ForeignKey(
        LLMCall,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_entries",
        verbose_name=_("model call"),
    )
    booked = NanoUsdField(_("booked"), null=True, default=0)
    """What it adds to the money spent, in US dollars. Null is unknown; limits count it as nothing."""
    held = NanoUsdField(_("set aside"), null=True, default=0)
    """What it adds to the money set aside, or takes from it. Null: the price was not known."""
    estimated = models.BooleanField(_("estimated"), default=False)
    """The real cost could not be learned, so what was set aside is booked."""
    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    campaign = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("person"),
    )
    tool = models.CharField(_("tool"), max_length=40, blank=True)
    counts_in = models.DateTimeField(_("counts in"))
    """The moment that decides its period: when the money was set aside. What follows lands there too."""
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("by"),
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        indexes = [
            models.Index(fields=["counts_in"], name="ledger_of_period"),
            models.Index(fields=["brand", "counts_in"], name="ledger_of_brand"),
            models.Index(fields=["campaign", "counts_in"], name="ledger_of_campaign"),
            models.Index(fields=["person", "counts_in"], name="ledger_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["call"], name="ledger_call_reserves_once", condition=Q(kind="reserve")
            ),
            models.UniqueConstraint(
                fields=["call"], name="ledger_call_closes_once", condition=Q(kind__in=["settle", "release"])
            ),
            models.UniqueConstraint(
                fields=["call"],
                name="ledger_call_corrected_once",
                condition=Q(kind="correct", call__isnull=False),
            ),
            models.CheckConstraint(
                condition=(Q(kind="reserve", booked=0) & (Q(held=None) | Q(held__gte=0)))
                | (Q(kind="settle", held__lte=0) & (Q(booked=None) | Q(booked__gte=0)))
                | Q(kind="release", booked=0, held__lte=0)
                | Q(kind="correct", booked__isnull=False, held=0),
                name="ledger_entry_moves_as_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(kind="correct") | Q(call__isnull=False), name="ledger_entry_names_its_call"
            ),
            models.CheckConstraint(
                condition=~Q(kind="correct") | ~Q(reason=""), name="ledger_correction_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.counts_in:%Y-%m-%d}"
