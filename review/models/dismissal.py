"""A finding that a reviewer looked at and found no problem."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from generation.models import Finding
from generation.models.history import AppendOnly, ErasableQuerySet


class DismissalQuerySet(ErasableQuerySet["FindingDismissal"]):
    words = ("reason",)


class FindingDismissal(AppendOnly):
    """Findings belong to a revision: in the next one the same thing is found, and looked at, again."""

    finding = models.OneToOneField(Finding, on_delete=models.PROTECT, related_name="dismissal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    """Erasable, where the law asks for it."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = DismissalQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        ordering = ["id"]
        verbose_name = _("dismissal of a finding")
        verbose_name_plural = _("dismissals of findings")

    def __str__(self) -> str:
        return self.reason[:60]
