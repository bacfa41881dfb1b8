"""What a draft gets when no model can help: an approved draft's words, else the template's."""

from datetime import timedelta

import pytest
from django.utils import timezone

from generation import drafting, services
from generation.models import AuditAction, AuditEntry, Fact, Generation, Revision
from generation.prompt_services import ensure_prompts
from review.workflow import approval_obstacle
from tests.factories import EMAIL_PARAMS, CampaignFactory, DraftRequestFactory, FactFactory, GenerationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_model(settings):
    settings.OPENROUTER_BASE_URL, settings.OPENROUTER_API_KEYS = "", []


@pytest.fixture
def campaign(marketer):
    ensure_prompts()
    campaign = CampaignFactory(owner=marketer)
    FactFactory(campaign=campaign, text="20% off all whole-bean coffee")
    return campaign


def asked(campaign, **fields):
    return GenerationFactory(request=DraftRequestFactory(campaign=campaign, **fields))


def written(draft):
    drafting.run(draft.pk)
    draft.refresh_from_db()
    return draft


def approve(draft, **fields):
    values = {
        "review_status": "approved",
        "frozen_hash": "0" * 64,
        "decided_at": timezone.now() - timedelta(minutes=1),
    }
    Generation.objects.filter(pk=draft.pk).update(**values | fields)
    draft.refresh_from_db()
    return draft


def edited(draft, by, ps):
    services.edit(by=by, generation=draft, based_on=1, edits={"ps": ps})
    draft.refresh_from_db()
    return draft


@pytest.fixture
def approved(campaign, marketer):
    return approve(edited(written(asked(campaign)), marketer, "Thank you for reading."))


def test_an_approved_draft_of_the_same_request_comes_before_the_template(campaign, approved):
    done = written(asked(campaign))

    assert (done.status, done.source, done.model) == ("ready", "cache", "")
    assert done.current_revision.content["ps"] == "Thank you for reading."
    assert (done.current_revision.origin, done.reused_revision) == ("cache", approved.current_revision)
    day = approved.decided_at.strftime("%B %Y")
    assert done.notice.startswith("No model is set up. These are the words of the draft that was approved on")
    assert day in done.notice
    assert done.review_status == "draft"


def test_the_record_names_the_draft_whose_words_were_used(campaign, approved):
    done = written(asked(campaign))
    entry = AuditEntry.objects.get(action=AuditAction.DRAFT_WRITTEN, generation=done)
    assert entry.after["reused_from"] == str(approved.pk)


@pytest.mark.parametrize(
    "other",
    [{"params": EMAIL_PARAMS | {"key_message": "Free delivery."}}, {"language": "de"}],
    ids=["another wish", "another language"],
)
def test_another_request_gets_the_template(campaign, approved, other):
    assert written(asked(campaign, **other)).source == "template"


def test_another_campaign_gets_the_template(approved):
    assert written(asked(CampaignFactory())).source == "template"


def test_an_approval_that_can_still_be_undone_does_not_count(campaign, approved):
    approve(approved, decided_at=timezone.now())
    assert written(asked(campaign)).source == "template"


def test_what_was_withdrawn_does_not_count(campaign, approved):
    approve(approved, review_status="withdrawn")
    assert written(asked(campaign)).source == "template"


def test_words_whose_facts_are_gone_do_not_count(campaign, marketer):
    promise = FactFactory(campaign=campaign, text="Free delivery from $40 until Sunday")
    approve(edited(written(asked(campaign)), marketer, "Free delivery from $40."))
    assert written(asked(campaign)).source == "cache"

    Fact.objects.filter(pk=promise.pk).update(text="Free delivery from $60 until Sunday")
    assert written(asked(campaign)).source == "template"


def test_only_the_first_variant_gets_them(campaign, approved):
    request = DraftRequestFactory(campaign=campaign, variants=2)
    first, second = (GenerationFactory(request=request, variant=number) for number in (1, 2))
    assert [written(first).source, written(second).source] == ["cache", "template"]


def test_another_try_gets_the_template(campaign, approved, marketer):
    request = services.regenerate(by=marketer, generation=approved, feedback="Shorter", idempotency_key="k")
    assert written(request.generations.get()).source == "template"


def test_whoever_wrote_part_of_the_words_does_not_approve_them_again(campaign, approved, reviewer, reviewer2):
    Revision.objects.create(
        generation=approved,
        number=3,
        origin="person",
        author=reviewer2,
        content=approved.current_revision.content,
        content_hash="1" * 64,
    )
    Generation.objects.filter(pk=approved.pk).update(current_revision=approved.revisions.get(number=3))
    done = written(asked(campaign))
    Revision.objects.create(
        generation=approved,
        number=4,
        origin="person",
        author=reviewer,
        content=approved.current_revision.content,
        content_hash="2" * 64,
    )

    assert "You wrote part" in approval_obstacle(done, reviewer2)
    assert approval_obstacle(done, reviewer) == ""


def test_words_that_were_taken_over_are_not_taken_over_again(campaign, approved):
    approve(written(asked(campaign)))
    approve(approved, review_status="withdrawn")
    assert written(asked(campaign)).source == "template"
