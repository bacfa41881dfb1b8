"""What a notification says, in the words of the list and of a mail, and where it leads."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from review.models import Decision, Notification, NotificationKind

LONGEST_REASON = 300

SENTENCES: dict[str, Any] = {
    NotificationKind.ASSIGNED: gettext_lazy("%(who)s assigned “%(title)s” to you"),
    NotificationKind.STAGE_OPENED: gettext_lazy("%(who)s approved “%(title)s”, which waits for you now"),
    NotificationKind.HANDOVER_ASKED: gettext_lazy("%(who)s asks you to hand over “%(title)s”"),
    NotificationKind.CLAIM_TAKEN: gettext_lazy("%(who)s took over the review of “%(title)s”"),
    NotificationKind.SUBMITTED: gettext_lazy("%(who)s submitted “%(title)s” again"),
    NotificationKind.CHANGES_REQUESTED: gettext_lazy("%(who)s requested changes to “%(title)s”"),
    NotificationKind.APPROVED: gettext_lazy("%(who)s approved “%(title)s”"),
    NotificationKind.REJECTED: gettext_lazy("%(who)s rejected “%(title)s”"),
    NotificationKind.WITHDRAWN: gettext_lazy("%(who)s withdrew the approval of “%(title)s”"),
    NotificationKind.COMMENTED: gettext_lazy("%(who)s commented on “%(title)s”"),
    NotificationKind.ANSWERED_OUTSIDE: gettext_lazy("%(who)s answered about “%(title)s” from outside"),
    NotificationKind.REMINDER: gettext_lazy("“%(title)s” waits for you"),
    NotificationKind.OVERDUE: gettext_lazy("“%(title)s” is overdue"),
    NotificationKind.ESCALATED: gettext_lazy("“%(title)s” waited too long and is passed to you"),
}

ICONS = {
    NotificationKind.STAGE_OPENED: "shield",
    NotificationKind.CHANGES_REQUESTED: "edit",
    NotificationKind.APPROVED: "check",
    NotificationKind.REJECTED: "stop",
    NotificationKind.WITHDRAWN: "undo",
    NotificationKind.COMMENTED: "comment",
    NotificationKind.ANSWERED_OUTSIDE: "external",
    NotificationKind.REMINDER: "clock",
    NotificationKind.OVERDUE: "clock",
    NotificationKind.ESCALATED: "flag",
    NotificationKind.SUBMITTED: "refresh",
}

FOR_AUTHORS = {
    NotificationKind.CHANGES_REQUESTED,
    NotificationKind.APPROVED,
    NotificationKind.REJECTED,
    NotificationKind.WITHDRAWN,
}
"""What leads to the draft's own page also where the reader is a reviewer."""


@dataclass(frozen=True, slots=True)
class Told:
    """One notification as a person reads it."""

    pk: int
    actor: User | None
    icon: str
    sentence: str
    reason: str
    path: str
    at: datetime
    is_unread: bool


def rows(notifications: Iterable[Notification], reader: User) -> list[Told]:
    """Return what `reader` reads of notifications that were loaded with `for_lists()`. One query."""
    return [_row(notification, reader) for notification in notifications]


def _row(notification: Notification, reader: User) -> Told:
    return Told(
        pk=notification.pk,
        actor=notification.actor,
        icon=ICONS.get(NotificationKind(notification.kind), "user"),
        sentence=_sentence(notification),
        reason=_reason(notification.facts),
        path=_path(notification, reader),
        at=notification.created_at,
        is_unread=notification.read_at is None,
    )


def _sentence(notification: Notification) -> str:
    actor, named = notification.actor, notification.facts.get("name")
    who = actor.display_name if actor else named or _("Somebody")
    words = {"who": who, "title": notification.generation}
    # On one line: it is the subject of a mail too, where a line break would end the header.
    return " ".join(str(SENTENCES[notification.kind] % words).split())


def _reason(facts: dict[str, Any]) -> str:
    codes = [code for code in facts.get("reasons", []) if code in Decision.Reason.values]
    labels = ", ".join(str(Decision.Reason(code).label) for code in codes)
    words = " ".join(str(facts.get("reason", "")).split())
    if len(words) > LONGEST_REASON:
        words = f"{words[:LONGEST_REASON].rstrip()}…"
    return ": ".join(part for part in (labels, words) if part)


def _path(notification: Notification, reader: User) -> str:
    is_author = notification.generation.requested_by_id == reader.pk
    reviews = reader.is_reviewer and not is_author and notification.kind not in FOR_AUTHORS
    talk = notification.kind == NotificationKind.COMMENTED
    name = "review:item" if reviews else "review:comments" if talk else "generation:draft"
    return reverse(name, args=[notification.generation_id])
