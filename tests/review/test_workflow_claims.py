from datetime import timedelta

import pytest
from django.utils import timezone

from generation.models import AuditAction, AuditEntry, Generation
from review import workflow
from review.exceptions import NotAllowed, WrongState
from review.models import Claim
from tests.factories import GenerationFactory, change_kit, make_ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(marketer):
    draft = make_ready(GenerationFactory(request__requested_by=marketer))
    workflow.submit(by=marketer, generation=draft)
    return draft


def fresh(draft):
    return Generation.objects.get(pk=draft.pk)


def let_claim_expire(draft):
    past = timezone.now() - timedelta(seconds=1)
    Generation.objects.filter(pk=draft.pk).update(held_until=past)
    Claim.objects.filter(generation=draft).update(expires_at=past)


def test_a_claim_holds_the_draft_for_twenty_minutes(draft, reviewer):
    held = workflow.claim(by=reviewer, generation=draft)

    draft.refresh_from_db()
    assert (draft.review_status, draft.held_by) == ("in_review", reviewer)
    assert held.expires_at - held.claimed_at == timedelta(minutes=20)
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_CLAIMED, actor=reviewer).exists()


def test_the_second_of_two_claims_is_refused_with_the_name_of_the_first(draft, reviewer, reviewer2):
    late = fresh(draft)
    workflow.claim(by=reviewer, generation=draft)

    with pytest.raises(WrongState, match="Ana Ferreira"):
        workflow.claim(by=reviewer2, generation=late)
    assert Claim.objects.open().count() == 1


def test_claiming_twice_renews_the_same_claim(draft, reviewer):
    first = workflow.claim(by=reviewer, generation=draft)
    second = workflow.claim(by=reviewer, generation=draft)
    assert second.pk == first.pk


def test_a_marketer_cannot_claim(draft, marketer):
    with pytest.raises(NotAllowed):
        workflow.claim(by=marketer, generation=draft)


def test_an_expired_claim_is_free_for_the_next_reviewer(draft, reviewer, reviewer2):
    workflow.claim(by=reviewer, generation=draft)
    let_claim_expire(draft)

    workflow.claim(by=reviewer2, generation=fresh(draft))

    assert fresh(draft).held_by == reviewer2
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_CLAIM_EXPIRED).exists()


def test_a_heartbeat_keeps_the_claim(draft, reviewer):
    workflow.claim(by=reviewer, generation=draft)
    let_claim_expire(draft)

    workflow.heartbeat(by=reviewer, generation=fresh(draft))

    assert fresh(draft).held_until > timezone.now()


def test_a_heartbeat_for_a_lost_claim_is_refused(draft, reviewer, reviewer2):
    workflow.claim(by=reviewer, generation=draft)
    let_claim_expire(draft)
    workflow.claim(by=reviewer2, generation=fresh(draft))

    with pytest.raises(WrongState, match="Tom Okafor"):
        workflow.heartbeat(by=reviewer, generation=draft)


def test_the_sweep_gives_expired_claims_back_to_the_queue(draft, reviewer):
    workflow.claim(by=reviewer, generation=draft)
    let_claim_expire(draft)

    assert workflow.expire_claims() == 1
    assert fresh(draft).review_status == "submitted"
    assert not Claim.objects.open().exists()


def test_the_sweep_leaves_live_claims_alone(draft, reviewer):
    workflow.claim(by=reviewer, generation=draft)
    assert workflow.expire_claims() == 0


def test_a_released_draft_waits_again(draft, reviewer):
    workflow.claim(by=reviewer, generation=draft)
    workflow.release(by=reviewer, generation=draft)

    assert (fresh(draft).review_status, fresh(draft).held_by) == ("submitted", None)


def test_only_the_holder_can_release(draft, reviewer, reviewer2):
    workflow.claim(by=reviewer, generation=draft)
    with pytest.raises(WrongState):
        workflow.release(by=reviewer2, generation=fresh(draft))


def test_a_lead_takes_over_and_the_record_names_both(draft, reviewer, lead):
    workflow.claim(by=reviewer, generation=draft)

    workflow.take_over(by=lead, generation=fresh(draft))

    assert fresh(draft).held_by == lead
    entry = AuditEntry.objects.get(action=AuditAction.DRAFT_TAKEN_OVER)
    assert (entry.before["held_by"], entry.after["held_by"]) == ("Ana Ferreira", "Lea Duval")
    assert Claim.objects.open().get().reviewer == lead


def test_a_reviewer_cannot_take_over(draft, reviewer, reviewer2):
    workflow.claim(by=reviewer, generation=draft)
    with pytest.raises(NotAllowed):
        workflow.take_over(by=reviewer2, generation=fresh(draft))


def test_a_claim_takes_in_what_the_brand_changed_since_the_submission(draft, reviewer):
    change_kit(draft.brand, postal_address="2 New Street, Portland")
    before = draft.frozen_hash

    workflow.claim(by=reviewer, generation=fresh(draft))

    assert fresh(draft).frozen_hash != before
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_REFROZEN).exists()
