"""Who of many identical requests asks the model just now."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from generation.models.generation import Generation


class AnswerInFlight(models.Model):
    """One row a question that a worker is asking. It counts as long as that worker owns its draft.

    So no lease of its own has to be renewed: a worker that dies, or whose draft is cancelled, loses both.
    """

    key = models.CharField(max_length=64, primary_key=True)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="+")
    holder = models.UUIDField()
    """The token of the lease under which the worker asks."""
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-since"]
        verbose_name = _("question in flight")
        verbose_name_plural = _("questions in flight")
        indexes = [models.Index(fields=["since"], name="answer_in_flight_oldest")]

    def __str__(self) -> str:
        return f"{self.key[:12]} by {self.generation_id}"
