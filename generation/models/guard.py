"""What all workers share to spare a model, a key or a limit: rows changed by conditional UPDATE.

Moments that are computed with are whole numbers since 1970, which databases add and compare exactly:
microseconds where a breaker counts, nanoseconds where a bucket does.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

EVERY_KEY = ""
"""In place of a fingerprint: the row is about the model with any key, or a server that needs none."""


class Breaker(models.Model):
    """Whether a model is asked with a key at present. Without a row it is."""

    class State(models.TextChoices):
        CLOSED = "closed", _("Asked")
        OPEN = "open", _("Given a rest")

    class Forced(models.TextChoices):
        NOT = "", _("No, it decides itself")
        OPEN = "open", _("Never ask")
        CLOSED = "closed", _("Always ask")

    model = models.CharField(_("model"), max_length=120)
    key_fingerprint = models.CharField(_("key"), max_length=16, blank=True)
    """Of the key, never the key. `EVERY_KEY` where an admin decided for all of them."""
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CLOSED)
    window_began_us = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(_("failures"), default=0)
    successes = models.PositiveIntegerField(_("successes"), default=0)
    open_until_us = models.BigIntegerField(default=0)
    openings = models.PositiveIntegerField(_("openings in a row"), default=0)
    probe = models.CharField(max_length=32, blank=True)
    """The token of the one call that may try whether it works again."""
    probe_ends_us = models.BigIntegerField(default=0)
    era = models.PositiveIntegerField(default=0)
    """Counts openings and closings: how a call ended that began in an earlier one tells nothing of now."""
    last_error = models.CharField(_("last failure"), max_length=60, blank=True)
    forced = models.CharField(_("forced"), max_length=10, choices=Forced, default=Forced.NOT, blank=True)
    forced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("forced by"),
    )
    forced_reason = models.CharField(_("reason"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("since"), null=True)
    """When it last opened or closed, or was forced."""
    version = models.BigIntegerField(default=0)
    """Changes with each write, so that a write on what was read goes through only if nobody wrote since."""

    class Meta:
        ordering = ["model", "key_fingerprint"]
        verbose_name = _("breaker")
        verbose_name_plural = _("breakers")
        constraints = [
            models.UniqueConstraint(
                fields=["model", "key_fingerprint"], name="breaker_one_per_model_and_key"
            ),
            models.CheckConstraint(condition=Q(state__in=["closed", "open"]), name="breaker_state_known"),
            models.CheckConstraint(
                condition=Q(forced__in=["", "open", "closed"]), name="breaker_forced_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.key_fingerprint}".strip()


class RateLimit(models.Model):
    """How much may be asked a minute, or by a person a day. Without a row there is no limit."""

    class Scope(models.TextChoices):
        EVERYTHING = "everything", _("All calls together")
        KEY = "key", _("Each key")
        MODEL = "model", _("Each model")
        PERSON = "person", _("Each person")

    scope = models.CharField(_("applies to"), max_length=10, choices=Scope)
    target = models.CharField(
        _("only for"),
        max_length=150,
        blank=True,
        help_text=_(
            "A model’s id, a key’s fingerprint or a person’s user name; empty for each of them. "
            "One that is named here has this limit instead of the general one."
        ),
    )
    requests_per_minute = models.PositiveIntegerField(_("requests a minute"), null=True, blank=True)
    tokens_per_minute = models.PositiveIntegerField(_("tokens a minute"), null=True, blank=True)
    requests_per_day = models.PositiveIntegerField(
        _("requests a day"), null=True, blank=True, help_text=_("For people only.")
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["scope", "target"]
        verbose_name = _("rate limit")
        verbose_name_plural = _("rate limits")
        constraints = [
            models.UniqueConstraint(fields=["scope", "target"], name="rate_limit_once_a_target"),
            models.CheckConstraint(
                condition=Q(scope__in=["everything", "key", "model", "person"]), name="rate_limit_scope_known"
            ),
            models.CheckConstraint(
                condition=~Q(scope="everything") | Q(target=""), name="rate_limit_everything_has_no_target"
            ),
            models.CheckConstraint(
                condition=Q(scope="person", requests_per_minute=None, tokens_per_minute=None)
                | (~Q(scope="person") & Q(requests_per_day=None)),
                name="rate_limit_minutes_for_calls_days_for_people",
            ),
            models.CheckConstraint(
                condition=(Q(requests_per_minute=None) | Q(requests_per_minute__gte=1))
                & (Q(tokens_per_minute=None) | Q(tokens_per_minute__gte=1)),
                name="rate_limit_lets_something_through",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()} {self.target}".strip()


class RateBucket(models.Model):
    """How full a limit is: the moment at which it would be empty again."""

    name = models.CharField(max_length=180, primary_key=True)
    """What is limited: `requests:model:openai/gpt-5-mini`."""
    empty_at_ns = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("rate bucket")
        verbose_name_plural = _("rate buckets")

    def __str__(self) -> str:
        return self.name


class PersonDay(models.Model):
    """How often a person asked for drafts on a day, in that person's time zone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    requests = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("day of a person")
        verbose_name_plural = _("days of people")
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="person_day_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class KeyState(models.Model):
    """A key that the provider refused, by its fingerprint. Without a row it is in use."""

    fingerprint = models.CharField(_("key"), max_length=16, primary_key=True)
    out_until = models.DateTimeField(_("out until"), null=True, blank=True)
    """Then it is tried again. Null where it is in use."""
    refusals = models.PositiveIntegerField(_("refusals in a row"), default=0)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    """The error type: `key_rejected` or `out_of_credit`."""
    last_status = models.PositiveSmallIntegerField(_("last answer"), null=True, blank=True)
    changed_at = models.DateTimeField(_("since"))

    class Meta:
        ordering = ["fingerprint"]
        verbose_name = _("key state")
        verbose_name_plural = _("key states")

    def __str__(self) -> str:
        return self.fingerprint
