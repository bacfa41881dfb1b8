"""Two people, or one with two windows, at the same moment: the database decides who was first."""

from functools import partial

import pytest

from generation import campaign_services, lease, prompt_services, services
from generation.campaign_services import CampaignValues, StaleCampaign
from generation.exceptions import StaleRevision, WrongState
from generation.models import (
    AuditAction,
    AuditEntry,
    Campaign,
    DraftRequest,
    Generation,
    Prompt,
    PromptVersion,
    Revision,
)
from tests.factories import (
    EMAIL_PARAMS,
    BrandFactory,
    CampaignFactory,
    GenerationFactory,
    PromptFactory,
    PromptVersionFactory,
    make_ready,
)

pytestmark = pytest.mark.usefixtures("shared_db")


def kinds(results):
    """Return the classes of the results, in an order that does not depend on who was first."""
    return sorted(type(result).__name__ for result in results)


@pytest.fixture
def versions(shared_db):
    prompt = PromptFactory()
    Prompt.objects.filter(pk=prompt.pk).update(live_version=None)
    return [PromptVersionFactory(prompt=prompt) for _ in range(2)]


def set_live(by, version):
    mine = PromptVersion.objects.get(pk=version.pk)
    return partial(prompt_services.set_live, by=by, version=mine)


def test_a_form_that_is_sent_twice_asks_once(at_once, client_for, marketer):
    url = f"/campaigns/{CampaignFactory().slug}/drafts/new/email/"
    form = EMAIL_PARAMS | {"variants": 3, "language": "en", "idempotency_key": "pressed-twice"}
    windows = [client_for(marketer), client_for(marketer)]

    answers = at_once(*(partial(window.post, url, form) for window in windows))

    first = Generation.objects.get(variant=1)
    assert [answer.headers["Location"] for answer in answers] == [f"/drafts/{first.pk}/"] * 2
    assert DraftRequest.objects.get().generations.count() == 3
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_REQUESTED).count() == 3


def test_of_two_edits_one_is_told_that_the_words_changed(at_once, marketer):
    draft = make_ready(GenerationFactory())

    def edit(headline):
        mine = Generation.objects.get(pk=draft.pk)
        return partial(services.edit, by=marketer, generation=mine, based_on=1, edits={"headline": headline})

    results = at_once(edit("One"), edit("Two"))

    assert kinds(results) == ["Revision", "StaleRevision"]
    saved = next(result for result in results if not isinstance(result, StaleRevision))
    draft.refresh_from_db()
    assert (draft.current_revision, Revision.objects.count()) == (saved, 2)
    assert AuditEntry.objects.get(action=AuditAction.DRAFT_EDITED).all_after["content"] == saved.content


def test_a_version_that_is_set_live_twice_is_published_once(at_once, admin, versions):
    results = at_once(*(set_live(admin, versions[0]) for _ in range(2)))

    assert kinds(results) == ["NoneType", "WrongState"]
    assert AuditEntry.objects.get(action=AuditAction.PROMPT_PUBLISHED).object_id == str(versions[0].pk)


def test_of_two_versions_that_are_set_live_the_record_tells_which_is(at_once, admin, versions):
    results = at_once(*(set_live(admin, version) for version in versions))

    entries = AuditEntry.objects.order_by("pk")
    steps = [(entry.before["live_version"], entry.after["live_version"]) for entry in entries]
    refused = sum(isinstance(result, WrongState) for result in results)
    assert len(steps) == 2 - refused
    assert [before for before, _after in steps] == [None, *(after for _before, after in steps)][: len(steps)]
    assert Prompt.objects.get(tool="email").live_version.number == steps[-1][1]
    assert sum(PromptVersion.objects.get(pk=one.pk).is_published for one in versions) == len(steps)


def test_of_two_workers_one_gets_the_draft(at_once):
    draft = GenerationFactory()

    results = at_once(*[partial(lease.claim, draft.pk)] * 3)

    draft.refresh_from_db()
    assert (sum(result is not None for result in results), draft.claims) == (1, 1)


def test_two_campaigns_of_one_name_get_two_addresses(at_once, marketer):
    values = CampaignValues(brand=BrandFactory(), name="Spring sale")

    made = at_once(*[partial(campaign_services.create, by=marketer, values=values)] * 2)

    assert {campaign.slug for campaign in made} == {"spring-sale", "spring-sale-2"}


def test_of_two_who_save_a_campaign_one_is_told(at_once, marketer):
    campaign = CampaignFactory()

    def save(name):
        mine = Campaign.objects.get(pk=campaign.pk)
        values = CampaignValues(brand=mine.brand, name=name)
        return partial(
            campaign_services.edit, by=marketer, campaign=mine, values=values, seen=mine.updated_at
        )

    results = at_once(save("One"), save("Two"))

    assert kinds(results) == ["Campaign", "StaleCampaign"]
    saved = next(result for result in results if not isinstance(result, StaleCampaign))
    campaign.refresh_from_db()
    assert campaign.name == saved.name
