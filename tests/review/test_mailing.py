"""Mails: from the rows, each once, as the person wants them, and never at the price of a request."""

from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPDataError

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as LocMemBackend
from django.db import transaction
from django.utils import timezone

from generation.models import BrandMembership, Generation
from review import mailing, notifying, tasks, unsubscribing
from review.models import MailPreference, Notification, NotificationKind

Kind = NotificationKind


@pytest.fixture
def told(approved, marketer):
    """The marketer, with an address, was told of an approval, and the moment of the undo has passed."""
    marketer.email = "maya@northwind.example"
    marketer.time_zone = "America/New_York"
    marketer.save(update_fields=["email", "time_zone"])
    Notification.objects.all().delete()
    return approved


def tell(draft, *to, kind=Kind.APPROVED, **facts):
    return notifying.tell(kind, to=to, on=draft, by=draft.decisions.first().decided_by, **facts)


def later(**span: int):
    return timezone.now() + timedelta(**span or {"minutes": 1})


def test_an_approval_is_mailed_when_it_can_not_be_undone(told, marketer, settings):
    settings.PUBLIC_URL = "https://desk.example"
    tell(told, marketer)
    assert mailing.send_due(timezone.now()) == 0
    assert mailing.send_due(later()) == 1
    (letter,) = mail.outbox
    assert letter.to == ["maya@northwind.example"]
    assert letter.subject == f"Ana Ferreira approved “{told.title}”"
    assert f"https://desk.example/drafts/{told.pk}/" in letter.body
    html, kind = letter.alternatives[0]
    assert kind == "text/html"
    assert f"https://desk.example/drafts/{told.pk}/" in html
    assert Notification.objects.get().mailed_at


def test_a_mail_says_when_in_the_readers_time_zone(told, marketer):
    row = tell(told, marketer)[0]
    mailing.send_due(later())
    assert " EST" in mail.outbox[0].body or " EDT" in mail.outbox[0].body
    assert row.created_at.strftime("%H:%M UTC") not in mail.outbox[0].body


def test_mail_programs_can_stop_a_kind_with_one_click(told, marketer, client):
    tell(told, marketer)
    mailing.send_due(later())
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert path == unsubscribing.path(marketer, "approved")
    client.post(path, {"List-Unsubscribe": "One-Click"})
    assert tell(told, marketer)[0].mail_at is None


def test_each_is_mailed_once(told, marketer):
    tell(told, marketer)
    assert [mailing.send_due(later()), mailing.send_due(later())] == [1, 0]


def test_what_was_read_before_is_not_mailed(told, marketer):
    tell(told, marketer)
    Notification.objects.all().mark_read()
    assert mailing.send_due(later()) == 0


def test_a_mail_holds_no_words_of_the_draft_but_its_title_and_the_reason(told, marketer):
    tell(told, marketer, kind=Kind.REJECTED, reason="The price is wrong.", reasons=["fact_error"])
    mailing.send_due(later())
    text = mail.outbox[0].body + mail.outbox[0].alternatives[0][0]
    assert "Fact error: The price is wrong." in text
    for words in told.current_revision.content.values():
        if isinstance(words, str) and words not in told.title:
            assert words not in text


def test_hostile_words_end_no_header_and_open_no_tag(told, marketer):
    Generation.objects.filter(pk=told.pk).update(title="Hi\r\nBcc: all@x.example\n<script>1</script>")
    told.refresh_from_db()
    tell(told, marketer, reason="<img src=x onerror=1>\r\n.\r\nQUIT")
    mailing.send_due(later())
    (letter,) = mail.outbox
    assert "\n" not in letter.subject
    assert "Bcc" not in letter.message()
    html = letter.alternatives[0][0]
    assert "<script" not in html
    assert "<img" not in html


def test_a_day_comes_in_one_mail(told, marketer):
    MailPreference.objects.create(user=marketer, mode="daily", daily_at=8)
    tell(told, marketer)
    tell(told, marketer, kind=Kind.COMMENTED)
    assert mailing.send_due(later(hours=25)) == 1
    (letter,) = mail.outbox
    assert letter.subject == "2 things happened to your drafts"
    assert "commented on" in letter.body
    assert "approved" in letter.body
    assert Notification.objects.filter(mailed_at=None).count() == 0


def test_a_long_day_is_cut_and_says_so(told, marketer):
    MailPreference.objects.create(user=marketer, mode="daily")
    for _ in range(53):
        tell(told, marketer)
    mailing.send_due(later(hours=25))
    assert "3 more are in your list" in mail.outbox[0].body


@pytest.mark.parametrize("change", ["muted", "left", "no member"])
def test_what_is_not_wanted_or_not_theirs_any_more_is_not_mailed(told, marketer, change):
    tell(told, marketer)
    if change == "muted":
        MailPreference.objects.create(user=marketer, muted=["approved"])
    elif change == "left":
        type(marketer).objects.filter(pk=marketer.pk).update(is_active=False)
    else:
        BrandMembership.objects.filter(user=marketer).delete()
    assert [mailing.send_due(later()), mailing.send_due(later(hours=1))] == [0, 0]
    assert Notification.objects.get().mail_at is None


@pytest.fixture
def dead_server(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_a_dead_server_delays_and_loses_nothing(told, marketer, reviewer2, dead_server, settings):
    tell(told, marketer)
    tell(told, marketer)
    now = later()
    assert mailing.send_due(now) == 0
    assert set(Notification.objects.values_list("mail_at", "mail_tries")) == {(now + timedelta(minutes=1), 1)}
    mailing.send_due(now + timedelta(minutes=2))
    assert {row.mail_at for row in Notification.objects.all()} == {now + timedelta(minutes=4)}

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mailing.send_due(now + timedelta(minutes=3)) == 0
    assert mailing.send_due(now + timedelta(minutes=4)) == 2


def test_a_mail_that_is_refused_keeps_no_other_back(told, marketer, settings):
    settings.EMAIL_BACKEND = "tests.review.test_mailing.Picky"
    refused, fine = tell(told, marketer, kind=Kind.COMMENTED)[0], tell(told, marketer)[0]
    assert mailing.send_due(later()) == 1
    refused.refresh_from_db()
    fine.refresh_from_db()
    assert fine.mailed_at
    assert (refused.mailed_at, refused.mail_tries) == (None, 1)
    assert refused.mail_at > timezone.now()


class Picky(LocMemBackend):
    """A server that takes no mail about comments."""

    def send_messages(self, messages):
        if "commented" in messages[0].subject:
            raise SMTPDataError(550, b"No.")
        return super().send_messages(messages)


def test_a_server_that_stays_dead_is_given_up(told, marketer, dead_server):
    tell(told, marketer)
    Notification.objects.update(mail_tries=mailing.MAX_TRIES - 1)
    mailing.send_due(later())
    assert Notification.objects.get().mail_at is None


def test_what_a_dead_worker_took_is_mailed_by_another(told, marketer):
    tell(told, marketer)
    assert len(mailing._take(marketer.pk, later())) == 1
    assert mailing.send_due(later(minutes=5)) == 0
    assert mailing.send_due(later(minutes=12)) == 1


def test_the_upkeep_mails_and_forgets(told, marketer):
    old, due = tell(told, marketer)[0], tell(told, marketer)[0]
    Notification.objects.filter(pk=old.pk).update(created_at=later(days=-200), mail_at=None)
    Notification.objects.filter(pk=due.pk).update(mail_at=timezone.now())
    tasks.mail_notifications()
    tasks.forget_notifications()
    assert len(mail.outbox) == 1
    assert list(Notification.objects.all()) == [due]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_each_once(shared_db, at_once, told, marketer):
    with transaction.atomic():
        for _ in range(5):
            tell(told, marketer)
    when = later()
    mailed = at_once(lambda: mailing.send_due(when), lambda: mailing.send_due(when))
    assert sum(mailed) == 5
    assert len(mail.outbox) == 5
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 5
    assert {parseaddr(letter.to[0])[1] for letter in mail.outbox} == {"maya@northwind.example"}
