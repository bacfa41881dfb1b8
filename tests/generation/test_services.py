import uuid

import pytest
from django.db import transaction

from generation import services, tasks
from generation.exceptions import EditRefused, InvalidRequest, NotAllowed, StaleRevision, WrongState
from generation.llm_tools import UnknownTool
from generation.llm_tools.email import EmailTool
from generation.models import AuditAction, AuditEntry, DraftRequest, Generation, Revision
from tests.factories import (
    EMAIL_PARAMS,
    BrandMembershipFactory,
    CampaignFactory,
    FactFactory,
    GenerationFactory,
    make_ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign(db):
    return CampaignFactory()


def ask(by, campaign, **changes):
    values = {
        "tool": "email",
        "params": EMAIL_PARAMS,
        "variants": 2,
        "language": "en",
        "idempotency_key": uuid.uuid4().hex,
    }
    return services.request_drafts(by=by, campaign=campaign, **values | changes)


def test_a_request_is_stored_with_one_draft_a_variant(campaign, marketer):
    request = ask(marketer, campaign, variants=3)

    drafts = list(request.generations.order_by("variant"))
    assert [(draft.variant, draft.status) for draft in drafts] == [
        (1, "queued"),
        (2, "queued"),
        (3, "queued"),
    ]
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_REQUESTED, actor=marketer).count() == 3


def test_the_brief_is_kept_as_it_stood(campaign, marketer):
    FactFactory(campaign=campaign, text="20% off all whole-bean coffee")
    request = ask(marketer, campaign)
    campaign.facts.update(text="30% off")

    assert (
        DraftRequest.objects.get(pk=request.pk).brief_value().facts[0].text == "20% off all whole-bean coffee"
    )


def test_the_same_key_asks_once(campaign, marketer):
    first = ask(marketer, campaign, idempotency_key="k" * 32)
    second = ask(marketer, campaign, idempotency_key="k" * 32)

    assert first.pk == second.pk
    assert Generation.objects.count() == 2


def test_the_same_key_for_something_else_is_refused(campaign, marketer):
    ask(marketer, campaign, idempotency_key="k" * 32)
    with pytest.raises(InvalidRequest, match="already used"):
        ask(marketer, CampaignFactory(brand=campaign.brand), idempotency_key="k" * 32)


def test_two_people_may_use_the_same_key(campaign, marketer, outsider):
    ask(marketer, campaign, idempotency_key="k" * 32)
    ask(outsider, campaign, idempotency_key="k" * 32)
    assert DraftRequest.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"variants": -1}, "variants"),
        ({"variants": 0}, "variants"),
        ({"variants": 5}, "variants"),
        ({"language": "fr"}, "language"),
        ({"idempotency_key": ""}, "idempotency_key"),
        ({"idempotency_key": "k" * 65}, "idempotency_key"),
        ({"params": {**EMAIL_PARAMS, "key_message": "x" * 5000}}, "key_message"),
        ({"params": {**EMAIL_PARAMS, "key_message": "a\x00b"}}, "key_message"),
        ({"params": {**EMAIL_PARAMS, "key_message": "a\u202eb"}}, "key_message"),
        ({"params": {**EMAIL_PARAMS, "kind": "spam"}}, "kind"),
        ({"params": {**EMAIL_PARAMS, "colour": "red"}}, "colour"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_wrong_parameter_is_named_and_nothing_is_stored(campaign, marketer, changes, problem):
    with pytest.raises(InvalidRequest) as caught:
        ask(marketer, campaign, **changes)
    assert problem in caught.value.problems
    assert not DraftRequest.objects.exists()


def test_an_unknown_tool_is_refused(campaign, marketer):
    with pytest.raises(UnknownTool):
        ask(marketer, campaign, tool="fax")


def test_a_reviewer_cannot_request(campaign, reviewer):
    with pytest.raises(NotAllowed):
        ask(reviewer, campaign)


def test_a_stranger_to_the_brand_cannot_request(campaign, outsider):
    BrandMembershipFactory(brand=campaign.brand)
    with pytest.raises(NotAllowed):
        ask(outsider, campaign)


def test_an_archived_campaign_takes_no_requests(marketer):
    with pytest.raises(WrongState, match="archived"):
        ask(marketer, CampaignFactory(status="archived"))


def test_drafts_are_queued_after_the_commit_only(campaign, marketer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        request = ask(marketer, campaign)
        assert not request.generations.exclude(enqueued_at=None).exists()
    assert not request.generations.filter(enqueued_at=None).exists()


def test_a_dead_broker_does_not_fail_the_request(
    campaign, marketer, django_capture_on_commit_callbacks, dead_broker
):
    with django_capture_on_commit_callbacks(execute=True):
        request = ask(marketer, campaign)

    assert request.generations.filter(status="queued", enqueued_at=None).count() == 2


def test_the_sweep_queues_what_the_broker_never_got(campaign, marketer):
    request = ask(marketer, campaign)
    tasks.sweep()
    assert not request.generations.filter(enqueued_at=None).exists()


def test_cancelling_stops_a_waiting_draft(marketer):
    draft = GenerationFactory(request__requested_by=marketer)
    services.cancel(by=marketer, generation=draft)

    draft.refresh_from_db()
    assert draft.status == "cancelled"
    assert AuditEntry.objects.get(action=AuditAction.DRAFT_CANCELLED).actor == marketer


def test_a_finished_draft_cannot_be_cancelled(marketer):
    draft = make_ready(GenerationFactory(request__requested_by=marketer))
    with pytest.raises(WrongState):
        services.cancel(by=marketer, generation=draft)


def test_a_reviewer_cannot_cancel(reviewer):
    with pytest.raises(NotAllowed):
        services.cancel(by=reviewer, generation=GenerationFactory())


def test_an_edit_is_a_new_revision_with_its_own_findings(marketer):
    draft = make_ready(GenerationFactory(request__requested_by=marketer))

    revision = services.edit(
        by=marketer, generation=draft, based_on=1, edits={"sections.0.body": "A cheap deal. Hurry."}
    )

    draft.refresh_from_db()
    assert (revision.number, revision.author, draft.current_revision) == (2, marketer, revision)
    assert Revision.objects.get(generation=draft, number=1).content != revision.content
    entry = AuditEntry.objects.get(action=AuditAction.DRAFT_EDITED)
    assert (entry.before["revision"], entry.after["revision"]) == (1, 2)


def test_an_edit_that_changes_nothing_makes_no_revision(marketer):
    draft = make_ready(GenerationFactory(request__requested_by=marketer))
    same = draft.current_revision.content["headline"]

    assert services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": same}).number == 1


def test_the_second_of_two_edits_is_refused(marketer):
    draft = make_ready(GenerationFactory(request__requested_by=marketer))
    rival = Generation.objects.get(pk=draft.pk)
    services.edit(by=marketer, generation=rival, based_on=1, edits={"headline": "First"})

    with pytest.raises(StaleRevision), transaction.atomic():
        services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "Second"})
    draft.refresh_from_db()
    assert draft.current_revision.content["headline"] == "First"


@pytest.mark.parametrize(
    "edits", [{"headline": "x" * 9000}, {"no.such.path": "x"}], ids=["too long", "no such path"]
)
def test_a_bad_edit_is_refused(marketer, edits):
    draft = make_ready(GenerationFactory(request__requested_by=marketer))
    with pytest.raises(EditRefused):
        services.edit(by=marketer, generation=draft, based_on=1, edits=edits)
    assert Revision.objects.filter(generation=draft).count() == 1


def test_a_submitted_draft_cannot_be_edited_by_a_marketer(marketer):
    draft = make_ready(
        GenerationFactory(request__requested_by=marketer), review_status="submitted", frozen_hash="0" * 64
    )
    with pytest.raises(WrongState):
        services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "x"})


def test_another_try_names_its_parent_and_leaves_it_alone(marketer):
    draft = make_ready(GenerationFactory(request__requested_by=marketer))

    request = services.regenerate(by=marketer, generation=draft, feedback="Shorter.", idempotency_key="k1")

    child = request.generations.get()
    assert (child.parent, child.status, request.feedback) == (draft, "queued", "Shorter.")
    draft.refresh_from_db()
    assert (draft.status, draft.review_status) == ("ready", "draft")


def test_a_draft_under_review_is_not_tried_again(marketer):
    draft = make_ready(
        GenerationFactory(request__requested_by=marketer), review_status="submitted", frozen_hash="0" * 64
    )
    with pytest.raises(WrongState):
        services.regenerate(by=marketer, generation=draft, feedback="", idempotency_key="k1")


@pytest.mark.parametrize(
    "changes",
    [{"variants": 3}, {"params": {**EMAIL_PARAMS, "key_message": "Other."}}, {"reuse": True}],
    ids=["variants", "params", "reuse"],
)
def test_the_same_key_never_drops_a_changed_request_silently(campaign, marketer, changes):
    ask(marketer, campaign, idempotency_key="k" * 32)
    with pytest.raises(InvalidRequest, match="already used"):
        ask(marketer, campaign, idempotency_key="k" * 32, **changes)


def test_a_tool_may_have_its_drafts_always_written_anew(campaign, marketer, monkeypatch):
    monkeypatch.setattr(EmailTool, "reusable", False)
    with pytest.raises(InvalidRequest) as refused:
        ask(marketer, campaign, reuse=True)
    assert set(refused.value.problems) == {"reuse"}


def test_an_archived_campaign_takes_no_second_tries(marketer):
    draft = make_ready(
        GenerationFactory(request__campaign__status="archived", request__requested_by=marketer)
    )
    with pytest.raises(WrongState, match="archived"):
        services.regenerate(by=marketer, generation=draft, feedback="", idempotency_key="k1")
