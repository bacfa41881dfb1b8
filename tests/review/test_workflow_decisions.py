from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from generation import services
from generation.exceptions import StaleRevision
from generation.models import Asset, AuditAction, AuditEntry, Brand, DraftRequest, Generation, Revision
from review import workflow
from review.exceptions import ContentChanged, NotAllowed, ReasonMissing, WrongState
from review.models import Decision
from tests.conftest import Role, person
from tests.factories import AssetFactory, GenerationFactory, change_kit, email_content, make_ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(marketer, reviewer):
    """A draft that `reviewer` holds."""
    draft = make_ready(GenerationFactory(request__requested_by=marketer))
    workflow.submit(by=marketer, generation=draft)
    workflow.claim(by=reviewer, generation=draft)
    return fresh(draft)


def fresh(draft):
    return Generation.objects.select_related("brand", "campaign", "current_revision").get(pk=draft.pk)


def test_an_approval_names_the_bytes_that_were_seen(draft, reviewer):
    decision = workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash, note="Good.")

    assert fresh(draft).review_status == "approved"
    assert decision.frozen_hash == draft.frozen_hash
    entry = AuditEntry.objects.get(action=AuditAction.DRAFT_APPROVED)
    assert (entry.actor, entry.after["frozen_hash"], entry.said) == (reviewer, draft.frozen_hash, "Good.")


def test_an_approval_of_other_bytes_is_refused(draft, reviewer):
    with pytest.raises(ContentChanged):
        workflow.approve(by=reviewer, generation=draft, seen="0" * 64)
    assert fresh(draft).review_status == "in_review"


def test_a_brand_change_after_the_claim_voids_the_approval(draft, reviewer):
    change_kit(draft.brand, legal_footer="Other terms apply.")

    with pytest.raises(ContentChanged, match="brand"):
        workflow.approve(by=reviewer, generation=fresh(draft), seen=draft.frozen_hash)


def test_a_brand_change_after_the_draft_was_loaded_voids_the_approval(draft, reviewer):
    assert draft.brand.kit()
    change_kit(Brand.objects.get(pk=draft.brand_id), legal_footer="Other terms apply.")

    with pytest.raises(ContentChanged, match="brand"):
        workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)


@contextmanager
def just_before(start, change):
    """Make the change, once, when a statement that begins like `start` is about to run."""
    waiting = [change]

    def run(execute, sql, params, many, context):
        if waiting and sql.startswith(start):
            waiting.pop()()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(run):
        yield
    assert not waiting


def test_a_brand_change_between_the_last_look_and_the_approval_voids_it(draft, reviewer):
    def rival():
        change_kit(Brand.objects.get(pk=draft.brand_id), legal_footer="Other terms apply.")

    with (
        just_before('UPDATE "generation_brand"', rival),
        pytest.raises(ContentChanged, match="brand"),
    ):
        workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    assert not Decision.objects.exists()


def test_other_words_for_a_picture_between_the_last_look_and_the_approval_void_it(marketer, reviewer):
    shown = AssetFactory()
    content = email_content(hero={"picture": shown.key, "alt": "", "brief": ""})
    draft = make_ready(
        GenerationFactory(request__campaign=shown.campaign, request__requested_by=marketer), content=content
    )
    workflow.submit(by=marketer, generation=draft)
    workflow.claim(by=reviewer, generation=draft)

    with (
        just_before('UPDATE "generation_asset"', lambda: Asset.objects.update(alt="Two cups")),
        pytest.raises(ContentChanged, match="picture"),
    ):
        workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    assert not Decision.objects.exists()


def test_an_approval_is_refused_when_the_status_changes_between_read_and_write(draft, reviewer, lead):
    workflow.take_over(by=lead, generation=fresh(draft))

    with pytest.raises(WrongState):
        workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    assert not Decision.objects.exists()


def test_the_requester_cannot_approve_even_as_reviewer_and_superuser(draft, reviewer):
    both = person("both", Role.MARKETER, Role.REVIEWER, Role.LEAD, is_superuser=True)
    DraftRequest.objects.filter(pk=draft.request_id).update(requested_by=both)
    Generation.objects.filter(pk=draft.pk).update(requested_by=both, held_by=both)

    with pytest.raises(NotAllowed, match="You requested this draft"):
        workflow.approve(by=both, generation=fresh(draft), seen=draft.frozen_hash)


@pytest.mark.parametrize("verb", [workflow.claim, workflow.take_over])
def test_the_requester_does_not_even_begin_to_review(draft, verb):
    both = person("both", Role.MARKETER, Role.REVIEWER, Role.LEAD, is_superuser=True)
    Generation.objects.filter(pk=draft.pk).update(requested_by=both)

    with pytest.raises(NotAllowed, match="You requested this draft"):
        verb(by=both, generation=fresh(draft))


def test_a_superuser_without_the_group_cannot_approve(draft, admin):
    with pytest.raises(NotAllowed, match="Only reviewers"):
        workflow.approve(by=admin, generation=draft, seen=draft.frozen_hash)


def test_a_reviewer_who_edited_cannot_approve_and_another_can(draft, reviewer, reviewer2):
    workflow.edit(by=reviewer, generation=draft, based_on=1, edits={"headline": "Lighter mornings"})
    edited = fresh(draft)
    workflow.claim(by=reviewer, generation=edited)
    with pytest.raises(NotAllowed, match="You wrote part"):
        workflow.approve(by=reviewer, generation=fresh(draft), seen=edited.frozen_hash)
    workflow.release(by=reviewer, generation=fresh(draft))
    workflow.claim(by=reviewer2, generation=fresh(draft))

    workflow.approve(by=reviewer2, generation=fresh(draft), seen=edited.frozen_hash)

    assert fresh(draft).review_status == "approved"


def test_a_reviewers_edit_is_a_new_revision_and_the_models_words_stay(draft, reviewer):
    seen = draft.frozen_hash

    revision = workflow.edit(
        by=reviewer, generation=draft, based_on=1, edits={"headline": "Lighter mornings"}
    )

    assert (revision.number, revision.author, revision.content["headline"]) == (
        2,
        reviewer,
        "Lighter mornings",
    )
    assert Revision.objects.get(generation=draft, number=1).content["headline"] != "Lighter mornings"
    edited = fresh(draft)
    assert (edited.review_status, edited.held_by) == ("submitted", None)
    assert edited.frozen_hash != seen


def test_an_edit_that_changes_nothing_keeps_the_review(draft, reviewer):
    headline = draft.current_revision.content["headline"]
    workflow.edit(by=reviewer, generation=draft, based_on=1, edits={"headline": headline})
    assert fresh(draft).review_status == "in_review"


def test_an_edit_of_old_words_is_refused(draft, reviewer):
    with pytest.raises(StaleRevision):
        workflow.edit(by=reviewer, generation=draft, based_on=0, edits={"headline": "x"})


def test_only_the_holder_edits(draft, reviewer2):
    with pytest.raises(NotAllowed, match="Ana Ferreira"):
        workflow.edit(by=reviewer2, generation=draft, based_on=1, edits={"headline": "x"})


def test_changes_need_an_instruction(draft, reviewer):
    with pytest.raises(ReasonMissing):
        workflow.request_changes(
            by=reviewer, generation=draft, seen=draft.frozen_hash, reasons=["fact_error"], note="  "
        )


def test_requested_changes_go_back_to_the_marketer_with_their_reasons(draft, reviewer, marketer):
    decision = workflow.request_changes(
        by=reviewer,
        generation=draft,
        seen=draft.frozen_hash,
        reasons=["fact_error", "unknown"],
        note="Add a source.",
    )

    assert decision.reasons == ["fact_error"]
    returned = fresh(draft)
    assert returned.review_status == "changes_requested"
    assert returned.can_be_edited_by(marketer)


@pytest.mark.parametrize(("reason", "note"), [("", "Because."), ("legal", ""), ("made-up", "Because.")])
def test_a_rejection_needs_a_known_reason_and_a_note(draft, reviewer, reason, note):
    with pytest.raises(ReasonMissing):
        workflow.reject(by=reviewer, generation=draft, seen=draft.frozen_hash, reason=reason, note=note)


def test_a_rejection_is_final_for_the_marketer(draft, reviewer, marketer):
    workflow.reject(by=reviewer, generation=draft, seen=draft.frozen_hash, reason="legal", note="No permit.")

    with pytest.raises(WrongState):
        workflow.submit(by=marketer, generation=fresh(draft))


def test_a_note_with_hidden_characters_is_refused(draft, reviewer):
    with pytest.raises(ReasonMissing, match="can’t be seen"):
        workflow.reject(
            by=reviewer, generation=draft, seen=draft.frozen_hash, reason="legal", note="a\u202eb"
        )


def test_a_decision_can_be_undone_at_once_by_the_person_who_took_it(draft, reviewer):
    workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    assert not fresh(draft).is_approved(timezone.now())

    workflow.undo(by=reviewer, generation=fresh(draft))

    assert (fresh(draft).review_status, fresh(draft).held_by) == ("in_review", reviewer)
    assert [d.verdict for d in Decision.objects.all()] == ["approved", "undone"]


def test_a_decision_cannot_be_undone_after_ten_seconds(draft, reviewer):
    workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    Generation.objects.filter(pk=draft.pk).update(decided_at=timezone.now() - timedelta(seconds=11))

    with pytest.raises(WrongState, match="ten seconds"):
        workflow.undo(by=reviewer, generation=fresh(draft))
    assert fresh(draft).is_approved(timezone.now())


def test_nobody_undoes_another_persons_decision(draft, reviewer, lead):
    workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    with pytest.raises(NotAllowed):
        workflow.undo(by=lead, generation=fresh(draft))


def test_an_approval_is_withdrawn_with_a_reason(draft, reviewer, reviewer2):
    workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    with pytest.raises(ReasonMissing):
        workflow.withdraw(by=reviewer2, generation=fresh(draft), note="")

    workflow.withdraw(by=reviewer2, generation=fresh(draft), note="The price is wrong.")

    assert fresh(draft).review_status == "withdrawn"


def test_only_a_lead_reopens(draft, reviewer, lead):
    workflow.reject(by=reviewer, generation=draft, seen=draft.frozen_hash, reason="legal", note="No permit.")
    with pytest.raises(NotAllowed):
        workflow.reopen(by=reviewer, generation=fresh(draft), note="We have it now.")

    workflow.reopen(by=lead, generation=fresh(draft), note="We have it now.")

    assert fresh(draft).review_status == "submitted"


def test_a_comment_keeps_the_revision_that_it_is_about(draft, marketer):
    comment = workflow.comment(by=marketer, generation=draft, body=" Happy to lose it. ")
    assert (comment.body, comment.revision) == ("Happy to lose it.", draft.current_revision)


def test_an_outsider_without_a_role_cannot_comment(draft, nobody):
    with pytest.raises(NotAllowed):
        workflow.comment(by=nobody, generation=draft, body="Hi")


def test_undoing_is_refused_once_the_author_has_edited(draft, reviewer, marketer):
    workflow.request_changes(
        by=reviewer, generation=draft, seen=draft.frozen_hash, reasons=["other"], note="Shorter, please."
    )
    services.edit(by=marketer, generation=fresh(draft), based_on=1, edits={"headline": "Shorter"})

    with pytest.raises(WrongState):
        workflow.undo(by=reviewer, generation=fresh(draft))
    assert fresh(draft).review_status == "changes_requested"


def test_who_wrote_words_that_the_model_was_shown_cannot_approve_what_it_made_of_them(
    draft, reviewer, marketer
):
    workflow.edit(by=reviewer, generation=draft, based_on=1, edits={"headline": "Lighter mornings"})
    child = make_ready(
        GenerationFactory(request__campaign=draft.campaign, request__requested_by=marketer, parent=draft)
    )
    assert "You wrote part" in workflow.approval_obstacle(child, reviewer)


def test_an_approved_draft_is_archived_by_leads_only(draft, reviewer, marketer, lead):
    workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    with pytest.raises(NotAllowed):
        workflow.archive(by=marketer, generation=fresh(draft))

    workflow.archive(by=lead, generation=fresh(draft))

    assert fresh(draft).review_status == "archived"
