"""Tell people of what happened to a draft that concerns them: rows, in the transaction of the event.

Who has to be told follows from the event; that nobody is told of what they did themselves, of a draft that
they may not see, or twice of one thing, is seen to here. Mails are made of the rows, by `review.mailing`.
"""

import zoneinfo
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from crm_llm.accounts.models import User
from generation.audit import NotInTransaction
from generation.models import UNDO_WINDOW, BrandMembership, Generation
from review.models import MailPreference, Notification, NotificationKind
from review.writers import writers_of

DECISIONS = [
    NotificationKind.APPROVED,
    NotificationKind.STAGE_OPENED,
    NotificationKind.CHANGES_REQUESTED,
    NotificationKind.REJECTED,
]
"""What can be undone within ten seconds, and is mailed after them only."""

KEPT = timedelta(days=180)

UNDONE_FOR_SURE = UNDO_WINDOW + timedelta(seconds=5)


def tell(
    kind: NotificationKind,
    *,
    to: Iterable[User | int | None],
    on: Generation,
    by: User | None = None,
    **facts: Any,
) -> list[Notification]:
    """Store for each person of `to` that `by` did this to the draft; return what was stored.

    `to` holds people or their ids and may name `by`, nobody (None) or somebody twice: they are left out, and
    so is who may not see the draft. `facts` are short JSON values; known are `reason` (words), `reasons`
    (codes), `due_at` (ISO), `name` (of who did it without an account). Two queries.

    Raises:
        NotInTransaction: there is no transaction to share.
    """
    if not connection.in_atomic_block:
        raise NotInTransaction(f"{kind} was told outside of a transaction.")
    ids = {person.pk if isinstance(person, User) else person for person in to if person is not None}
    ids.discard(by.pk if by else 0)
    if not ids:
        return []
    now = timezone.now()
    told = [
        Notification(
            recipient=person,
            kind=kind,
            generation=on,
            actor=by,
            facts=facts,
            mail_at=_mail_at(person, kind, now),
        )
        for person in _who_may_see(on, ids)
    ]
    return Notification.objects.bulk_create(told)


def concerned(generation: Generation) -> set[int]:
    """Return the ids of who asked for a draft's words or wrote some of them."""
    return writers_of([generation])[generation.pk]


def take_back(*, on: Generation, by: User, since: datetime) -> None:
    """Forget what was told of a decision that its author undid. It was not mailed yet."""
    Notification.objects.filter(
        generation=on, actor=by, kind__in=DECISIONS, created_at__gte=since, mailed_at=None
    ).delete()


def forget_old(now: datetime) -> None:
    Notification.objects.filter(created_at__lt=now - KEPT).delete()


def _who_may_see(generation: Generation, ids: set[int]) -> list[User]:
    """Return those of the people who are active and may see the draft's brand, with their preferences."""
    members = BrandMembership.objects.filter(brand=generation.brand_id)
    may_see = Q(is_superuser=True) | ~Exists(members) | Exists(members.filter(user=OuterRef("pk")))
    people = User.objects.filter(may_see, pk__in=ids, is_active=True)
    return list(people.select_related("mail_preference").order_by("pk"))


def _mail_at(person: User, kind: NotificationKind, now: datetime) -> datetime | None:
    preference = MailPreference.of(person)
    if not person.email or not preference.wants(kind):
        return None
    if preference.is_daily:
        return next_hour(preference.daily_at, person.time_zone, now=now)
    return now + UNDONE_FOR_SURE if kind in DECISIONS else now


def next_hour(hour: int, time_zone: str, *, now: datetime) -> datetime:
    """Return when it is next that hour where the person is, at least the time of an undo away."""
    earliest = (now + UNDONE_FOR_SURE).astimezone(zoneinfo.ZoneInfo(time_zone))
    at = earliest.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    return at if at >= earliest else at + timedelta(days=1)
