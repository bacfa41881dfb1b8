"""What an admin should know of now: raised by the machine, open until it is cleared or marked as done."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> "AlertQuerySet":
        return self.filter(resolved_at=None)

    def done(self) -> "AlertQuerySet":
        return self.exclude(resolved_at=None)


class Alert(models.Model):
    """One matter, told once: while it is open, the same kind and subject only counts up."""

    class Severity(models.TextChoices):
        NOTE = "note", _("Note")
        WARNING = "warning", _("Warning")
        CRITICAL = "critical", _("Critical")

    kind = models.CharField(_("kind"), max_length=60)
    """A stable name such as `budget.used_up`."""
    subject = models.CharField(_("about"), max_length=200)
    message = models.CharField(_("message"), max_length=500)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity, default=Severity.WARNING)
    first_at = models.DateTimeField(_("first seen"))
    last_at = models.DateTimeField(_("last seen"))
    count = models.PositiveIntegerField(_("times"), default=1)
    resolved_at = models.DateTimeField(_("done"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("done by"),
    )
    """Null where the machine saw that the matter was over."""
    mailed_at = models.DateTimeField(null=True, editable=False)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-last_at", "-id"]
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        indexes = [
            models.Index(fields=["-last_at", "-id"], name="alert_newest"),
            models.Index(fields=["mailed_at"], name="alert_to_mail", condition=Q(mailed_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], name="alert_open_once", condition=Q(resolved_at=None)
            ),
            models.CheckConstraint(
                condition=Q(severity__in=["note", "warning", "critical"]), name="alert_severity_known"
            ),
            models.CheckConstraint(
                condition=Q(resolved_by=None) | Q(resolved_at__isnull=False), name="alert_done_by_has_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.subject
