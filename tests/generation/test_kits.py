"""A campaign kit: one brief, one request, one draft of each tool; all or none."""

import uuid
from html import unescape

import pytest
from django.test import Client

from generation import drafting, services
from generation.exceptions import InvalidRequest
from generation.llm_tools import TOOLS
from generation.models import AuditEntry, Campaign, DraftRequest, Generation, PersonDay
from generation.prompt_services import ensure_prompts
from tests.factories import BrandMembershipFactory, CampaignFactory, FactFactory, LinkFactory

pytestmark = pytest.mark.django_db

SHARED = {"key_message": "Every bag is 20% off until Sunday.", "link": "https://northwind.example/spring"}


@pytest.fixture
def campaign(marketer):
    ensure_prompts()
    made = CampaignFactory(owner=marketer, slug="spring", offer="20% off every bag, code SPRING20.")
    FactFactory(campaign=made)
    LinkFactory(campaign=made)
    return made


@pytest.fixture
def client(client_for, marketer):
    return client_for(marketer)


def posted(**changes):
    return {
        **SHARED,
        "tools": list(TOOLS),
        "tone": "warm",
        "language": "en",
        "idempotency_key": "k",
    } | changes


def asked(client, **changes):
    response = client.post("/campaigns/spring/kits/new/", posted(**changes))
    assert response.status_code == 303, unescape(response.content.decode())
    return response["Location"]


def params_of(tools, **more):
    known = {name: TOOLS[name].params_model.model_fields for name in tools}
    return {
        name: {key: value for key, value in {**SHARED, **more}.items() if key in fields}
        for name, fields in known.items()
    }


def test_the_form_asks_once_for_what_all_share(client, campaign):
    page = client.get("/campaigns/spring/kits/new/").content.decode()

    assert page.count('name="key_message"') == 1
    assert all(f'value="{name}"' in page for name in TOOLS)


def test_one_request_makes_a_draft_of_each_tool(client, campaign, marketer):
    address = asked(client)

    requests = DraftRequest.objects.all()
    assert {one.tool for one in requests} == set(TOOLS)
    assert len({one.kit for one in requests}) == 1
    assert all(one.params["key_message"] == SHARED["key_message"] for one in requests)
    assert address == f"/campaigns/spring/kits/{requests[0].kit}/"
    assert PersonDay.objects.get(person=marketer).requests == len(TOOLS)
    assert {entry.after["kit"] for entry in AuditEntry.objects.filter(action="draft.requested")} == {
        str(requests[0].kit)
    }


def test_pressing_twice_makes_one_kit(client, campaign):
    assert asked(client) == asked(client)
    assert DraftRequest.objects.count() == len(TOOLS)


def test_the_same_form_with_other_words_is_refused(client, campaign):
    asked(client)
    response = client.post("/campaigns/spring/kits/new/", posted(key_message="Something else"))

    assert response.status_code == 422
    assert "already used" in response.content.decode()


def test_one_wrong_parameter_stores_nothing(campaign, marketer):
    params = params_of(TOOLS)
    params["email"]["tone"] = "shouting"

    with pytest.raises(InvalidRequest) as refused:
        services.request_kit(
            by=marketer, campaign=campaign, params=params, language="en", idempotency_key="k"
        )

    assert list(refused.value.problems) == ["email-tone"]
    assert not DraftRequest.objects.exists()


def test_one_too_many_for_the_day_stores_nothing(campaign, marketer, settings):
    settings.PERSON_REQUESTS_PER_DAY = len(TOOLS) - 1

    with pytest.raises(InvalidRequest):
        services.request_kit(
            by=marketer, campaign=campaign, params=params_of(TOOLS), language="en", idempotency_key="k"
        )

    assert not DraftRequest.objects.exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"tools": []}, "Choose what to write."),
        ({"key_message": ""}, "Please fill this in."),
        ({"link": "not a link"}, "https://"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, campaign, changes, words):
    response = client.post("/campaigns/spring/kits/new/", posted(**changes))
    page = unescape(response.content.decode())

    assert response.status_code == 422
    assert words in page
    assert not DraftRequest.objects.exists()


def test_the_page_watches_the_drafts_and_then_compares_them(client, campaign):
    address = asked(client)
    assert 'hx-trigger="every 2s"' in client.get(address).content.decode()

    for draft in Generation.objects.all():
        drafting.run(draft.pk)
    page = unescape(client.get(address).content.decode())

    assert 'hx-trigger="every 2s"' not in page
    assert f"{len(TOOLS)} compared" in page
    draft = Generation.objects.first()
    assert address in client.get(f"/drafts/{draft.pk}/").content.decode()


def test_what_differs_between_the_drafts_is_shown(client, campaign, marketer):
    address = asked(client)
    for draft in Generation.objects.all():
        drafting.run(draft.pk)
    mail = Generation.objects.get(tool="email")
    fields = {field.path: field.text for field in TOOLS["email"].editable_fields(
        TOOLS["email"].content_model.model_validate(mail.current_revision.content)
    )}  # fmt: skip
    edits = {path: text.replace("20%", "35%") for path, text in fields.items() if "20%" in text}
    services.edit(by=marketer, generation=mail, based_on=1, edits=edits)

    page = unescape(client.get(address).content.decode())

    assert "The percentage differs" in page
    assert "Email: 35%" in page


def test_a_kit_takes_few_queries(client, campaign, django_assert_max_num_queries):
    address = asked(client)
    for draft in Generation.objects.all():
        drafting.run(draft.pk)

    with django_assert_max_num_queries(9):
        client.get(address)


def test_a_kit_is_for_marketers_of_the_brand(client_for, client, campaign, marketer, reviewer, outsider):
    address = asked(client)
    BrandMembershipFactory(brand=campaign.brand, user=marketer)
    BrandMembershipFactory(brand=campaign.brand, user=reviewer)

    assert client_for(reviewer).get("/campaigns/spring/kits/new/").status_code == 403
    assert client_for(reviewer).get(address).status_code == 200
    assert client_for(outsider).get(address).status_code == 404
    assert client_for(outsider).get("/campaigns/spring/kits/new/").status_code == 404
    assert client.get(f"/campaigns/spring/kits/{uuid.uuid4()}/").status_code == 404


def test_an_archived_campaign_gets_no_kit(client, campaign):
    Campaign.objects.filter(pk=campaign.pk).update(status="archived")

    assert client.post("/campaigns/spring/kits/new/", posted()).status_code == 409


def test_the_address_needs_a_login(campaign):
    assert Client().get("/campaigns/spring/kits/new/").status_code == 302
