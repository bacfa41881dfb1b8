"""What a person is told of, in the product and by mail, and how they want to be told."""

from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.models import Brand, Generation


class NotificationKind(models.TextChoices):
    """What people are told of. The label says it on the settings page, after "Mail me when"."""

    ASSIGNED = "assigned", _("A draft is assigned to me")
    STAGE_OPENED = "stage_opened", _("A draft comes to a stage at which I can approve it")
    HANDOVER_ASKED = "handover_asked", _("Somebody asks for a draft that I hold")
    CLAIM_TAKEN = "claim_taken", _("A lead takes over a draft that I hold")
    SUBMITTED = "submitted", _("A draft comes back that I sent back")
    CHANGES_REQUESTED = "changes_requested", _("Changes to a draft of mine are requested")
    APPROVED = "approved", _("A draft of mine is approved")
    REJECTED = "rejected", _("A draft of mine is rejected")
    WITHDRAWN = "withdrawn", _("An approval that concerns me is withdrawn")
    COMMENTED = "commented", _("Somebody comments on a draft of mine")
    ANSWERED_OUTSIDE = "answered_outside", _("An approver outside answers about a draft that I review")
    REMINDER = "reminder", _("A draft waits for me")
    OVERDUE = "overdue", _("A draft that I am responsible for is overdue")
    ESCALATED = "escalated", _("A draft that waited too long is passed to me")


def notification_kinds() -> list[tuple[str, Any]]:
    """Return the choices of `Notification.kind`: by name, so that a new kind needs no migration."""
    return list(NotificationKind.choices)


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, user: User) -> Self:
        """What `user` was told, about drafts of brands that they may still see."""
        return self.filter(recipient=user, generation__brand__in=Brand.objects.visible_to(user).values("pk"))

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def for_lists(self) -> Self:
        """Join what a line about it says."""
        return self.select_related("actor", "generation__campaign")

    def mail_due(self, now: datetime) -> Self:
        return self.filter(mail_at__lte=now)

    def mark_read(self) -> int:
        """Mark as read what is not yet; what was read before it was mailed is not mailed any more."""
        return self.unread().update(read_at=timezone.now(), mail_at=None)


class Notification(models.Model):
    """One event, told to one person. Written by `review.notifying.tell()` in the event's transaction."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=20, choices=notification_kinds)
    generation = models.ForeignKey(Generation, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    """Who did it; null when it was time, or somebody without an account."""
    facts = models.JSONField(default=dict)
    """What the sentence needs besides: `reason`, `reasons`, `due_at`, `name` of who has no account."""
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    mail_at = models.DateTimeField(null=True)
    """When it is to be mailed, or tried again. Null: mailed already, read before that, or not wanted."""
    mail_token = models.UUIDField(null=True)
    """Who mails it now. Whoever takes it sets `mail_at` to the time when it may be taken from them."""
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mailed_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notification_of_person"),
            models.Index(fields=["recipient"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(fields=["mail_at"], name="notification_to_mail", condition=Q(mail_at__isnull=False)),
            models.Index(fields=["generation"], name="notification_of_draft"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(mail_at=None) | Q(mailed_at=None), name="notification_mailed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient_id}"


class MailPreference(models.Model):
    """How a person wants mail about what they are told of. Without a row: each at once."""

    class Mode(models.TextChoices):
        AT_ONCE = "at_once", _("Each at once")
        DAILY = "daily", _("Once a day, together")
        NEVER = "never", _("No mail")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="mail_preference"
    )
    mode = models.CharField(max_length=8, choices=Mode, default=Mode.AT_ONCE)
    daily_at = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    """The hour of the daily mail, in the person's time zone."""
    muted = models.JSONField(default=list)
    """Kinds that are not mailed. The list in the product has them all the same."""

    class Meta:
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=["at_once", "daily", "never"]), name="mail_preference_mode_known"
            ),
            models.CheckConstraint(condition=Q(daily_at__lte=23), name="mail_preference_an_hour_of_the_day"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_mode_display()}"

    @classmethod
    def of(cls, user: User) -> Self:
        """Return the person's preference, or the usual one. No query where it was joined."""
        return getattr(user, "mail_preference", None) or cls(user=user)

    @property
    def is_daily(self) -> bool:
        return self.mode == self.Mode.DAILY

    def wants(self, kind: str) -> bool:
        return self.mode != self.Mode.NEVER and kind not in self.muted
