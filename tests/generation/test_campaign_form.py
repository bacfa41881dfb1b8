import pytest
from django.utils import timezone

from generation.campaign_services import duplicate
from generation.checks.jurisdictions import JURISDICTIONS, SECTORS
from generation.models import AuditEntry, Campaign
from generation.models.jurisdiction import Jurisdiction, Sector
from tests.factories import BrandFactory, BrandMembershipFactory, CampaignFactory, FactFactory

pytestmark = pytest.mark.django_db

NEW = "/campaigns/new/"


@pytest.fixture
def brand(db):
    return BrandFactory()


def posted(brand, facts=(), links=(), **changes):
    data = {
        "brand": brand.pk,
        "name": "Spring sale",
        "languages": ["en"],
        "facts-TOTAL_FORMS": len(facts),
        "facts-INITIAL_FORMS": 0,
        "links-TOTAL_FORMS": len(links),
        "links-INITIAL_FORMS": 0,
    }
    for prefix, rows in (("facts", facts), ("links", links)):
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data | changes


def problems(response):
    return [problem.message for problem in response.context["form"].problems]


def test_a_campaign_is_made(client_for, marketer, brand):
    response = client_for(marketer).post(
        NEW,
        posted(
            brand,
            facts=[{"text": "20% off", "source": "Offer sheet", "valid_until": "2027-03-28"}, {"text": ""}],
            links=[{"label": "Shop", "url": "northwind.example/spring"}],
            starts_on="2027-03-15",
            audience="Coffee people\r\nin Portland",
        ),
    )
    made = Campaign.objects.get()
    assert (response.status_code, response.headers["Location"]) == (303, "/campaigns/spring-sale/")
    assert made.audience == "Coffee people\nin Portland"
    assert made.facts.get().source == "Offer sheet"
    assert made.links.get().url == "https://northwind.example/spring"


def test_a_new_campaign_begins_with_the_languages_of_its_brand(client_for, marketer, brand):
    german = BrandFactory(name="Zum Kaffee", languages=["de", "en", "fr"])

    def begun(**query):
        return client_for(marketer).get(NEW, query).context["form"].brief.initial

    assert begun() == {"brand": brand, "languages": ["en"]}
    assert begun(brand=german.slug) == {"brand": german, "languages": ["de", "en"]}
    assert begun(brand="no-such-brand")["brand"] == brand


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": ""}, "Fill in “Name”."),
        ({"name": "x" * 121}, "Ensure this value has at most 120 characters (it has 121)."),
        ({"offer": "x" * 2001}, "Ensure this value has at most 2000 characters (it has 2001)."),
        ({"languages": []}, "Choose something for “Languages of the drafts”."),
        ({"languages": ["tlh"]}, "Select a valid choice. tlh is not one of the available choices."),
        ({"brand": "999999"}, "Select a valid choice. That choice is not one of the available choices."),
        ({"starts_on": "soon"}, "Enter a valid date."),
        (
            {"starts_on": "2027-03-15", "ends_on": "2027-03-14"},
            "The last day must not come before the first.",
        ),
        ({"audience": "bell \x07"}, "Remove the invisible character (U+0007) at position 6."),
        ({"offer": "turned \u202e around"}, "Remove the invisible character (U+202E) at position 8."),
        ({"facts-TOTAL_FORMS": "x"}, "ManagementForm data is missing or has been tampered with."),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_bad_input_is_refused_with_a_summary(client_for, marketer, brand, changes, message):
    response = client_for(marketer).post(NEW, posted(brand) | changes)
    page = response.content.decode()
    assert response.status_code == 422
    assert any(problem.startswith(message) for problem in problems(response))
    assert "<title>Error: New campaign" in page
    assert "There is a problem" in page
    assert not Campaign.objects.exists()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"text": "20% off"}, "Fill in “Source”."),
        ({"source": "Offer sheet"}, "Fill in “Fact”."),
        ({"text": "a", "source": "b", "source_url": "javascript:alert(1)"}, "Write a full address"),
        ({"text": "a", "source": "b", "source_url": "ftp://files.example/a"}, "Write a full address"),
        ({"text": "a\x00b", "source": "b"}, "Null characters are not allowed."),
    ],
    ids=["no source", "no fact", "script", "ftp", "null"],
)
def test_a_bad_fact_is_refused_beside_its_field(client_for, marketer, brand, row, message):
    response = client_for(marketer).post(NEW, posted(brand, facts=[row]))
    assert response.status_code == 422
    assert problems(response)[0].startswith(message)
    assert "facts-0" in response.context["form"].problems[0].target


def test_the_summary_links_to_fields_that_exist(client_for, marketer, brand):
    response = client_for(marketer).post(NEW, posted(brand, facts=[{"text": "x"}], name="", languages=[]))
    page = response.content.decode()
    targets = [problem.target for problem in response.context["form"].problems]
    assert len(targets) == 3
    assert all(f'id="{target}"' in page and f'href="#{target}"' in page for target in targets)
    assert 'aria-describedby="id_name_error"' in page


def test_too_many_rows_are_refused(client_for, marketer, brand):
    facts = [{"text": f"Fact {n}", "source": "s"} for n in range(31)]
    assert client_for(marketer).post(NEW, posted(brand, facts=facts)).status_code == 422


def test_a_row_is_added_and_nothing_is_lost_or_checked(client_for, marketer, brand):
    data = posted(brand, facts=[{"text": "20% off"}], name="", audience="Kept", add="facts", languages=["de"])
    response = client_for(marketer).post(NEW, data)
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" not in page
    assert 'value="20% off"' in page
    assert "Kept</textarea>" in page
    assert 'name="facts-TOTAL_FORMS" value="2"' in page
    assert page.count("autofocus") == 1
    assert response.context["form"].brief["languages"].value() == ["de"]


def test_a_row_is_removed(client_for, marketer, brand):
    data = posted(brand, facts=[{"text": "First"}, {"text": "Second"}], remove="facts-0")
    page = client_for(marketer).post(NEW, data).content.decode()
    assert 'value="Second"' in page
    assert 'value="First"' not in page


def test_an_edit_shows_and_saves_the_campaign(client_for, marketer, brand):
    campaign = CampaignFactory(brand=brand, slug="spring-sale")
    FactFactory(campaign=campaign)
    client = client_for(marketer)
    form = client.get("/campaigns/spring-sale/edit/")
    assert "Offer sheet SP-27" in form.content.decode()
    seen = form.context["form"].seen.isoformat()
    response = client.post("/campaigns/spring-sale/edit/", posted(brand, name="Renamed", seen=seen))
    campaign.refresh_from_db()
    assert response.headers["Location"] == "/campaigns/spring-sale/"
    assert (campaign.name, campaign.facts.count()) == ("Renamed", 0)


@pytest.mark.parametrize(
    "seen", ["2020-01-01T00:00:00+00:00", "", "nonsense", "2020-01-01T00:00:00", "2020-99-99T00:00:00Z"]
)
def test_a_form_that_is_out_of_date_is_shown_again_with_the_words(client_for, marketer, brand, seen):
    campaign = CampaignFactory(brand=brand, slug="spring-sale")
    Campaign.objects.filter(pk=campaign.pk).update(name="Theirs")
    client = client_for(marketer)
    response = client.post("/campaigns/spring-sale/edit/", posted(brand, name="Mine", seen=seen))
    page = response.content.decode()
    assert response.status_code == 409
    assert "Somebody saved this campaign" in page
    assert 'value="Mine"' in page
    again = client.post(
        "/campaigns/spring-sale/edit/", posted(brand, name="Mine", seen=campaign.updated_at.isoformat())
    )
    assert again.status_code == 303


@pytest.mark.parametrize("path", [NEW, "/campaigns/spring-sale/edit/"])
def test_rights(client, client_for, brand, path, marketer, reviewer, outsider):
    CampaignFactory(brand=brand, slug="spring-sale")
    BrandMembershipFactory(brand=brand, user=marketer)
    BrandMembershipFactory(brand=brand, user=reviewer)
    assert client.get(path).status_code == 302
    assert client_for(reviewer).get(path).status_code == 403
    assert client_for(reviewer).post(path, posted(brand)).status_code == 403
    assert client_for(marketer).get(path).status_code == 200
    assert client_for(marketer).put(path).status_code == 405
    assert client_for(outsider).get("/campaigns/spring-sale/edit/").status_code == 404


def test_a_brand_that_the_person_may_not_see_can_not_be_chosen(client_for, outsider, brand):
    BrandMembershipFactory(brand=brand)
    response = client_for(outsider).get(NEW)
    assert "No brand to work for" in response.content.decode()
    assert client_for(outsider).post(NEW, posted(brand)).status_code == 422


def test_countries_and_trade_reach_the_brief_and_the_audit_log(client_for, marketer, brand):
    client_for(marketer).post(NEW, posted(brand, jurisdictions=["EU", "UK"], sector="food"))

    made = Campaign.objects.get()
    brief = made.brief(now=timezone.now())
    assert (brief.jurisdictions, brief.sector) == (("EU", "UK"), "food")
    assert AuditEntry.objects.get(action="campaign.created").after["jurisdictions"] == ["EU", "UK"]


def test_an_unknown_country_is_refused(client_for, marketer, brand):
    response = client_for(marketer).post(NEW, posted(brand, jurisdictions=["MARS"]))

    assert response.status_code == 422


def test_a_copy_keeps_countries_and_trade(marketer):
    campaign = CampaignFactory(jurisdictions=["DE"], sector="food")

    copied = duplicate(by=marketer, campaign=campaign)

    assert (copied.jurisdictions, copied.sector) == (["DE"], "food")


def test_the_campaign_page_names_the_countries(client_for, marketer):
    campaign = CampaignFactory(jurisdictions=["DE", "UK"], sector="alcohol")

    page = client_for(marketer).get(f"/campaigns/{campaign.slug}/").content.decode()

    assert "Germany, United Kingdom" in page
    assert "Alcohol" in page


def test_people_choose_from_what_the_rules_know():
    assert set(Jurisdiction.values) == JURISDICTIONS
    assert set(Sector.values) == SECTORS
