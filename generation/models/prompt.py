"""Prompts, and their versions: a version is a draft, then published and never changed again."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from generation.canonical import content_hash
from generation.models.history import HistoryIsAppendOnly


class Prompt(models.Model):
    """One job that a model is given. `live_version` points at the words that are in use."""

    tool = models.CharField(_("tool"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    live_version = models.ForeignKey(
        "PromptVersion",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("live version"),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")

    def __str__(self) -> str:
        return self.name


class PromptVersionQuerySet(models.QuerySet["PromptVersion"]):
    def update(self, **kwargs: Any) -> int:
        if self.filter(status=PromptVersion.Status.PUBLISHED).exists():
            raise HistoryIsAppendOnly("A published prompt version is never changed. Save a new version.")
        return super().update(**kwargs)


class PromptVersion(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    class Tier(models.TextChoices):
        FAST = "fast", _("Fast")
        STANDARD = "standard", _("Standard")
        CREATIVE = "creative", _("Creative")

    prompt = models.ForeignKey(Prompt, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    system_template = models.TextField(
        _("system message"), max_length=20_000, validators=[MaxLengthValidator(20_000)]
    )
    user_template = models.TextField(
        _("user message"), max_length=20_000, validators=[MaxLengthValidator(20_000)]
    )
    tier = models.CharField(_("model tier"), max_length=10, choices=Tier, default=Tier.STANDARD)
    temperature_pct = models.PositiveSmallIntegerField(
        _("temperature, in hundredths"), default=70, validators=[MaxValueValidator(200)]
    )
    max_tokens = models.PositiveIntegerField(
        _("longest answer, in tokens"),
        default=2500,
        validators=[MinValueValidator(16), MaxValueValidator(32_000)],
    )
    may_fall_back = models.BooleanField(
        _("may use the tier's other models"),
        default=True,
        help_text=_("Off: only the first model of the tier is asked, and the template stands in for it."),
    )
    note = models.CharField(_("what changed and why"), max_length=300, blank=True)
    checksum = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, editable=False)

    objects = PromptVersionQuerySet.as_manager()

    class Meta:
        ordering = ["prompt", "-number"]
        verbose_name = _("prompt version")
        verbose_name_plural = _("prompt versions")
        constraints = [
            models.UniqueConstraint(fields=["prompt", "number"], name="prompt_version_number_once"),
            models.CheckConstraint(
                condition=Q(status="draft", published_at=None)
                | Q(status="published", published_at__isnull=False),
                name="prompt_version_published_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(temperature_pct__lte=200), name="prompt_temperature_at_most_2"
            ),
            models.CheckConstraint(condition=Q(max_tokens__gte=16), name="prompt_max_tokens_at_least_16"),
        ]

    def __str__(self) -> str:
        return f"{self.prompt} v{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if (
            not self._state.adding
            and type(self).objects.filter(pk=self.pk, status=self.Status.PUBLISHED).exists()
        ):
            raise HistoryIsAppendOnly("A published prompt version is never changed. Save a new version.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        if self.is_published:
            raise HistoryIsAppendOnly("A published prompt version is never deleted.")
        return super().delete(*args, **kwargs)

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED

    def compute_checksum(self) -> str:
        """Return the hash of all that changes what a model is sent.

        What is as usual is left out where it came later, so that older checksums stay as they are.
        """
        parts = [self.system_template, self.user_template, self.tier, self.temperature_pct, self.max_tokens]
        return content_hash(parts if self.may_fall_back else [*parts, "no fallback"])
