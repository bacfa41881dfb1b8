"""One attempt at a model. Its row is committed before the request leaves this machine."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from generation.models.generation import Generation
from generation.models.money import NanoUsdField
from generation.models.prompt import PromptVersion


class LLMCall(models.Model):
    class Status(models.TextChoices):
        STARTED = "started", _("Started")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Unknown")

    class Purpose(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REPAIR = "repair", _("Repair")
        JUDGE = "judge", _("Judge")

    generation = models.ForeignKey(Generation, on_delete=models.PROTECT, related_name="llm_calls")
    prompt_version = models.ForeignKey(PromptVersion, on_delete=models.PROTECT, null=True, related_name="+")
    lease_token = models.UUIDField()
    """Which worker made the attempt: the token it held."""
    attempt = models.PositiveSmallIntegerField()
    """Counts all attempts for the draft, over models, repairs and workers."""
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.DRAFT)
    status = models.CharField(max_length=10, choices=Status, default=Status.STARTED)
    model_asked = models.CharField(max_length=120)
    key_fingerprint = models.CharField(max_length=16, blank=True)
    """Stands for the key that it was asked with, as in `KeyState`."""
    model_answered = models.CharField(max_length=120, blank=True)
    provider = models.CharField(max_length=80, blank=True)
    upstream_id = models.CharField(max_length=120, blank=True)
    finish_reason = models.CharField(max_length=40, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True)
    input_tokens = models.PositiveIntegerField(null=True)
    output_tokens = models.PositiveIntegerField(null=True)
    cost = NanoUsdField(null=True)
    """As the provider reported it. Null is unknown, never free."""
    latency_ms = models.PositiveIntegerField(null=True)
    error_type = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=500, blank=True)
    correlation_id = models.CharField(max_length=64)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)
    lookups = models.PositiveSmallIntegerField(default=0)
    """How often the provider was asked what an attempt of unknown cost came to."""
    next_lookup_at = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)
    """When that was found out, or given up on. Null where it is open, or was never in doubt."""

    class Meta:
        ordering = ["id"]
        verbose_name = _("model call")
        verbose_name_plural = _("model calls")
        indexes = [
            models.Index(fields=["-started_at"], name="llm_call_newest"),
            models.Index(
                fields=["status", "finished_at"],
                condition=Q(cost=None, reconciled_at=None) & ~Q(status="failed"),
                name="llm_call_cost_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["generation", "attempt"], name="llm_call_attempt_once"),
            models.CheckConstraint(
                condition=Q(status__in=["started", "succeeded", "failed", "unknown"]),
                name="llm_call_status_known",
            ),
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost__gte=0), name="llm_call_cost_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model_asked} #{self.attempt} {self.status}"
