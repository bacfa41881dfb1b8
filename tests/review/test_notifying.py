"""Who is told of what, once, in the transaction of the event, and never of what they did themselves."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from generation.audit import NotInTransaction
from generation.models import BrandMembership, Generation
from review import notifying, workflow
from review.exceptions import ReasonMissing
from review.models import MailPreference, Notification, NotificationKind
from tests.review.conftest import reload

Kind = NotificationKind


def told(draft: Generation) -> list[tuple[str, str, str]]:
    rows = Notification.objects.filter(generation=draft).order_by("pk")
    return [(row.recipient.username, row.kind, str(row.actor)) for row in rows]


def test_the_author_is_told_of_an_approval(approved):
    assert told(approved) == [("marketer", "approved", "Ana Ferreira")]


def test_the_author_is_told_why_a_draft_was_rejected(rejected):
    assert told(rejected) == [("marketer", "rejected", "Ana Ferreira")]
    assert Notification.objects.get().facts == {"reasons": ["legal"], "reason": "Not allowed."}


def test_who_wrote_part_of_the_words_is_told_too(held, reviewer, reviewer2):
    workflow.edit(by=reviewer, generation=held, based_on=1, edits={"headline": "Fresh"})
    workflow.claim(by=reviewer2, generation=reload(held))
    held = reload(held)
    workflow.approve(by=reviewer2, generation=held, seen=held.frozen_hash)
    assert [person for person, _, _ in told(held)] == ["marketer", "reviewer"]


def test_a_reviewer_learns_that_a_draft_that_was_sent_back_is_there_again(held, reviewer, marketer):
    workflow.request_changes(by=reviewer, generation=held, seen=held.frozen_hash, reasons=[], note="Shorter.")
    workflow.submit(by=marketer, generation=reload(held))
    assert told(held) == [
        ("marketer", "changes_requested", "Ana Ferreira"),
        ("reviewer", "submitted", "Maya Lindqvist"),
    ]


def test_a_first_submission_is_told_to_nobody(waiting):
    assert told(waiting) == []


def test_who_held_a_draft_is_told_that_it_was_taken_over(held, lead):
    workflow.take_over(by=lead, generation=held)
    assert told(held) == [("reviewer", "claim_taken", "Lea Duval")]


def test_a_withdrawal_is_told_to_who_approved(approved, reviewer2):
    Notification.objects.all().delete()
    workflow.withdraw(by=reviewer2, generation=approved, note="The price changed.")
    assert told(approved) == [
        ("marketer", "withdrawn", "Tom Okafor"),
        ("reviewer", "withdrawn", "Tom Okafor"),
    ]


def test_an_undone_decision_is_not_told(approved, reviewer):
    workflow.undo(by=reviewer, generation=approved)
    assert told(approved) == []


def test_a_refused_step_tells_nobody(held, reviewer):
    with pytest.raises(ReasonMissing):
        workflow.reject(by=reviewer, generation=held, seen=held.frozen_hash, reason="legal", note="")
    assert told(held) == []


def test_nobody_is_told_of_their_own_act_twice_or_in_vain(waiting, marketer, reviewer):
    with transaction.atomic():
        rows = notifying.tell(
            Kind.COMMENTED, to=[marketer, reviewer.pk, reviewer, None], on=waiting, by=marketer
        )
    assert [row.recipient for row in rows] == [reviewer]


def test_who_may_not_see_the_draft_is_not_told(waiting, outsider, reviewer, admin):
    BrandMembership.objects.filter(user=reviewer).delete()
    with transaction.atomic():
        rows = notifying.tell(Kind.ASSIGNED, to=[outsider, reviewer, admin], on=waiting)
    assert [row.recipient for row in rows] == [admin]


def test_who_has_left_is_not_told(waiting, reviewer):
    reviewer.is_active = False
    reviewer.save(update_fields=["is_active"])
    with transaction.atomic():
        assert notifying.tell(Kind.ASSIGNED, to=[reviewer], on=waiting) == []


@pytest.mark.django_db(transaction=True)
def test_it_shares_the_transaction_of_the_event(waiting, reviewer):
    with pytest.raises(NotInTransaction):
        notifying.tell(Kind.ASSIGNED, to=[reviewer], on=waiting)


def test_two_queries_however_many_are_told(waiting, reviewer, reviewer2, lead, django_assert_num_queries):
    with django_assert_num_queries(2):
        notifying.tell(Kind.OVERDUE, to=[reviewer, reviewer2, lead], on=waiting)


def mail_at(waiting, person, kind=Kind.ASSIGNED, **preference):
    person.email = "ana@northwind.example"
    person.save(update_fields=["email"])
    if preference:
        MailPreference.objects.create(user=person, **preference)
    return notifying.tell(kind, to=[person], on=waiting)[0].mail_at


def test_mail_is_due_at_once(waiting, reviewer):
    assert mail_at(waiting, reviewer) <= timezone.now()


def test_a_decision_is_mailed_when_it_can_not_be_undone_any_more(waiting, reviewer):
    assert mail_at(waiting, reviewer, Kind.APPROVED) > timezone.now() + timedelta(seconds=10)


@pytest.mark.parametrize("preference", [{"mode": "never"}, {"muted": ["assigned"]}])
def test_who_wants_no_mail_gets_none(waiting, reviewer, preference):
    assert mail_at(waiting, reviewer, **preference) is None


def test_without_an_address_there_is_no_mail(waiting, reviewer):
    assert notifying.tell(Kind.ASSIGNED, to=[reviewer], on=waiting)[0].mail_at is None


@pytest.mark.parametrize(
    ("now", "zone", "at"),
    [
        ("2026-11-28T07:00", "UTC", "2026-11-28T08:00"),
        ("2026-11-28T08:00", "UTC", "2026-11-29T08:00"),
        ("2026-11-28T07:00", "America/New_York", "2026-11-28T13:00"),
        ("2026-10-24T08:00", "Europe/Berlin", "2026-10-25T07:00"),  # the clocks go back in the night
    ],
)
def test_the_daily_mail_comes_at_the_persons_hour(now, zone, at):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert notifying.next_hour(8, zone, now=moment) == datetime.fromisoformat(at).replace(tzinfo=UTC)


def test_a_list_shows_only_what_its_reader_may_still_see(approved, marketer, reviewer):
    assert Notification.objects.visible_to(marketer).count() == 1
    assert Notification.objects.visible_to(reviewer).count() == 0
    BrandMembership.objects.filter(user=marketer).delete()
    assert Notification.objects.visible_to(marketer).count() == 0
    assert not Notification.objects.filter(recipient=marketer).visible_to(marketer).unread().exists()
