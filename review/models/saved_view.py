"""A list of the queue that a person comes back to."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

MOST_VIEWS = 12


class SavedView(models.Model):
    """A name for an address of the queue. The address says it all, so that it can be shared without it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(_("name"), max_length=40)
    query = models.CharField(_("query"), max_length=600)
    """As `review.selection.Selection.query` writes it."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_view_name_once_a_person")]

    def __str__(self) -> str:
        return self.name
