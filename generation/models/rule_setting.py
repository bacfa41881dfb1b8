"""What a brand decided about a rule: whether it is asked, how strict it is, what it leaves alone."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm_llm import rows
from generation.checks.types import RuleSetting as Setting
from generation.checks.types import Severity
from generation.models.campaign import Brand


class RuleSettingQuerySet(models.QuerySet["RuleSetting"]):
    def values_of(self, brand: Brand) -> tuple[Setting, ...]:
        """Return what the brand decided, as the checks take it. One query."""
        columns = ("rule", "enabled", "severity", "terms")
        return tuple(_setting(*row) for row in rows.select(RuleSetting, columns, where={"brand": brand}))


class RuleSetting(models.Model):
    class Strictness(models.TextChoices):
        MUST_FIX = "must_fix", _("Must fix")
        CHECK = "check", _("Check")
        NOTE = "note", _("Note")

    brand = models.ForeignKey(
        Brand, on_delete=models.CASCADE, related_name="rule_settings", verbose_name=_("brand")
    )
    rule = models.CharField(_("rule"), max_length=80)
    enabled = models.BooleanField(_("asked"), default=True)
    severity = models.CharField(
        _("how strict"),
        max_length=10,
        choices=Strictness,
        blank=True,
        default="",
        help_text=_("Empty: as usual."),
    )
    terms = models.TextField(
        _("words to leave alone, one a line"),
        blank=True,
        default="",
        max_length=2000,
        validators=[MaxLengthValidator(2000)],
        help_text=_("What the rule finds is ignored where it holds one of these."),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar[Any] = RuleSettingQuerySet.as_manager()

    class Meta:
        ordering = ["brand__name", "rule"]
        verbose_name = _("rule of a brand")
        verbose_name_plural = _("rules of brands")
        constraints = [
            models.UniqueConstraint(fields=["brand", "rule"], name="rule_setting_once_a_brand"),
            models.CheckConstraint(
                condition=Q(severity__in=["", "must_fix", "check", "note"]),
                name="rule_setting_severity_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} · {self.brand}"


def _setting(rule: str, enabled: bool, severity: str, terms: str) -> Setting:
    return Setting(
        rule=rule,
        enabled=bool(enabled),
        severity=Severity(severity) if severity else None,
        terms=tuple(term.strip() for term in terms.splitlines() if term.strip()),
    )
