"""Several drafts of the queue at once, and what it means that one is kept for somebody."""

import pytest
from django.urls import reverse

from generation.models import AuditEntry, Campaign, Generation
from review import queue, workflow
from review.exceptions import NotAllowed, WrongState
from review.models import Notification
from tests.review.conftest import reload
from tests.review.test_queue import QUEUE, titles

pytestmark = pytest.mark.django_db
BULK = reverse("review:bulk")


def send(client, action, *drafts, **more):
    return client.post(BULK, {"action": action, "draft": [draft.pk for draft in drafts], **more}, follow=True)


def test_several_are_claimed_at_once(client_for, reviewer, make_waiting):
    drafts = [make_waiting(), make_waiting()]

    response = send(client_for(reviewer), "claim", *drafts)

    assert "2 drafts are yours for now." in response.content.decode()
    assert {reload(draft).held_by for draft in drafts} == {reviewer}
    assert AuditEntry.objects.filter(action="draft.claimed", actor=reviewer).count() == 2


def test_what_is_refused_is_named_and_the_rest_is_done(client_for, reviewer2, held, make_waiting):
    free = make_waiting(title="Free")

    content = send(client_for(reviewer2), "claim", held, free).content.decode()

    assert "1 draft is yours for now." in content
    assert f"“{held.title}”: {held.held_by.display_name} is reviewing this draft now." in content
    assert reload(free).held_by == reviewer2


@pytest.mark.parametrize("action", ["approve", "reject", "request_changes", ""])
def test_nothing_is_decided_in_bulk(client_for, lead, waiting, action):
    send(client_for(lead), action, waiting)

    assert reload(waiting).review_status == "submitted"


@pytest.mark.parametrize("ids", [[], ["x"], ["00000000-0000-0000-0000-000000000000"], ["\x00"]])
def test_what_is_not_there_is_left_out(client_for, reviewer, waiting, ids):
    response = client_for(reviewer).post(BULK, {"action": "claim", "draft": ids}, follow=True)

    assert response.status_code == 200
    assert reload(waiting).held_by is None


def test_another_brands_drafts_are_left_out(client_for, outsider, waiting):
    content = send(client_for(outsider), "export", waiting).getvalue().decode()

    assert str(waiting.pk) not in content


def test_the_list_is_exported_without_formulas(client_for, reviewer, make_waiting):
    Campaign.objects.update(name="=HYPERLINK(1)")
    draft = make_waiting(title="=1+1", must_fix=1, top_finding="No source")

    response = send(client_for(reviewer), "export", draft)

    lines = response.content.decode().splitlines()
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert lines[0].lstrip("\ufeff").startswith("id,title,tool")
    assert f"{draft.pk},'=1+1,email,'=HYPERLINK(1)," in lines[1]
    assert "high,No source" in lines[1]


def test_a_lead_keeps_drafts_for_a_reviewer(client_for, lead, reviewer, reviewer2, make_waiting):
    draft, other = make_waiting(title="Kept"), make_waiting(title="Other")

    response = send(client_for(lead), "assign", draft, to=reviewer.username)

    assert "1 draft assigned." in response.content.decode()
    entry = AuditEntry.objects.get(action="draft.assigned")
    assert (entry.actor, entry.before, entry.after) == (
        lead,
        {"assigned_to": ""},
        {"assigned_to": str(reviewer)},
    )
    assert Notification.objects.get().recipient == reviewer
    assert titles(client_for(reviewer).get(QUEUE, {"view": "mine"})) == ["Kept"]
    assert titles(client_for(reviewer2).get(QUEUE, {"view": "unclaimed"})) == ["Other"]
    assert "For you" in client_for(reviewer).get(QUEUE).content.decode()
    assert client_for(reviewer2).get(QUEUE).context["next"] == other


def test_only_leads_assign(client_for, reviewer, reviewer2, waiting):
    content = send(client_for(reviewer), "assign", waiting, to=reviewer2.username).content.decode()

    assert "Only review leads can assign a draft." in content
    assert reload(waiting).assigned_to is None


def test_what_is_kept_for_one_is_not_claimed_by_another(lead, reviewer, reviewer2, waiting):
    workflow.assign(by=lead, generation=waiting, to=reviewer)

    with pytest.raises(NotAllowed, match="kept for Ana Ferreira"):
        workflow.claim(by=reviewer2, generation=reload(waiting))
    workflow.claim(by=reviewer, generation=reload(waiting))


def test_leads_may_take_what_is_kept_for_another(lead, reviewer, waiting):
    workflow.assign(by=lead, generation=waiting, to=reviewer)

    assert workflow.claim(by=lead, generation=reload(waiting)).reviewer == lead


def test_a_claim_that_read_before_the_assignment_is_refused(lead, reviewer, reviewer2, waiting):
    as_read = reload(waiting)
    workflow.assign(by=lead, generation=waiting, to=reviewer)

    with pytest.raises(WrongState):
        workflow.claim(by=reviewer2, generation=as_read)


def test_who_asked_for_a_draft_is_not_assigned_to_it(lead, marketer, reviewer, make_waiting):
    draft = make_waiting()
    Generation.objects.filter(pk=draft.pk).update(requested_by=reviewer)

    with pytest.raises(NotAllowed, match="somebody else must decide"):
        workflow.assign(by=lead, generation=reload(draft), to=reviewer)
    with pytest.raises(NotAllowed, match="does not review"):
        workflow.assign(by=lead, generation=reload(draft), to=marketer)


def test_what_is_held_is_not_assigned(lead, reviewer2, held):
    with pytest.raises(WrongState):
        workflow.assign(by=lead, generation=held, to=reviewer2)


def test_assigning_again_changes_and_tells_nothing(lead, reviewer, waiting):
    workflow.assign(by=lead, generation=waiting, to=reviewer)
    workflow.assign(by=lead, generation=reload(waiting), to=reviewer)

    assert AuditEntry.objects.filter(action="draft.assigned").count() == 1
    workflow.assign(by=lead, generation=reload(waiting), to=None)
    assert reload(waiting).assigned_to is None


def test_an_empty_page_says_for_whom_drafts_are_kept(client_for, lead, reviewer, reviewer2, waiting):
    workflow.assign(by=lead, generation=waiting, to=reviewer)

    content = client_for(reviewer2).get(QUEUE, {"view": "unclaimed"}).content.decode()

    assert "Kept for Ana Ferreira" in content
    assert queue.next_for(reviewer2, now=waiting.submitted_at) is None
