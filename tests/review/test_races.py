"""Reviewers at the same moment: one wins, the other is told, and nothing is approved unseen."""

from functools import partial

import pytest
from django.contrib.auth.models import Group

from crm_llm.accounts.models import Role
from crm_llm.errors import DomainError
from generation import kit_services
from generation.models import AuditAction, AuditEntry, Generation
from review import workflow
from review.exceptions import NotAllowed, WrongState
from review.gate import gate_of
from review.models import (
    Claim,
    Comment,
    CommentEvent,
    Decision,
    OutsideAnswer,
    ReviewPolicy,
    ReviewStage,
    Submission,
)
from review.selection import Selection
from review.workflow import outside
from tests.factories import GenerationFactory, make_ready
from tests.review.conftest import reload

pytestmark = pytest.mark.usefixtures("shared_db")


@pytest.fixture
def ready(shared_db, marketer):
    return make_ready(GenerationFactory(request__requested_by=marketer))


@pytest.fixture
def submitted(ready, marketer):
    workflow.submit(by=marketer, generation=ready)
    return ready


@pytest.fixture
def in_review(submitted, reviewer):
    workflow.claim(by=reviewer, generation=submitted)
    return submitted


def mine(verb, draft, by, **values):
    """Return the verb for a copy of the draft of its own, as another request would read it."""
    copy = Generation.objects.select_related("current_revision", "held_by", "parent").get(pk=draft.pk)
    return partial(verb, by=by, generation=copy, **values)


def refused(results):
    return [result for result in results if isinstance(result, DomainError)]


def verdicts(draft):
    return [decision.verdict for decision in draft.decisions.all()]


@pytest.fixture
def submit_under(reviewer, ready, marketer):
    """Return a function that submits the draft under a policy of stages, for reviewers if not said."""

    def submit(*stages):
        policy = ReviewPolicy.objects.create(name="Stages")
        reviewers = Group.objects.get(name=Role.REVIEWER)
        for position, stage in enumerate(stages, start=1):
            fields = {"group": reviewers} | stage
            ReviewStage.objects.create(policy=policy, position=position, name=f"Stage {position}", **fields)
        workflow.submit(by=marketer, generation=ready)
        return reload(ready)

    return submit


def claim_and_approve(draft, by):
    workflow.claim(by=by, generation=reload(draft))
    held = reload(draft)
    return workflow.approve(by=by, generation=held, seen=held.frozen_hash)


def test_of_two_reviewers_one_claims(at_once, submitted, reviewer, reviewer2):
    results = at_once(mine(workflow.claim, submitted, reviewer), mine(workflow.claim, submitted, reviewer2))

    submitted.refresh_from_db()
    winner = Claim.objects.get().reviewer
    assert submitted.held_by == winner
    assert [str(error) for error in refused(results)] == [
        f"{winner.display_name} is reviewing this draft now."
    ]
    assert AuditEntry.objects.get(action=AuditAction.DRAFT_CLAIMED).actor == winner


def test_two_who_go_on_at_once_go_on_with_two_drafts(at_once, in_review, marketer, reviewer, reviewer2):
    for _ in range(2):
        workflow.submit(by=marketer, generation=make_ready(GenerationFactory(request__requested_by=marketer)))

    in_review.refresh_from_db()

    results = at_once(
        *(
            partial(workflow.claim_next, by=by, behind=in_review, selection=Selection(by, {}))
            for by in (reviewer, reviewer2)
        )
    )

    assert len({draft.pk for draft in results}) == 2
    assert {draft.held_by for draft in results} == {reviewer, reviewer2}
    assert Claim.objects.open().exclude(generation=in_review).count() == 2


def test_an_approval_never_covers_words_that_came_at_the_same_moment(at_once, in_review, reviewer):
    seen, words = in_review.frozen_hash, in_review.current_revision

    results = at_once(
        mine(workflow.approve, in_review, reviewer, seen=seen),
        mine(workflow.edit, in_review, reviewer, based_on=1, edits={"headline": "Unseen"}),
    )

    in_review.refresh_from_db()
    assert len(refused(results)) == 1
    if in_review.review_status == "approved":
        decision = Decision.objects.get()
        assert (decision.revision, decision.frozen_hash) == (words, seen)
        assert (in_review.current_revision, in_review.frozen_hash) == (words, seen)
        assert in_review.revisions.count() == 1
    else:
        assert in_review.review_status == "submitted"
        assert in_review.current_revision.content["headline"] == "Unseen"
        assert not Decision.objects.exists()


def test_an_approval_never_comes_after_another_kit_came_in_force(at_once, in_review, reviewer, admin):
    brand = in_review.brand
    kit = brand.kit().model_copy(update={"legal_footer": "Other terms apply."})
    seen = brand.kit_version.number if brand.kit_version else 0

    at_once(
        mine(workflow.approve, in_review, reviewer, seen=in_review.frozen_hash),
        partial(kit_services.save, by=admin, brand=brand, kit=kit, note="", seen=seen),
    )

    in_review.refresh_from_db()
    approved = AuditEntry.objects.filter(action=AuditAction.DRAFT_APPROVED).first()
    assert (approved is not None) == (in_review.review_status == "approved")
    if approved:
        assert (
            approved.pk
            < AuditEntry.objects.get(action=AuditAction.KIT_SAVED, after__legal_footer=kit.legal_footer).pk
        )


def test_a_decision_that_is_sent_twice_is_taken_once(at_once, in_review, reviewer):
    approve = {"seen": in_review.frozen_hash}
    results = at_once(*(mine(workflow.approve, in_review, reviewer, **approve) for _ in range(2)))

    assert [type(error) for error in refused(results)] == [WrongState]
    assert Decision.objects.get().verdict == "approved"
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_APPROVED).count() == 1


def test_a_stage_that_needs_one_approval_takes_one_of_two(at_once, submit_under, reviewer, reviewer2):
    draft = submit_under({}, {"group": Group.objects.create(name="Legal")})

    results = at_once(*(partial(claim_and_approve, draft, by) for by in (reviewer, reviewer2)))

    # Whoever came second found it held by the other, or waiting for a group they are not of.
    (error,) = refused(results)
    assert isinstance(error, WrongState | NotAllowed)
    assert (gate_of(draft).at, verdicts(draft)) == (1, ["stage_approved"])


def test_a_stage_that_is_approved_twice_by_one_person_passes_once(at_once, submit_under, reviewer):
    draft = submit_under({}, {})
    workflow.claim(by=reviewer, generation=draft)
    seen = draft.frozen_hash

    results = at_once(*(mine(workflow.approve, draft, reviewer, seen=seen) for _ in range(2)))

    assert [type(error) for error in refused(results)] == [WrongState]
    assert (gate_of(draft).at, verdicts(draft), reload(draft).review_status) == (
        1,
        ["stage_approved"],
        "submitted",
    )


def test_of_a_stage_that_needs_two_both_count_and_the_draft_is_approved_once(
    at_once, submit_under, reviewer, reviewer2
):
    draft = submit_under({"approvals": 2})

    results = at_once(*(partial(claim_and_approve, draft, by) for by in (reviewer, reviewer2)))
    for by, result in zip((reviewer, reviewer2), results, strict=True):
        if isinstance(result, DomainError):  # the other held it, so that this one has to ask again
            claim_and_approve(draft, by)

    assert verdicts(draft) == ["stage_approved", "approved"]
    assert {decision.decided_by for decision in draft.decisions.all()} == {reviewer, reviewer2}
    assert (reload(draft).review_status, gate_of(draft).stage) == ("approved", None)
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_APPROVED).count() == 1


@pytest.mark.parametrize("approvals", [1, 2])
def test_two_approvers_outside_who_answer_at_once_pass_their_stage_once(
    at_once, submit_under, reviewer, approvals
):
    draft = submit_under({"group": None, "outside": True, "approvals": approvals}, {})
    links = [
        outside.invite(by=reviewer, generation=draft, name=name, email=f"{name}@client.example", days=7)[0]
        for name in ("jo", "kim")
    ]

    results = at_once(
        *(partial(outside.answer, link=link, kind=OutsideAnswer.Kind.APPROVED, body="") for link in links)
    )

    assert [result.kind for result in results] == ["approved", "approved"]
    counted = [result.decision for result in results if result.decision]
    assert sorted(decision.closes_stage for decision in counted) == [False] * (approvals - 1) + [True]
    assert (gate_of(draft).at, len(gate_of(draft).given)) == (1, approvals)
    assert (reload(draft).review_status, verdicts(draft)) == ("submitted", ["stage_approved"] * approvals)


def test_an_approval_outside_the_rules_and_one_of_a_stage_approve_the_draft_once(
    at_once, submit_under, reviewer, lead
):
    draft = submit_under({}, {"group": Group.objects.create(name="Legal")})

    results = at_once(
        partial(claim_and_approve, draft, reviewer),
        mine(workflow.set_rules_aside, draft, lead, seen=draft.frozen_hash, reason="The shop opens today."),
    )

    now = reload(draft)
    assert len(refused(results)) < 2
    assert now.held_by is None
    assert now.review_status == ("submitted" if isinstance(results[1], DomainError) else "approved")
    assert verdicts(draft).count("approved") == (now.review_status == "approved")


def test_a_takeover_and_an_approval_do_not_both_happen(at_once, in_review, reviewer, lead):
    results = at_once(
        mine(workflow.approve, in_review, reviewer, seen=in_review.frozen_hash),
        mine(workflow.take_over, in_review, lead),
    )

    in_review.refresh_from_db()
    assert len(refused(results)) == 1
    taken_over = in_review.review_status == "in_review" and in_review.held_by == lead
    assert taken_over != (in_review.review_status == "approved")
    assert Decision.objects.exists() != taken_over
    assert Claim.objects.open().count() == taken_over


def test_a_draft_is_recalled_or_claimed(at_once, submitted, marketer, reviewer):
    results = at_once(mine(workflow.recall, submitted, marketer), mine(workflow.claim, submitted, reviewer))

    submitted.refresh_from_db()
    assert len(refused(results)) == 1
    assert submitted.review_status in ("draft", "in_review")
    assert Claim.objects.exists() == (submitted.review_status == "in_review")


def test_a_draft_that_is_submitted_twice_is_frozen_once(at_once, ready, marketer):
    results = at_once(*(mine(workflow.submit, ready, marketer) for _ in range(2)))

    assert [type(error) for error in refused(results)] == [WrongState]
    assert Submission.objects.count() == 1


def test_a_handover_and_a_decision_do_not_both_happen(at_once, in_review, reviewer, reviewer2):
    asked = workflow.ask_to_take_over(by=reviewer2, generation=in_review)
    results = at_once(
        mine(workflow.approve, in_review, reviewer, seen=in_review.frozen_hash),
        mine(workflow.hand_over, in_review, reviewer, request=asked),
    )

    in_review.refresh_from_db()
    assert len(refused(results)) == 1
    assert Decision.objects.exists() == (in_review.review_status == "approved")
    assert Claim.objects.open().count() == (in_review.held_by == reviewer2)


def test_a_thread_that_two_resolve_at_once_is_resolved_once(at_once, in_review, reviewer, reviewer2):
    said = workflow.comment(by=reviewer, generation=in_review, body="Says who?")

    def resolve(by):
        return partial(workflow.resolve_thread, by=by, comment=Comment.objects.get(pk=said.pk))

    at_once(resolve(reviewer), resolve(reviewer2))

    assert [event.kind for event in CommentEvent.objects.all()] == ["resolved"]
