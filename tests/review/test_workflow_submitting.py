import pytest

from generation.models import AuditAction, AuditEntry, HistoryIsAppendOnly, Rendition
from review import workflow
from review.exceptions import NotAllowed, WrongState
from review.models import Submission
from tests.factories import (
    BrandMembershipFactory,
    DraftRequestFactory,
    GenerationFactory,
    change_kit,
    make_ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(marketer):
    return make_ready(GenerationFactory(request__requested_by=marketer))


def test_submitting_freezes_the_words_and_their_renditions(draft, marketer):
    submission = workflow.submit(by=marketer, generation=draft)

    draft.refresh_from_db()
    assert draft.review_status == "submitted"
    assert draft.frozen_hash == submission.frozen_hash
    kept = dict(Rendition.objects.values_list("format", "sha256"))
    assert submission.renditions == kept
    assert set(kept) == {"html", "txt"}


def test_submitting_is_audited_in_the_same_breath(draft, marketer):
    version = change_kit(draft.brand, legal_footer="Other terms apply.")
    workflow.submit(by=marketer, generation=draft)

    entry = AuditEntry.objects.get(action=AuditAction.DRAFT_SUBMITTED)
    assert (entry.actor, entry.generation) == (marketer, draft)
    assert entry.after["frozen_hash"] == draft.frozen_hash
    assert entry.after["kit_version"] == version.number


def test_a_reviewer_who_is_no_marketer_cannot_submit(draft, reviewer):
    with pytest.raises(NotAllowed):
        workflow.submit(by=reviewer, generation=draft)


def test_a_stranger_to_the_brand_cannot_submit(draft, outsider):
    BrandMembershipFactory(brand=draft.brand)
    with pytest.raises(NotAllowed):
        workflow.submit(by=outsider, generation=draft)


def test_a_draft_that_is_being_written_cannot_be_submitted(marketer):
    with pytest.raises(WrongState):
        workflow.submit(by=marketer, generation=GenerationFactory())


def test_the_second_of_two_submissions_is_refused(draft, marketer):
    rival = type(draft).objects.get(pk=draft.pk)
    workflow.submit(by=marketer, generation=rival)

    with pytest.raises(WrongState):
        workflow.submit(by=marketer, generation=draft)
    assert Submission.objects.count() == 1


def test_submitting_a_child_supersedes_its_parent(draft, marketer):
    workflow.submit(by=marketer, generation=draft)
    request = DraftRequestFactory(campaign=draft.campaign, requested_by=marketer, parent=draft)
    child = make_ready(GenerationFactory(request=request, parent=draft))

    workflow.submit(by=marketer, generation=child)

    draft.refresh_from_db()
    assert draft.review_status == "superseded"
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_SUPERSEDED, generation=draft).exists()


def test_an_approved_parent_stays_approved(draft, marketer, reviewer):
    workflow.submit(by=marketer, generation=draft)
    workflow.claim(by=reviewer, generation=draft)
    workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    request = DraftRequestFactory(campaign=draft.campaign, requested_by=marketer, parent=draft)
    child = make_ready(GenerationFactory(request=request, parent=draft))

    workflow.submit(by=marketer, generation=child)

    draft.refresh_from_db()
    assert draft.review_status == "approved"


def test_the_requester_recalls_a_waiting_draft(draft, marketer):
    workflow.submit(by=marketer, generation=draft)

    workflow.recall(by=marketer, generation=draft)

    draft.refresh_from_db()
    assert (draft.review_status, draft.frozen_hash) == ("draft", "")


def test_somebody_elses_draft_cannot_be_recalled(draft, marketer, outsider):
    workflow.submit(by=marketer, generation=draft)
    with pytest.raises(NotAllowed):
        workflow.recall(by=outsider, generation=draft)


def test_a_draft_in_review_cannot_be_recalled(draft, marketer, reviewer):
    workflow.submit(by=marketer, generation=draft)
    workflow.claim(by=reviewer, generation=type(draft).objects.get(pk=draft.pk))

    with pytest.raises(WrongState, match="Ana Ferreira is reviewing"):
        workflow.recall(by=marketer, generation=draft)


def test_a_finished_draft_can_be_archived_and_an_approved_one_too(draft, marketer, lead):
    workflow.archive(by=lead, generation=draft)

    draft.refresh_from_db()
    assert draft.review_status == "archived"


def test_a_draft_under_review_cannot_be_archived(draft, marketer):
    workflow.submit(by=marketer, generation=draft)
    with pytest.raises(WrongState):
        workflow.archive(by=marketer, generation=draft)


def test_a_submission_is_never_changed(draft, marketer):
    submission = workflow.submit(by=marketer, generation=draft)
    submission.frozen_hash = "0" * 64
    with pytest.raises(HistoryIsAppendOnly):
        submission.save()
