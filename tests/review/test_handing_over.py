"""A draft that somebody holds: who else looks at it, who asks for it, and how it is handed over."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from generation.models import AuditEntry, Generation
from review import presence, workflow
from review.exceptions import NotAllowed, WrongState
from review.models import Claim, HandoverRequest, Notification, Presence
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db


def url(draft, name):
    return reverse(f"review:{name}", args=[draft.pk])


@pytest.fixture
def asked(held, reviewer2):
    return workflow.ask_to_take_over(by=reviewer2, generation=held)


def poll(client, draft, **sent):
    return client.post(url(draft, "present"), sent, headers={"HX-Request": "true"})


def test_who_asks_is_recorded_and_the_holder_is_told_once(client_for, held, reviewer, reviewer2):
    client = client_for(reviewer2)
    for _press in range(2):
        assert client.post(url(held, "ask_to_take_over")).url == url(held, "item")

    assert HandoverRequest.objects.get().asked_by == reviewer2
    assert AuditEntry.objects.filter(action="draft.handover_asked", actor=reviewer2).count() == 1
    assert Notification.objects.get(kind="handover_asked").recipient == reviewer
    assert "You asked to take over at" in client.get(url(held, "item")).content.decode()


def test_the_holder_sees_on_the_screen_who_asks_and_hears_it_once(client_for, asked, held, reviewer):
    client = client_for(reviewer)

    first = poll(client, held, asked="0")
    assert "Tom Okafor asks to take over." in first.content.decode()
    assert "asks to take over this draft" in first["HX-Trigger"]
    assert "HX-Trigger" not in poll(client, held, asked="1")


def test_one_press_hands_the_draft_over(client_for, asked, held, reviewer, reviewer2):
    answer = client_for(reviewer).post(url(held, "hand_over"), {"request": asked.pk})

    assert answer.url == reverse("review:queue")
    assert reload(held).held_by == reviewer2
    assert Claim.objects.open().get().reviewer == reviewer2
    entry = AuditEntry.objects.get(action="draft.handed_over")
    assert (entry.before, entry.after) == ({"held_by": "Ana Ferreira"}, {"held_by": "Tom Okafor"})
    # What was asked of the claim that ended can't be answered any more.
    assert client_for(reviewer).post(url(held, "hand_over"), {"request": asked.pk}).status_code == 409
    assert reload(held).held_by == reviewer2


def test_the_holder_can_go_on_and_who_asked_is_told(client_for, asked, held, reviewer, reviewer2):
    client_for(reviewer).post(url(held, "hand_over"), {"request": asked.pk, "keep": "1"})

    assert reload(held).held_by == reviewer
    assert "asks to take over" not in poll(client_for(reviewer), held).content.decode()
    assert "goes on with it" in client_for(reviewer2).get(url(held, "item")).content.decode()


def test_what_nobody_else_holds_can_not_be_asked_for(waiting, held, reviewer, reviewer2, marketer):
    with pytest.raises(WrongState):
        workflow.ask_to_take_over(by=reviewer, generation=held)
    workflow.release(by=reviewer, generation=held)
    with pytest.raises(WrongState):
        workflow.ask_to_take_over(by=reviewer2, generation=reload(held))
    with pytest.raises(NotAllowed):
        workflow.ask_to_take_over(by=marketer, generation=reload(held))


def test_a_draft_is_not_handed_to_who_may_not_review_it_any_more(asked, held, reviewer, reviewer2):
    reviewer2.groups.clear()
    asked = HandoverRequest.objects.get(pk=asked.pk)
    with pytest.raises(NotAllowed):
        workflow.hand_over(by=reviewer, generation=held, request=asked)


def test_who_asked_is_told_that_it_is_theirs_now(client_for, asked, held, reviewer, reviewer2):
    drawn = f"in_review-{reviewer.pk}"
    workflow.hand_over(by=reviewer, generation=held, request=asked)

    assert "handed over to you" in poll(client_for(reviewer2), held, drawn=drawn).content.decode()


def test_a_page_says_that_the_draft_it_shows_was_decided(client_for, held, approved, reviewer, reviewer2):
    page = poll(client_for(reviewer2), held, drawn=f"in_review-{reviewer.pk}").content.decode()
    assert "This draft is “Approved” now." in page


def test_a_claim_that_ends_in_two_minutes_asks_aloud_once(client_for, held, reviewer):
    soon = timezone.now() + timedelta(seconds=100)
    Generation.objects.filter(pk=held.pk).update(held_until=soon)
    client = client_for(reviewer)

    answer = poll(client, held, last=f"in_review-{reviewer.pk}")
    assert "Keep reviewing?" in answer.content.decode()
    assert "Keep reviewing?" in answer["HX-Trigger"]
    assert "HX-Trigger" not in poll(client, held, soon="1")
    assert reload(held).held_until == soon


def test_a_lost_claim_is_claimed_again_in_place(client_for, held, reviewer, htmx):
    workflow.release(by=reviewer, generation=held)
    client, mine = client_for(reviewer), f"in_review-{reviewer.pk}"

    lost = poll(client, held, last=mine, drawn=mine).content.decode()
    assert "Your claim ended; nobody took it." in lost
    answer = client.post(
        url(held, "claim"), {"seen": held.frozen_hash}, headers=htmx | {"HX-Target": "clock"}
    )
    assert "Yours until" in answer.content.decode()
    assert 'id="decision"' not in answer.content.decode()


def test_a_claim_lost_to_another_says_to_whom_and_offers_to_copy(client_for, held, reviewer, lead):
    workflow.take_over(by=lead, generation=held)

    lost = poll(client_for(reviewer), held, last=f"in_review-{reviewer.pk}").content.decode()
    assert "Lea Duval has it now" in lost
    assert "Copy your notes" in lost


# ---- presence ---------------------------------------------------------------------------------------


def test_others_who_have_the_draft_open_are_named(client_for, waiting, reviewer, reviewer2, lead):
    for user in (reviewer2, lead):
        poll(client_for(user), waiting)

    page = poll(client_for(reviewer), waiting).content.decode()
    assert " ".join(page.split()).count("Lea Duval, Tom Okafor are looking at this too") == 1


def test_who_left_is_not_named(client_for, waiting, reviewer, reviewer2):
    now = timezone.now()
    presence.note(reviewer2, waiting, now=now - timedelta(minutes=2))
    assert presence.others(reviewer, waiting, now=now) == []
    presence.note(reviewer2, waiting, now=now)
    presence.note(reviewer2, waiting, now=now)
    assert presence.others(reviewer, waiting, now=now) == [reviewer2]
    assert Presence.objects.count() == 1


def test_opening_a_page_leaves_no_trace(client_for, waiting, reviewer):
    client_for(reviewer).get(url(waiting, "item"))
    assert not Presence.objects.exists()


def test_old_presences_are_swept(waiting, reviewer, reviewer2):
    now = timezone.now()
    presence.note(reviewer, waiting, now=now - timedelta(hours=2))
    presence.note(reviewer2, waiting, now=now)
    assert presence.sweep(now=now) == 1
    assert Presence.objects.get().user == reviewer2


def test_the_poll_costs_the_same_however_many_are_there(
    client_for, held, reviewer, reviewer2, lead, django_assert_max_num_queries
):
    client = client_for(reviewer)
    poll(client, held)
    with django_assert_max_num_queries(9) as few:
        poll(client, held)
    for user in (reviewer2, lead):
        presence.note(user, held, now=timezone.now())
        workflow.ask_to_take_over(by=user, generation=held)
    with django_assert_max_num_queries(9) as many:
        poll(client, held)
    assert len(many) == len(few)
