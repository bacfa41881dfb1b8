"""Each moment that a policy names is told once: to those who can approve, and in the end to the leads."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation.models import AuditAction, AuditEntry
from review import workflow
from review.models import Notification, Nudge, ReviewPolicy
from tests.factories import change_kit
from tests.review.conftest import reload

HOUR = timedelta(hours=1)


@pytest.fixture
def timed(db):
    return ReviewPolicy.objects.create(name="Quick", due_hours=8, remind_hours=2, escalate_hours=4)


def told():
    found = Notification.objects.order_by("recipient__username")
    return [(one.kind, one.recipient.username) for one in found]


@pytest.mark.django_db
def test_those_who_can_approve_are_reminded_once(timed, make_waiting, reviewer, reviewer2, lead):
    make_waiting()
    start = timezone.now()

    assert workflow.nudge(now=start + 5 * HOUR) == 0
    assert workflow.nudge(now=start + 7 * HOUR) == 1
    assert workflow.nudge(now=start + 7 * HOUR) == 0

    assert told() == [("reminder", "lead"), ("reminder", "reviewer"), ("reminder", "reviewer2")]
    assert AuditEntry.objects.get(action=AuditAction.DRAFT_REMINDED).actor is None


@pytest.mark.django_db
def test_whoever_reads_it_and_who_asked_are_told_that_it_is_overdue(timed, make_waiting, reviewer):
    draft = make_waiting()
    workflow.claim(by=reviewer, generation=draft)

    workflow.nudge(now=timezone.now() + 9 * HOUR)

    assert sorted(told()) == [("overdue", "marketer"), ("overdue", "reviewer"), ("reminder", "reviewer")]


@pytest.mark.django_db
def test_in_the_end_the_leads_are_told(timed, make_waiting, lead):
    make_waiting()

    assert workflow.nudge(now=timezone.now() + 13 * HOUR) == 3

    assert [who for kind, who in told() if kind == "escalated"] == ["lead"]


@pytest.mark.django_db
def test_what_is_decided_or_taken_back_is_not_told_of(timed, make_waiting, marketer, approved):
    workflow.recall(by=marketer, generation=make_waiting())
    Notification.objects.all().delete()

    assert workflow.nudge(now=timezone.now() + 99 * HOUR) == 0


@pytest.mark.django_db
def test_a_new_kit_keeps_the_time_and_a_new_submission_begins_anew(timed, make_waiting, reviewer, marketer):
    draft = make_waiting()
    workflow.nudge(now=timezone.now() + 7 * HOUR)
    change_kit(draft.brand, legal_footer="Other terms apply.")
    workflow.claim(by=reviewer, generation=reload(draft))
    workflow.release(by=reviewer, generation=reload(draft))
    assert workflow.nudge(now=timezone.now() + 7 * HOUR) == 0

    workflow.recall(by=marketer, generation=reload(draft))
    workflow.submit(by=marketer, generation=reload(draft))

    assert workflow.nudge(now=timezone.now() + 7 * HOUR) == 1


def test_two_sweeps_at_once_tell_once(shared_db, at_once, timed, make_waiting):
    make_waiting()
    now = timezone.now() + 7 * HOUR

    results = at_once(lambda: workflow.nudge(now=now), lambda: workflow.nudge(now=now))

    assert sorted(results) == [0, 1]
    assert Nudge.objects.count() == 1
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_REMINDED).count() == 1
