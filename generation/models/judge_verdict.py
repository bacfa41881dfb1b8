"""What a judge said of one version of the words, to be held against what people decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from generation.models.history import AppendOnly
from generation.models.prompt import PromptVersion
from generation.models.revision import Revision


class JudgeVerdict(AppendOnly):
    class Outcome(models.TextChoices):
        PROBLEM = "problem", _("Problem")
        FINE = "fine", _("Fine")
        CANNOT_ASSESS = "cannot_assess", _("Can’t say")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="verdicts")
    judge = models.CharField(_("judge"), max_length=40)
    prompt_version = models.ForeignKey(PromptVersion, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(_("model"), max_length=120)
    verdict = models.CharField(_("verdict"), max_length=16, choices=Outcome)
    evidence = models.CharField(_("quotation"), max_length=600, blank=True)
    reason = models.CharField(_("reason"), max_length=600, blank=True)
    created_at = models.DateTimeField(_("time"), auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("verdict of a judge")
        verbose_name_plural = _("verdicts of judges")
        indexes = [models.Index(fields=["judge", "-id"], name="judge_verdict_newest")]
        constraints = [
            models.UniqueConstraint(fields=["revision", "judge"], name="judge_verdict_once_a_revision"),
            models.CheckConstraint(
                condition=Q(verdict__in=["problem", "fine", "cannot_assess"]), name="judge_verdict_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.judge}: {self.verdict}"
