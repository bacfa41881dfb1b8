from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from generation import audit
from generation.models import AuditAction, AuditEntry
from generation.templatetags.campaign_rows import countdown, period
from tests.factories import (
    BrandFactory,
    BrandMembershipFactory,
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
    LinkFactory,
    make_ready,
)

pytestmark = pytest.mark.django_db

HERE = "/campaigns/spring-sale/"


@pytest.fixture
def campaign(db):
    return CampaignFactory(slug="spring-sale")


def draft_of(campaign, **fields):
    return GenerationFactory(request=DraftRequestFactory(campaign=campaign), **fields)


# The list


def test_the_list_shows_active_campaigns_with_counts(client_for, marketer, campaign):
    make_ready(draft_of(campaign))
    make_ready(draft_of(campaign), review_status="submitted", frozen_hash="f" * 64)
    make_ready(draft_of(campaign), review_status="approved", frozen_hash="f" * 64)
    CampaignFactory(name="Old one", status="archived")
    page = client_for(marketer).get("/campaigns/").content.decode()
    assert "3 drafts" in page
    assert "1 in review" in page
    assert "1 approved" in page
    assert "Old one" not in page


def test_archived_campaigns_have_a_tab(client_for, marketer, campaign):
    CampaignFactory(name="Old one", status="archived")
    response = client_for(marketer).get("/campaigns/?status=archived")
    assert [found.name for found in response.context["page"].items] == ["Old one"]
    assert client_for(marketer).get("/campaigns/?status=nonsense").context["status"] == "active"


def test_an_empty_list_says_what_to_do(client_for, marketer, reviewer):
    assert "/campaigns/new/" in client_for(marketer).get("/campaigns/").content.decode()
    assert "/campaigns/new/" not in client_for(reviewer).get("/campaigns/").content.decode()


def test_a_long_list_goes_on(client_for, marketer, htmx):
    brand = BrandFactory()
    for number in range(30):
        CampaignFactory(brand=brand, owner=marketer, name=f"Campaign {number:02}")
    first = client_for(marketer).get("/campaigns/")
    after = first.context["page"].next
    rest = client_for(marketer).get(f"/campaigns/?after={after}", headers=htmx)
    assert "Load more" in first.content.decode()
    assert rest.content.decode().lstrip().startswith("<li>")
    shown = [found.name for found in first.context["page"].items]
    assert shown == [f"Campaign {number:02}" for number in range(29, 29 - len(shown), -1)]
    assert rest.content.decode().count("<li>") == 30 - len(shown)


def test_the_list_comes_as_page_and_as_fragment(client_for, marketer, campaign, htmx):
    assert "<html" in client_for(marketer).get("/campaigns/").content.decode()
    assert "<html" not in client_for(marketer).get("/campaigns/", headers=htmx).content.decode()


def test_the_list_costs_the_same_however_long(
    client_for, marketer, campaign, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_for(marketer)
    with django_assert_max_num_queries(8) as first:
        client.get("/campaigns/")
    for _ in range(5):
        make_ready(draft_of(CampaignFactory()))
    with django_assert_num_queries(len(first)):
        client.get("/campaigns/")


# One campaign


def test_the_page_shows_the_brief_and_marks_expired_facts(client_for, marketer, campaign):
    FactFactory(campaign=campaign)
    FactFactory(
        campaign=campaign, text="12,000 subscribers", valid_until=timezone.localdate() - timedelta(days=1)
    )
    page = client_for(marketer).get(HERE).content.decode()
    assert "First order of the season." in page
    assert "Offer sheet SP-27" in page
    assert 'class="is-out"><b>F2</b><span dir="auto">12,000 subscribers' in page
    assert "Expired" in page


def test_the_completeness_names_what_is_missing(client_for, marketer, campaign):
    response = client_for(marketer).get(HERE)
    complete = response.context["completeness"]
    assert (complete.filled, complete.total, complete.advice) == (4, 8, "Add the first day")
    assert f'href="{HERE}edit/#id_starts_on"' in response.content.decode()


def test_a_full_brief_needs_nothing(client_for, marketer):
    campaign = CampaignFactory(slug="full", starts_on=date(2027, 3, 15), ends_on=date(2027, 3, 28))
    FactFactory(campaign=campaign)
    LinkFactory(campaign=campaign)
    complete = client_for(marketer).get("/campaigns/full/").context["completeness"]
    assert (complete.filled, complete.advice) == (8, "")


def test_drafts_stand_as_cards_by_tool(client_for, marketer, campaign):
    make_ready(draft_of(campaign), must_fix=1)
    make_ready(draft_of(campaign), title="Gone", review_status="archived")
    page = client_for(marketer).get(HERE).content.decode()
    assert "Spring sale: 20% off every bag" in page
    assert "1 must fix" in page
    assert "Gone" not in page


def test_cards_refresh_while_a_draft_is_written(client_for, marketer, campaign, htmx):
    draft_of(campaign)
    assert 'hx-trigger="every 2s"' in client_for(marketer).get(HERE).content.decode()
    cards = client_for(marketer).get(HERE, headers=htmx | {"HX-Target": "cards"}).content.decode()
    assert cards.lstrip().startswith('<div class="stack stack-lg" id="cards"')


@pytest.mark.parametrize(
    ("tab", "words"), [("", "No drafts yet"), ("facts", "No facts yet"), ("activity", "Nothing is recorded")]
)
def test_each_tab_has_an_address(client_for, marketer, campaign, htmx, tab, words):
    client = client_for(marketer)
    page = client.get(f"{HERE}?tab={tab}").content.decode()
    panel = client.get(f"{HERE}?tab={tab}", headers=htmx | {"HX-Target": "panel"}).content.decode()
    assert words in page
    assert words in panel
    assert "<html" in page
    assert panel.lstrip().startswith('<div id="panel">')


def test_a_made_up_target_gives_the_page(client_for, marketer, campaign, htmx):
    response = client_for(marketer).get(HERE, headers=htmx | {"HX-Target": "made-up"})
    assert "<html" in response.content.decode()


def test_activity_tells_of_the_campaign_and_its_drafts(client_for, marketer, campaign):
    draft = draft_of(campaign)
    with transaction.atomic():
        audit.record(AuditAction.CAMPAIGN_EDITED, by=marketer, on=campaign, brand=campaign.brand)
        audit.record(AuditAction.DRAFT_CANCELLED, by=marketer, on=draft, reason="Not needed")
        audit.record(AuditAction.CAMPAIGN_EDITED, by=marketer, on=CampaignFactory(name="Another"))
    response = client_for(marketer).get(f"{HERE}?tab=activity")
    actions = [entry.action for entry in response.context["entries"].items]
    assert actions == ["draft.cancelled", "campaign.edited"]
    assert "“Not needed”" in response.content.decode()


def test_older_activity_is_loaded_into_the_list(client_for, marketer, campaign, htmx):
    with transaction.atomic():
        for _ in range(30):
            audit.record(AuditAction.CAMPAIGN_EDITED, by=marketer, on=campaign, brand=campaign.brand)
    first = client_for(marketer).get(f"{HERE}?tab=activity").context["entries"]
    rest = client_for(marketer).get(f"{HERE}?tab=activity&after={first.next}", headers=htmx)
    assert rest.content.decode().count("<li>") == 30 - len(first.items)


def test_readers_see_no_controls(client_for, reviewer, campaign):
    page = client_for(reviewer).get(HERE).content.decode()
    assert "Edit brief" not in page
    assert "Request draft" not in page


@pytest.mark.parametrize("path", ["/campaigns/", HERE])
def test_reading_needs_a_sign_in_and_a_get(client, client_for, marketer, campaign, path):
    assert client.get(path).headers["Location"].startswith("/accounts/login/")
    assert client_for(marketer).post(path).status_code == 405


def test_a_strangers_campaign_does_not_exist(client_for, outsider, campaign):
    BrandMembershipFactory(brand=campaign.brand)
    for path in ("", "duplicate/", "archive/"):
        method = client_for(outsider).post if path else client_for(outsider).get
        assert method(HERE + path).status_code == 404
    assert "Spring sale" not in client_for(outsider).get("/campaigns/").content.decode()


def test_the_page_costs_the_same_however_many_drafts(
    client_for, marketer, campaign, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_for(marketer)
    make_ready(draft_of(campaign))
    with django_assert_max_num_queries(12) as first:
        client.get(HERE)
    for _ in range(5):
        make_ready(draft_of(campaign))
        FactFactory(campaign=campaign)
    with django_assert_num_queries(len(first)):
        client.get(HERE)


# What is done with one


def test_duplicate_opens_the_copy_for_editing(client_for, marketer, campaign):
    response = client_for(marketer).post(HERE + "duplicate/")
    assert response.headers["Location"] == "/campaigns/spring-sale-copy/edit/"
    assert AuditEntry.objects.get().action == AuditAction.CAMPAIGN_DUPLICATED


def test_archive_can_be_undone_on_the_page_it_leads_to(client_for, marketer, campaign):
    client = client_for(marketer)
    page = client.get(client.post(HERE + "archive/").headers["Location"]).content.decode()
    assert "This campaign is archived." in page
    assert "Request draft" not in page
    client.post(HERE + "archive/")
    campaign.refresh_from_db()
    assert not campaign.is_archived


@pytest.mark.parametrize("verb", ["duplicate", "archive"])
def test_verbs_need_the_role_and_a_post(client, client_for, reviewer, marketer, campaign, verb):
    assert client.post(f"{HERE}{verb}/").status_code == 302
    assert client_for(reviewer).post(f"{HERE}{verb}/").status_code == 403
    assert client_for(marketer).get(f"{HERE}{verb}/").status_code == 405
    assert not AuditEntry.objects.exists()


# Dates in words


@pytest.mark.parametrize(
    ("starts", "ends", "words"),
    [
        (date(2027, 3, 15), date(2027, 3, 28), "15–28 March 2027"),
        (date(2027, 3, 29), date(2027, 4, 2), "29 March – 2 April 2027"),
        (date(2026, 12, 29), date(2027, 1, 2), "29 December 2026 – 2 January 2027"),
        (date(2027, 3, 15), None, "From 15 March 2027"),
        (None, date(2027, 3, 28), "Until 28 March 2027"),
        (None, None, ""),
    ],
)
def test_a_period_is_written_as_people_write_it(starts, ends, words):
    assert period(CampaignFactory.build(brand=None, owner=None, starts_on=starts, ends_on=ends)) == words


@pytest.mark.parametrize(
    ("starts_in", "ends_in", "words"),
    [
        (6, 20, "starts in 6 days"),
        (1, 20, "starts tomorrow"),
        (-2, 3, "ends in 3 days"),
        (-2, 1, "ends tomorrow"),
        (-2, 0, "ends today"),
        (-9, -2, "ended"),
        (-9, None, ""),
    ],
)
def test_a_countdown_names_the_next_date(starts_in, ends_in, words):
    today = timezone.localdate()
    ends = None if ends_in is None else today + timedelta(days=ends_in)
    campaign = CampaignFactory.build(
        brand=None, owner=None, starts_on=today + timedelta(days=starts_in), ends_on=ends
    )
    assert countdown(campaign) == words
