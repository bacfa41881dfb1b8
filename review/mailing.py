"""Mail what people were told and want to have mailed: from the rows, so that nothing is lost with a message.

A worker takes what is due for a person by one conditional UPDATE that sets a token; what was mailed is noted
where the token still matches. A mail server that is away costs a delay that doubles, and nothing else. Only a
worker that dies between the server's answer and the note mails twice; both mails have the same Message-ID.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Min, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from crm_llm.accounts.models import User
from generation.lease import release_connection
from review import told, unsubscribing
from review.models import MailPreference, Notification

log = structlog.get_logger(__name__)

PEOPLE_AT_ONCE = 50
LINES_OF_A_MAIL = 50
LEASE = timedelta(minutes=10)
MAX_TRIES = 12
"""With the delay doubling up to four hours, the last try is more than a day after the first."""
LONGEST_DELAY = timedelta(hours=4)


def send_due(now: datetime) -> int:
    """Mail what is due; return how many mails went out. A server that does not answer ends the round."""
    due = Notification.objects.mail_due(now).order_by().values("recipient").annotate(first=Min("mail_at"))
    people = [row["recipient"] for row in due.order_by("first")[:PEOPLE_AT_ONCE]]
    mailed = 0
    connection = get_connection()
    try:
        for person in people:
            mails = _mails(_take(person, now))
            mailed += sum(_send(mail, connection, now) for mail in mails)
    except OSError as error:  # what smtplib and sockets raise
        log.warning("notification.mail_server_away", error=type(error).__name__)
    finally:
        connection.close()
    return mailed


class _Mail:
    """A letter, and the notifications that it is about."""

    def __init__(self, person: User, about: Sequence[Notification], *, daily: bool) -> None:
        self.person, self.about, self.daily = person, about, daily

    def message(self) -> EmailMultiAlternatives:
        person = self.person
        with translation.override(person.language), timezone.override(ZoneInfo(person.time_zone)):
            lines = told.rows(self.about[:LINES_OF_A_MAIL], person)
            host = urlsplit(settings.PUBLIC_URL).hostname
            stop = address(unsubscribing.path(person, "" if self.daily else self.about[0].kind))
            context: dict[str, Any] = {
                "person": person,
                "lines": [(line, address(line.path)) for line in lines],
                "more": max(0, len(self.about) - LINES_OF_A_MAIL),
                "list_url": address(reverse("review:notifications")),
                "preference_url": address(reverse("review:mail_preference")),
                "stop_url": stop,
                "daily": self.daily,
                "language": person.language,
            }
            message = EmailMultiAlternatives(
                subject=self._subject(lines),
                body=render_to_string("review/mail/notification.txt", context),
                to=[person.email],
                headers={
                    "Message-ID": f"<notification.{self.about[0].pk}@{host}>",
                    "List-Unsubscribe": f"<{stop}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                    "Auto-Submitted": "auto-generated",
                },
            )
            message.attach_alternative(
                render_to_string("review/mail/notification.html", context), "text/html"
            )
        return message

    def _subject(self, lines: Sequence[told.Told]) -> str:
        if len(self.about) == 1:
            return lines[0].sentence
        many = len(self.about)
        return ngettext(
            "%(n)s thing happened to your drafts", "%(n)s things happened to your drafts", many
        ) % {"n": many}


def address(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def _take(person: int, now: datetime) -> list[Notification]:
    """Take all that is due for a person, so that no other worker mails it; empty where another was first."""
    token = uuid4()
    due = Notification.objects.mail_due(now).filter(recipient=person)
    due.update(mail_token=token, mail_at=now + LEASE, mail_tries=F("mail_tries") + 1)
    mine = Notification.objects.filter(mail_token=token).for_lists()
    return list(
        mine.select_related("recipient__mail_preference", "actor", "generation__campaign").order_by("pk")
    )


def _mails(taken: list[Notification]) -> list[_Mail]:
    """Return the mails to write about what was taken; what is not wanted any more is laid aside."""
    if not taken:
        return []
    person = taken[0].recipient
    preference = MailPreference.of(person)
    ids = [row.pk for row in taken]
    visible = set(Notification.objects.visible_to(person).filter(pk__in=ids).values_list("pk", flat=True))
    reachable = person.is_active and person.email
    wanted = [row for row in taken if reachable and row.pk in visible and preference.wants(row.kind)]
    dropped = set(ids) - {row.pk for row in wanted}
    if dropped:
        Notification.objects.filter(pk__in=dropped).update(mail_at=None, mail_token=None)
    if preference.is_daily:
        return [_Mail(person, wanted, daily=True)] if wanted else []
    return [_Mail(person, [row], daily=False) for row in wanted]


def _send(mail: _Mail, connection: BaseEmailBackend, now: datetime) -> bool:
    """Send one mail and note that it was; False where the server refuses this one.

    Raises:
        OSError: the server is away. What was not mailed is tried again later.
    """
    taken = Notification.objects.filter(mail_token=mail.about[0].mail_token)
    mine = taken.filter(pk__in=[row.pk for row in mail.about])
    try:
        message = mail.message()
        message.connection = connection
        release_connection()
        message.send()
    except (SMTPRecipientsRefused, SMTPDataError, ValueError) as error:  # The server, or Django, refuses it.
        _try_later(mine, mail, error, now)
        return False
    except OSError as error:
        _try_later(taken, mail, error, now)
        raise
    mine.update(mailed_at=timezone.now(), mail_at=None, mail_token=None)
    return True


def _try_later(rows: QuerySet[Notification], mail: _Mail, error: Exception, now: datetime) -> None:
    """Lay what could not be mailed back with a delay, or give up after the last try."""
    tries = mail.about[0].mail_tries
    again = None if tries >= MAX_TRIES else now + min(timedelta(minutes=2 ** (tries - 1)), LONGEST_DELAY)
    rows.update(mail_at=again, mail_token=None)
    event = "notification.not_mailed" if again else "notification.given_up"
    log.warning(event, person=mail.person.pk, tries=tries, error=type(error).__name__)
