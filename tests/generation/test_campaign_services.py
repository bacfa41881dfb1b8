from datetime import date

import pytest
from django.db import IntegrityError

from generation import campaign_services as services
from generation.campaign_services import CampaignValues, FactValues, LinkValues, StaleCampaign
from generation.exceptions import NotAllowed
from generation.models import AuditAction, AuditEntry, Campaign
from tests.factories import BrandFactory, BrandMembershipFactory, CampaignFactory, FactFactory, LinkFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand(db):
    return BrandFactory()


def values(brand, **changes):
    given = {
        "brand": brand,
        "name": "Spring sale",
        "objective": "First order of the season.",
        "ends_on": date(2027, 3, 28),
        "facts": [FactValues("20% off", "Offer sheet", valid_until=date(2027, 3, 28))],
        "links": [LinkValues("Shop", "https://northwind.example/spring")],
    }
    return CampaignValues(**given | changes)


def last_entry():
    return AuditEntry.objects.latest("id")


def test_a_campaign_is_created_with_its_facts_links_and_entry(brand, marketer):
    made = services.create(by=marketer, values=values(brand))
    assert (made.slug, made.owner) == ("spring-sale", marketer)
    assert [fact.text for fact in made.facts.all()] == ["20% off"]
    assert [link.url for link in made.links.all()] == ["https://northwind.example/spring"]
    entry = last_entry()
    assert (entry.action, entry.actor, entry.brand) == (AuditAction.CAMPAIGN_CREATED, marketer, brand)
    assert entry.all_after["facts"][0]["valid_until"] == "2027-03-28"


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Spring sale", "spring-sale-2"),
        ("Frühling & Ostern", "fruhling-ostern"),
        ("春のセール", "campaign"),
        ("New", "new-2"),
        ("x" * 120, "x" * 80),
    ],
)
def test_the_slug_is_made_of_the_name_and_free(brand, marketer, name, slug):
    CampaignFactory(brand=brand, slug="spring-sale")
    assert services.create(by=marketer, values=values(brand, name=name)).slug == slug


def test_a_slug_that_a_rival_took_is_made_anew(brand, marketer, monkeypatch):
    CampaignFactory(brand=brand, slug="spring-sale")
    slugs = iter(["spring-sale", "spring-sale-2"])
    monkeypatch.setattr(services, "_free_slug", lambda wanted: next(slugs))
    assert services.create(by=marketer, values=values(brand)).slug == "spring-sale-2"


def test_an_edit_records_only_what_changed(brand, marketer):
    campaign = services.create(by=marketer, values=values(brand))
    facts = [FactValues("25% off", "Offer sheet"), FactValues("Free shipping", "Policy")]
    edited = services.edit(
        by=marketer, campaign=campaign, values=values(brand, facts=facts), seen=campaign.updated_at
    )
    assert [fact.text for fact in edited.facts.all()] == ["25% off", "Free shipping"]
    entry = last_entry()
    assert entry.action == AuditAction.CAMPAIGN_EDITED
    assert list(entry.all_after) == ["facts"]
    assert entry.all_before["facts"][0]["text"] == "20% off"


def test_rows_that_stay_the_same_are_not_written(brand, marketer):
    campaign = services.create(by=marketer, values=values(brand))
    kept = campaign.facts.get()
    services.edit(by=marketer, campaign=campaign, values=values(brand, name="Sale"), seen=campaign.updated_at)
    assert campaign.facts.get().pk == kept.pk


def test_an_edit_that_changes_nothing_leaves_no_entry(brand, marketer):
    campaign = services.create(by=marketer, values=values(brand))
    services.edit(by=marketer, campaign=campaign, values=values(brand), seen=campaign.updated_at)
    assert last_entry().action == AuditAction.CAMPAIGN_CREATED


def test_who_saves_second_is_told(brand, marketer):
    campaign = services.create(by=marketer, values=values(brand))
    seen = campaign.updated_at
    services.edit(by=marketer, campaign=campaign, values=values(brand, name="Mine"), seen=seen)
    with pytest.raises(StaleCampaign):
        services.edit(by=marketer, campaign=campaign, values=values(brand, name="Theirs"), seen=seen)
    assert Campaign.objects.get().name == "Mine"


def test_dates_in_the_wrong_order_never_reach_the_database(brand, marketer):
    campaign = CampaignFactory(brand=brand)
    backwards = values(brand, starts_on=date(2027, 4, 1))
    with pytest.raises(IntegrityError):
        services.edit(by=marketer, campaign=campaign, values=backwards, seen=campaign.updated_at)


def test_a_duplicate_has_the_brief_but_not_the_drafts(brand, lead, marketer):
    original = CampaignFactory(brand=brand, slug="spring-sale", owner=lead)
    FactFactory(campaign=original)
    LinkFactory(campaign=original)
    copy = services.duplicate(by=marketer, campaign=original)
    assert (copy.name, copy.slug, copy.owner) == ("Copy of Spring sale", "spring-sale-copy", marketer)
    assert (copy.facts.count(), copy.links.count(), copy.generations.count()) == (1, 1, 0)
    assert copy.facts.get().pk != original.facts.get().pk
    assert last_entry().after["of"] == "spring-sale"


def test_archive_and_restore_are_recorded_once(brand, marketer):
    campaign = CampaignFactory(brand=brand)
    services.archive(by=marketer, campaign=campaign)
    services.archive(by=marketer, campaign=campaign)
    campaign.refresh_from_db()
    assert campaign.is_archived
    services.restore(by=marketer, campaign=campaign)
    campaign.refresh_from_db()
    assert not campaign.is_archived
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == [AuditAction.CAMPAIGN_ARCHIVED, AuditAction.CAMPAIGN_RESTORED]


@pytest.mark.parametrize("verb", ["create", "edit", "duplicate", "archive", "restore"])
def test_only_marketers_of_the_brand_change_campaigns(brand, verb, reviewer, outsider, marketer):
    BrandMembershipFactory(brand=brand, user=marketer)
    campaign = CampaignFactory(brand=brand)
    arguments = {
        "create": {"values": values(brand)},
        "edit": {"campaign": campaign, "values": values(brand), "seen": campaign.updated_at},
    }.get(verb, {"campaign": campaign})
    for person in (reviewer, outsider):
        with pytest.raises(NotAllowed):
            getattr(services, verb)(by=person, **arguments)
    assert not AuditEntry.objects.exists()


def test_a_campaign_does_not_move_to_a_brand_that_the_person_may_not_see(brand, marketer):
    campaign = CampaignFactory(brand=brand)
    closed = BrandMembershipFactory().brand
    with pytest.raises(NotAllowed):
        services.edit(by=marketer, campaign=campaign, values=values(closed), seen=campaign.updated_at)
