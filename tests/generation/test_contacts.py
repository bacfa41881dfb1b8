"""Contacts: previews are read as one of them, and no model is told what is known of them."""

import json

import pytest
from django.urls import reverse

from crm_llm.demo.sample_data.contacts import NORTHWIND, load_contacts
from generation import drafting
from generation.contacts import known_in
from generation.models import Contact, Generation
from generation.reading.highlight import mark_unfilled
from tests.checks.hostile_texts import ATTACKS
from tests.factories import (
    BrandFactory,
    BrandMembershipFactory,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    email_content,
    make_ready,
)
from tests.fake_openrouter import FakeOpenRouter
from tests.inertness import acting
from tests.llm_tools.samples import a_kit
from tests.payloads import ALL

pytestmark = pytest.mark.django_db

TAGS = [
    {"name": "first_name", "sample": "Jordan", "fallback": "there"},
    {"name": "favourite_roast", "sample": "Ridgeline", "fallback": "usual roast"},
    {"name": "shop_city", "sample": "Portland", "fallback": ""},
]
BODY = (
    'Your {{ favourite_roast | default: "usual roast" }} waits in {{ shop_city }}, '
    '{{ first_name | default: "there" }}.'
)


@pytest.fixture
def draft(marketer):
    brand = BrandFactory(merge_tags=TAGS)
    content = email_content(sections=[{"heading": "", "body": BODY}])
    request = DraftRequestFactory(campaign=CampaignFactory(brand=brand, owner=marketer))
    return make_ready(GenerationFactory(request=request), content=content)


def contact(brand, **fields) -> Contact:
    return Contact.objects.create(brand=brand, **{"is_sample": True, "first_name": "Ana"} | fields)


def preview(client, draft, **query):
    return client.get(reverse("generation:draft_preview", args=[draft.pk]), query)


def test_a_preview_is_read_as_the_chosen_contact(client_for, marketer, draft):
    ana = contact(draft.brand, attributes={"favourite_roast": "Evening & Decaf", "shop_city": "Köln"})

    page = preview(client_for(marketer), draft, contact=ana.pk).content.decode()
    text = preview(client_for(marketer), draft, contact=ana.pk, format="txt").content.decode()

    assert "Your Evening &amp; Decaf waits in Köln, Ana." in page
    assert "Your Evening & Decaf waits in Köln, Ana." in " ".join(text.split())
    assert "Jordan" not in page
    assert "<mark" not in page


@pytest.mark.parametrize("document", [{"format": "html"}, {"format": "txt", "frame": "1"}])
def test_nothing_that_a_contact_is_called_acts_in_a_preview(client_for, marketer, draft, document):
    texts = [text.replace("\x00", "") for text in (*ALL, *ATTACKS)]  # which PostgreSQL does not store
    client = client_for(marketer)
    for start in range(0, len(texts), 60):
        several = "\n\n".join(texts[start : start + 60])
        values = {"favourite_roast": several, "shop_city": several}
        hostile = contact(draft.brand, first_name=texts[start][:120], attributes=values)

        page = preview(client, draft, contact=hostile.pk, **document).content.decode()

        assert acting(page, is_page=False, also=("form", "link")) == []


def test_missing_values_give_way_to_fallbacks_and_what_nothing_fills_is_marked(client_for, marketer, draft):
    nobody = contact(draft.brand, first_name="", email="info@mail.example")

    page = preview(client_for(marketer), draft, contact=nobody.pk).content.decode()

    assert "Your usual roast waits in" in page
    assert ", there." in page
    assert page.count("<mark") == 1
    assert "{{ shop_city }}</mark>" in page


@pytest.mark.parametrize("fields", NORTHWIND, ids=lambda fields: fields["email"])
def test_each_sample_contact_can_read_a_draft(client_for, marketer, draft, fields):
    load_contacts(draft.brand, (fields,))
    page = preview(client_for(marketer), draft, contact=Contact.objects.get().pk).content.decode()

    name = fields.get("first_name", "there").replace("'", "&#x27;")
    assert f", {name}." in page


def test_what_a_contact_is_called_is_escaped(client_for, marketer, draft):
    mallory = contact(draft.brand, first_name="<img src=x onerror=alert(1)>")

    page = preview(client_for(marketer), draft, contact=mallory.pk).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.parametrize("number", ["0x", "999999", "-1"])
def test_another_number_is_no_contact(client_for, marketer, draft, number):
    found = preview(client_for(marketer), draft, contact=number).status_code

    assert found == (404 if number == "999999" else 200)


def test_only_sample_contacts_of_the_brand_are_shown(client_for, marketer, draft):
    real = contact(draft.brand, is_sample=False, first_name="Real")
    other = contact(BrandMembershipFactory().brand, first_name="Secret")
    client = client_for(marketer)

    assert [preview(client, draft, contact=one.pk).status_code for one in (real, other)] == [404, 404]
    page = client.get(reverse("generation:draft", args=[draft.pk])).content.decode()
    assert "Real" not in page
    assert "Secret" not in page


def test_the_page_offers_its_contacts_as_links_that_work_alone(client_for, marketer, draft):
    ana = contact(draft.brand)
    address = reverse("generation:draft", args=[draft.pk])
    client = client_for(marketer)

    page = client.get(address).content.decode()
    chosen = client.get(address, {"contact": ana.pk}).content.decode()

    assert f'href="{address}?view=desktop&amp;contact={ana.pk}"' in page
    assert f"/preview/?contact={ana.pk}" in chosen
    assert "As Ana reads it" in " ".join(chosen.split())


def test_a_page_costs_the_same_however_many_contacts(
    client_for, marketer, draft, django_assert_num_queries, django_assert_max_num_queries
):
    contact(draft.brand)
    client, address = client_for(marketer), reverse("generation:draft", args=[draft.pk])
    client.get(address)
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for _number in range(20):
        contact(draft.brand)
    with django_assert_num_queries(len(one.captured_queries)):
        client.get(address)


def test_tags_in_attributes_are_left_alone():
    assert mark_unfilled('<a href="{{ url }}">{{ a }} b</a>').count("<mark") == 1


# ---- what a model is told ----------------------------------------------------------------------


def test_of_many_contacts_only_what_the_text_holds_is_given_to_the_redactor(django_assert_num_queries):
    brand = BrandFactory()
    Contact.objects.bulk_create(
        Contact(brand=brand, first_name=f"Person{n}", email=f"p{n}@mail.example") for n in range(300)
    )
    contact(brand, first_name="Jürgen", last_name="Übelhör", company="Northwind Coffee")
    contact(BrandFactory(), first_name="Thirza")
    texts = ["Thirza and JÜRGEN of Northwind Coffee", "wrote person7's words to p9@mail.example"]

    with django_assert_num_queries(1):
        found = known_in(texts, brand_id=brand.pk, kit=a_kit())

    assert found == {"FIRST_NAME": ("Jürgen", "Person7"), "EMAIL": ("p9@mail.example",)}


def test_what_is_known_of_a_contact_never_reaches_the_model(settings, marketer):
    brand = BrandFactory(merge_tags=TAGS)
    contact(brand, first_name="Thirza", last_name="Quillfeather", company="Ombersley Looms")
    campaign = CampaignFactory(
        brand=brand,
        owner=marketer,
        objective="Win back Thirza Quillfeather.",
        audience="Buyers such as Ombersley Looms and Thirza.",
    )
    draft = GenerationFactory(request=DraftRequestFactory(campaign=campaign))
    with FakeOpenRouter() as fake:
        settings.OPENROUTER_BASE_URL = fake.url
        drafting.run(draft.pk)
        sent = json.dumps([request.body for request in fake.requests], ensure_ascii=False, default=str)

    assert "Win back [" in sent
    for value in ("Thirza", "Quillfeather", "Ombersley"):
        assert value not in sent
    assert Generation.objects.get(pk=draft.pk).status == "ready"
