"""Review leads approve outside the rules: with a reason, for all to see. What else protects a draft holds."""

import json

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation.models import AuditAction, AuditEntry, DraftRequest, Generation
from review import workflow
from review.exceptions import ContentChanged, NotAllowed, NotConfirmed, ReasonMissing, WrongState
from review.models import ReviewPolicy, ReviewStage
from tests.conftest import person
from tests.factories import change_kit
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db
REASON = "The shop opens in an hour and nobody of Legal can be reached."


@pytest.fixture
def stuck(brand, make_waiting):
    """A draft that waits for a group without members."""
    policy = ReviewPolicy.objects.create(name="Legal", brand=brand)
    ReviewStage.objects.create(policy=policy, name="Legal", group=Group.objects.create(name="Legal"))
    return make_waiting()


def set_aside(draft, by, **values):
    typed = {"seen": draft.frozen_hash, "reason": REASON} | values
    return workflow.set_rules_aside(by=by, generation=reload(draft), **typed)


def test_missing_stages_are_set_aside_by_a_lead(stuck, lead):
    decision = set_aside(stuck, lead)

    assert reload(stuck).review_status == "approved"
    assert (decision.set_aside, decision.set_aside_because) == (["Approval missing: Legal"], REASON)
    entry = AuditEntry.objects.get(action=AuditAction.DRAFT_RULES_SET_ASIDE)
    assert (entry.actor, entry.said, entry.after["set_aside"]) == (lead, REASON, decision.set_aside)


def test_a_lead_who_edited_sets_the_writers_rule_aside(waiting, lead):
    workflow.claim(by=lead, generation=waiting)
    workflow.edit(by=lead, generation=reload(waiting), based_on=1, edits={"headline": "Lighter"})

    decision = set_aside(reload(waiting), lead)

    assert decision.set_aside == ["Approved by somebody who wrote part of it"]


def test_a_lead_who_requested_it_is_named_as_that(waiting, lead, client_for, marketer):
    DraftRequest.objects.filter(pk=waiting.request_id).update(requested_by=lead)
    Generation.objects.filter(pk=waiting.pk).update(requested_by=lead)

    set_aside(waiting, lead)

    page = client_for(marketer).get(f"/drafts/{waiting.pk}/").text
    assert "Approved outside the rules by Lea Duval." in page
    assert "Approved by the person who requested it." in page
    assert REASON in page


@pytest.mark.parametrize("who", ["reviewer", "marketer", "admin"])
def test_nobody_else_can(stuck, request, who):
    with pytest.raises(NotAllowed):
        set_aside(stuck, request.getfixturevalue(who))
    with pytest.raises(NotAllowed):
        set_aside(stuck, person("root", Role.REVIEWER, is_superuser=True))


def test_where_no_rule_is_in_the_way_there_is_none_to_set_aside(waiting, lead):
    with pytest.raises(NotAllowed, match="as usual"):
        set_aside(waiting, lead)


def test_everything_else_holds(stuck, lead, reviewer):
    with pytest.raises(ReasonMissing):
        set_aside(stuck, lead, reason=" ")
    with pytest.raises(ContentChanged):
        set_aside(stuck, lead, seen="0" * 64)
    Generation.objects.filter(pk=stuck.pk).update(must_fix=1)
    with pytest.raises(ReasonMissing, match="must be fixed"):
        set_aside(stuck, lead)
    Generation.objects.filter(pk=stuck.pk).update(
        must_fix=0, risk_band=Generation.RiskBand.MEDIUM, source="template"
    )
    with pytest.raises(NotConfirmed):
        set_aside(stuck, lead)
    Generation.objects.filter(pk=stuck.pk).update(risk_band=Generation.RiskBand.LOW, source="model")
    workflow.claim(by=reviewer, generation=reload(stuck))
    with pytest.raises(WrongState, match="Ana Ferreira"):
        set_aside(stuck, lead)
    workflow.release(by=reviewer, generation=reload(stuck))
    change_kit(stuck.brand, legal_footer="Other terms apply.")
    with pytest.raises(ContentChanged, match="brand"):
        set_aside(stuck, lead)
    assert reload(stuck).review_status == "submitted"


def test_it_can_be_undone_like_any_approval(stuck, lead):
    set_aside(stuck, lead)
    workflow.undo(by=lead, generation=reload(stuck))

    assert reload(stuck).held_by == lead
    assert not reload(stuck).is_approved(timezone.now())


def test_the_screen_offers_it_to_leads_where_a_rule_is_in_the_way(stuck, waiting, lead, reviewer, client_for):
    words = "Approve outside the rules"
    assert words in client_for(lead).get(f"/review/{stuck.pk}/").text
    assert words not in client_for(reviewer).get(f"/review/{stuck.pk}/").text


def test_the_form_says_what_will_stand_there_and_the_evidence_does(stuck, lead, client_for):
    client, url = client_for(lead), f"/review/{stuck.pk}/break-glass/"
    assert "Approval missing: Legal" in client.get(url).text
    refused = client.post(url, {"seen": stuck.frozen_hash, "reason": ""})
    assert refused.status_code == 422
    assert "Say why the rules are set aside." in refused.text

    assert client.post(url, {"seen": stuck.frozen_hash, "reason": REASON}).status_code == 302

    decision = json.loads(client.get(f"/drafts/{stuck.pk}/evidence/json/").content)["decisions"][-1]
    assert (decision["set_aside"], decision["set_aside_because"]) == (["Approval missing: Legal"], REASON)
    assert "Outside the rules" in client.get(f"/drafts/{stuck.pk}/evidence/").text
    assert "Outside the rules" in client.get(f"/review/{stuck.pk}/").text
    assert REASON in client.get("/audit/").text


def test_only_leads_approve_what_must_be_fixed(held, reviewer, lead, client_for):
    Generation.objects.filter(pk=held.pk).update(must_fix=1)
    with pytest.raises(NotAllowed, match="Only a review lead"):
        workflow.approve(by=reviewer, generation=reload(held), seen=held.frozen_hash, note="Fine.")
    assert "Only a review lead" in client_for(reviewer).get(f"/review/{held.pk}/approve/").text
    workflow.take_over(by=lead, generation=reload(held))

    with pytest.raises(ReasonMissing):
        workflow.approve(by=lead, generation=reload(held), seen=held.frozen_hash)
    workflow.approve(by=lead, generation=reload(held), seen=held.frozen_hash, note="It is on file.")
