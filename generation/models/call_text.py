"""What a model was sent and what it answered, without personal data. Kept for a while, and erasable."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from generation.models.llm_call import LLMCall


class CallText(models.Model):
    """The words of one call that succeeded, as they left the redactor and before anything was put back.

    Not part of the append-only record: the law, a purge or the end of its time takes it away.
    """

    call = models.OneToOneField(LLMCall, on_delete=models.CASCADE, primary_key=True, related_name="text")
    messages = models.JSONField()
    """As they were sent: a list of objects with `role` and `content`."""
    answer = models.TextField()
    answer_key = models.CharField(max_length=64, blank=True)
    """Identical requests have the same. Empty where the answer is not to be used again."""
    stored_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-stored_at"]
        verbose_name = _("text of a model call")
        verbose_name_plural = _("texts of model calls")
        indexes = [
            models.Index(
                fields=["answer_key", "-stored_at"], name="call_text_reusable", condition=~Q(answer_key="")
            ),
            models.Index(fields=["stored_at"], name="call_text_oldest"),
        ]

    def __str__(self) -> str:
        return f"Text of call {self.call_id}"
