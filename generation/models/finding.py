"""What the checks found in the words of a draft."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from generation.models.generation import Generation
from generation.models.history import AppendOnly


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
