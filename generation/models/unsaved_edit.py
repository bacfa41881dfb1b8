"""What a person typed into a draft's edit form and has not saved."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from generation.models.generation import Generation


class UnsavedEdit(models.Model):
    """Kept for its writer alone, until they save or discard it. It is no revision: nobody reviews it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="+")
    based_on = models.PositiveIntegerField()
    """The number of the revision that they had before them."""
    words = models.JSONField()
    """The texts by their paths in the content."""
    kept_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-kept_at"]
        verbose_name = _("unsaved edit")
        verbose_name_plural = _("unsaved edits")
        indexes = [models.Index(fields=["kept_at"], name="unsaved_edit_oldest")]
        constraints = [
            models.UniqueConstraint(fields=["user", "generation"], name="unsaved_edit_one_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.generation_id}"
