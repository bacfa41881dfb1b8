from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from generation.llm_tools import TOOLS
from generation.models import AuditAction, AuditEntry, DraftRequest, Generation
from tests.factories import (
    EMAIL_PARAMS,
    BrandMembershipFactory,
    CampaignFactory,
    DraftRequestFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign():
    return CampaignFactory(brand__time_zone="America/New_York")


@pytest.fixture
def url(campaign):
    return f"/campaigns/{campaign.slug}/drafts/new/email/"


def posted(**changes):
    return {**EMAIL_PARAMS, "variants": "2", "language": "en", "idempotency_key": "k1", **changes}


def test_the_form_shows_what_the_tool_asks_for(client_for, marketer, url):
    page = client_for(marketer).get(url).content.decode()

    for words in ("Request a draft", "What it should say", "How it should sound", "Key message", "Needed by"):
        assert words in page
    assert 'name="idempotency_key"' in page


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tools_form_shows_all_of_its_parameters(client_for, marketer, campaign, tool):
    page = client_for(marketer).get(f"/campaigns/{campaign.slug}/drafts/new/{tool}/").content.decode()

    missing = [name for name in TOOLS[tool].params_model.model_fields if f'name="{name}"' not in page]
    assert missing == []
    assert "What it should say" in page


def test_a_request_leads_to_its_first_draft(client_for, marketer, url, campaign):
    response = client_for(marketer).post(url, posted())

    first = Generation.objects.get(variant=1)
    assert (response.status_code, response["Location"]) == (303, f"/drafts/{first.pk}/")
    assert DraftRequest.objects.get().params["key_message"] == EMAIL_PARAMS["key_message"]
    assert AuditEntry.objects.filter(action=AuditAction.DRAFT_REQUESTED, actor=marketer).count() == 2


def test_htmx_is_told_where_to_go(client_for, marketer, url, htmx):
    response = client_for(marketer).post(url, posted(), headers=htmx)

    assert response["HX-Redirect"] == f"/drafts/{Generation.objects.get(variant=1).pk}/"


def test_pressing_twice_asks_once(client_for, marketer, url):
    client = client_for(marketer)

    answers = [client.post(url, posted())["Location"] for _ in range(2)]

    assert answers[0] == answers[1]
    assert DraftRequest.objects.count() == 1


def test_a_form_without_its_key_is_taken(client_for, marketer, url):
    assert client_for(marketer).post(url, posted(idempotency_key="")).status_code == 303


def test_the_due_time_is_of_the_brands_zone(client_for, marketer, url):
    day = timezone.now().date() + timedelta(days=30)

    client_for(marketer).post(url, posted(due_at=f"{day}T17:00"))

    due = DraftRequest.objects.get().due_at
    assert due.hour in (21, 22)
    assert due.date() == day


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key_message": ""}, "Key message: Please fill this in."),
        ({"key_message": "x" * 2001}, "Key message: This is too long."),
        ({"key_message": "Sale\x07 now"}, "Key message: This holds characters that can’t be seen"),
        ({"key_message": "Sale\x00 now"}, "Key message: Null characters are not allowed."),
        ({"link": "javascript:alert(1)"}, "Button link: "),
        ({"kind": "ransom_note"}, "Type of email: Please choose one of the options."),
        ({"variants": "-1"}, "Variants: Ask for 1 to 4 variants."),
        ({"variants": "9" * 400}, "Variants: Ask for 1 to 4 variants."),
        ({"language": "xx"}, "Language: Select a valid choice."),
        ({"due_at": "1999-12-31T10:00"}, "Needed by: This is in the past."),
        ({"due_at": "soon"}, "Needed by: Enter a valid date/time."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(
    client_for, marketer, url, changes, words
):
    response = client_for(marketer).post(url, posted(subject_idea="Lighter mornings", **changes))
    page = unescape(response.content.decode())

    assert response.status_code == 422
    assert "There is a problem" in page
    assert words in page
    assert "Lighter mornings" in page
    assert 'value="k1"' in page
    assert not DraftRequest.objects.exists()


def test_the_fragment_is_the_form_alone(client_for, marketer, url, htmx):
    page = client_for(marketer).post(url, posted(key_message=""), headers=htmx).content.decode()

    assert 'id="request-form"' in page
    assert "<html" not in page


def test_markup_in_a_field_stays_text(client_for, marketer, url):
    page = client_for(marketer).post(url, posted(kind="", subject_idea="<script>x</script>", key_message=""))

    assert b"<script>x</script>" not in page.content
    assert b"&lt;script&gt;x&lt;/script&gt;" in page.content


def test_an_earlier_request_fills_the_form(client_for, marketer, campaign, url):
    earlier = DraftRequestFactory(campaign=campaign, params={**EMAIL_PARAMS, "subject_idea": "Once more"})

    page = client_for(marketer).get(url, {"from": earlier.pk}).content.decode()

    assert "Once more" in page


def test_values_of_the_address_fill_the_form(client_for, marketer, url):
    page = client_for(marketer).get(url, {"key_message": "From a link", "variants": "99"}).content.decode()

    assert "From a link" in page


@pytest.mark.parametrize("other", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_an_earlier_request_that_is_not_there_is_ignored(client_for, marketer, url, other):
    assert client_for(marketer).get(url, {"from": other}).status_code == 200


def test_an_archived_campaign_refuses(client_for, marketer, campaign, url):
    campaign.status = "archived"
    campaign.save(update_fields=["status"])

    for response in (client_for(marketer).get(url), client_for(marketer).post(url, posted())):
        assert response.status_code == 409
        assert "This campaign is archived" in response.content.decode()


def test_an_unknown_tool_is_not_found(client_for, marketer, campaign):
    assert client_for(marketer).get(f"/campaigns/{campaign.slug}/drafts/new/horoscope/").status_code == 404


def test_it_needs_a_login(client, url):
    assert client.get(url)["Location"].startswith("/accounts/login/")


def test_it_needs_a_marketer(client_for, reviewer, url):
    assert client_for(reviewer).get(url).status_code == 403
    assert client_for(reviewer).post(url, posted()).status_code == 403


def test_a_stranger_finds_nothing(client_for, outsider, marketer, campaign, url):
    BrandMembershipFactory(brand=campaign.brand, user=marketer)

    assert client_for(outsider).get(url).status_code == 404


def test_other_methods_are_refused(client_for, marketer, url):
    assert client_for(marketer).delete(url).status_code == 405


def test_the_form_costs_few_queries(client_for, marketer, url, django_assert_max_num_queries):
    client = client_for(marketer)
    client.get(url)  # which prompt is live is read once for all who ask in the next half minute

    with django_assert_max_num_queries(12):
        client.get(url)


def test_a_brief_of_two_megabytes_is_refused_with_a_clear_page(client_for, marketer, url):
    response = client_for(marketer).post(url, posted(key_message="x" * 2_000_000))

    assert response.status_code == 413
    assert "This is more text than fits." in response.content.decode()
