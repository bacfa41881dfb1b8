"""Which models a tier asks, and what a model costs and can do."""

import re
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from generation.models.money import NanoUsdField
from generation.models.prompt import PromptVersion

MOST_MODELS = 8
_MODEL_ID = re.compile(r"[~@\w][\w.:/@+~-]{0,119}", re.ASCII)


def check_models(value: Any) -> None:
    """Refuse what is no list of distinct model ids, best first.

    Raises:
        ValidationError: it says which entry is at fault.
    """
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_MODELS:
        raise ValidationError(_now("Name one to %(most)s models.") % {"most": MOST_MODELS})
    for model in value:
        if not isinstance(model, str) or not _MODEL_ID.fullmatch(model):
            raise ValidationError(_now("“%(model)s” is no model id.") % {"model": str(model)[:120]})
    if len(set(value)) < len(value):
        raise ValidationError(_now("A model is named twice."))


class ModelTier(models.Model):
    """The models of a tier, in the order of asking. Until an admin edits it, the settings rule."""

    tier = models.CharField(_("tier"), max_length=10, choices=PromptVersion.Tier, unique=True)
    model_ids = models.JSONField(_("models, best first"), default=list, blank=True, validators=[check_models])
    prompt_ceiling = NanoUsdField(
        _("most for a million prompt tokens, in US dollars"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    completion_ceiling = NanoUsdField(
        _("most for a million tokens of an answer, in US dollars"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    edited_at = models.DateTimeField(_("edited"), null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("edited by"),
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        constraints = [
            models.CheckConstraint(
                condition=Q(tier__in=["fast", "standard", "creative"]), name="model_tier_known"
            ),
            models.CheckConstraint(
                condition=Q(prompt_ceiling=None, completion_ceiling=None)
                # Comparing null is neither true nor false, and a check passes then.
                | Q(
                    prompt_ceiling__isnull=False,
                    completion_ceiling__isnull=False,
                    prompt_ceiling__gte=0,
                    completion_ceiling__gte=0,
                ),
                name="model_tier_has_both_ceilings_or_none",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_tier_display())


class ModelPrice(models.Model):
    """What is known of a model: from the provider's catalogue, or from an admin, whose word counts more.

    Prices are US dollars a million tokens, stored as billionths of a dollar: exact to 1e-15 USD a token, in
    the unit that people read. In whole 1e-9 USD a token, a cached token at $0.0004 a million would be lost.
    """

    class Source(models.TextChoices):
        PROVIDER = "provider", _("Provider")
        OPERATOR = "operator", _("Entered by hand")

    model = models.CharField(_("model"), max_length=120)
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.OPERATOR)
    prompt = NanoUsdField(_("prompt"), null=True, blank=True)
    completion = NanoUsdField(_("answer"), null=True, blank=True)
    request = NanoUsdField(_("each request"), null=True, blank=True)
    """US dollars, whatever the length."""
    cache_read = NanoUsdField(_("prompt read from a cache"), null=True, blank=True)
    cache_write = NanoUsdField(_("prompt written to a cache"), null=True, blank=True)
    overrides = models.JSONField(_("prices for long prompts"), default=list, blank=True, editable=False)
    """As `llm_client.prices.PriceOverride`."""
    context_length = models.PositiveIntegerField(
        _("longest prompt and answer, in tokens"), null=True, blank=True
    )
    max_completion_tokens = models.PositiveIntegerField(_("longest answer, in tokens"), null=True, blank=True)
    supported_parameters = models.JSONField(_("parameters"), default=list, blank=True, editable=False)
    expires_on = models.DateField(_("may be gone after"), null=True, blank=True)
    synced_at = models.DateTimeField(_("as of"))

    class Meta:
        ordering = ["model", "source"]
        verbose_name = _("model price")
        verbose_name_plural = _("model prices")
        indexes = [models.Index(fields=["source", "-synced_at"], name="model_price_newest")]
        constraints = [
            models.UniqueConstraint(fields=["model", "source"], name="model_price_once_a_source"),
            models.CheckConstraint(
                condition=Q(source__in=["provider", "operator"]), name="model_price_source_known"
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{name: None}) | Q(**{f"{name}__gte": 0}),
                    name=f"model_price_{name}_not_negative",
                )
                for name in ("prompt", "completion", "request", "cache_read", "cache_write")
            ),
        ]

    def __str__(self) -> str:
        return self.model
