"""What the brands of the sample world plan. Dates are relative to the day of loading."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from crm_llm.accounts.models import User
from crm_llm.demo.sample_data import brands, contacts
from crm_llm.demo.sample_data.brands import SITE, TIME_ZONE
from crm_llm.demo.sample_data.moments import hours_ago
from crm_llm.demo.sample_data.pictures import load_pictures
from generation import audit, searching
from generation.models import AuditAction, Brand, Campaign, Fact, Link


@dataclass(frozen=True)
class _Fact:
    text: str
    source: str
    valid_until: date | None = None


@dataclass(frozen=True)
class _Campaign:
    slug: str
    name: str
    objective: str
    audience: str
    offer: str
    starts_on: date
    ends_on: date
    facts: tuple[_Fact, ...]
    links: tuple[tuple[str, str], ...]
    languages: tuple[str, ...] = ("en",)
    audience_size: int | None = None
    is_archived: bool = field(default=False)


def load_campaigns() -> None:
    """Create both brands with their campaigns five days ago, unless they are there already."""
    if Brand.objects.filter(slug="northwind-coffee").exists():
        return
    today = timezone.now().astimezone(ZoneInfo(TIME_ZONE)).date()
    with hours_ago(120):
        _create(today)


@transaction.atomic
def _create(today: date) -> None:
    marketer, lead = User.objects.get(username="marketer"), User.objects.get(username="lead")
    admin = User.objects.get(username="admin")
    northwind, harbour = brands.northwind(admin), brands.harbour(admin, member=lead)
    contacts.load_contacts(northwind, contacts.NORTHWIND)
    contacts.load_contacts(harbour, contacts.HARBOUR)
    # The newest comes first on every list, and the spring sale is what everybody works on.
    for campaign in reversed((_spring_sale(today), *_others(today))):
        _store(campaign, northwind, marketer)
    load_pictures(Campaign.objects.get(slug="spring-sale"), marketer)
    _store(_harbour_tasting(today), harbour, lead)


def _spring_sale(today: date) -> _Campaign:
    opens = today + timedelta(days=6)
    closes = opens + timedelta(days=13)
    priced = today - timedelta(days=8)
    return _Campaign(
        slug="spring-sale",
        name="Spring sale",
        objective="First order of the season. Target: 900 orders in two weeks.",
        audience="Bought whole-bean coffee in the last 12 months, US only, 18,240 contacts.",
        offer="20% off every bag of whole-bean coffee for two weeks, code SPRING20.",
        starts_on=opens,
        ends_on=closes,
        facts=(
            _Fact("20% off all whole-bean coffee", "Offer sheet SP-27", closes),
            _Fact(f"Runs {between(opens, closes)}, ends 11:59 pm PT", "Offer sheet SP-27", closes),
            _Fact("Free US shipping over $35", "Shipping policy"),
            _Fact("Ridgeline Blend, 340 g: $18.00, now $14.40", f"Price list, {day(priced)}", closes),
            _Fact("Roasted in Portland within 48 hours of shipping", "Roastery log"),
            _Fact("12,000 subscribers", "Newsletter report", today - timedelta(days=37)),
        ),
        links=(("Spring sale", f"{SITE}/spring"), ("Ridgeline Blend", f"{SITE}/coffee/ridgeline")),
        languages=("en", "de"),
        audience_size=18_240,
    )


def _others(today: date) -> tuple[_Campaign, ...]:
    return (
        _Campaign(
            slug="barista-course",
            name="Home barista course",
            objective="Fill the twelve places of the next evening class.",
            audience="Bought a grinder or an espresso machine, lives within an hour of Portland.",
            offer="Home barista class: three evenings at the roastery, $120, beans included.",
            starts_on=today + timedelta(days=12),
            ends_on=today + timedelta(days=26),
            facts=(
                _Fact("Three evenings, 6 to 8 pm, twelve places", "Course plan"),
                _Fact("$120, beans and tasting notes included", "Course plan"),
                _Fact("Held at the roastery, 1180 SE Alder Street", "Course plan"),
            ),
            links=(("Book a place", f"{SITE}/classes/home-barista"),),
        ),
        _Campaign(
            slug="decaf-subscribers",
            name="Decaf subscribers",
            objective="Win back people who paused a decaf subscription.",
            audience="Paused a decaf subscription three to nine months ago, 1,310 contacts.",
            offer="Evening Decaf is back: the next bag ships free when you start your subscription again.",
            starts_on=today - timedelta(days=3),
            ends_on=today + timedelta(days=25),
            facts=(
                _Fact("Decaffeinated with water, no solvents", "Supplier certificate"),
                _Fact("The next bag ships free on restarted subscriptions", "Offer sheet DC-04"),
            ),
            links=(("Start again", f"{SITE}/subscriptions/decaf"),),
            audience_size=1_310,
        ),
        _Campaign(
            slug="wholesale-spring",
            name="Wholesale spring",
            objective="Twenty tasting visits with cafés in Seattle.",
            audience="Owners and buyers of independent cafés in Seattle, met at the trade fair.",
            offer="A free tasting at your café, with three blends and a price list for spring.",
            starts_on=today + timedelta(days=2),
            ends_on=today + timedelta(days=44),
            facts=(
                _Fact("Orders from 5 kg, delivered twice a week in Seattle", "Wholesale terms"),
                _Fact("Tastings last 45 minutes and cost nothing", "Wholesale terms"),
            ),
            links=(("Choose a time", f"{SITE}/wholesale/tasting"),),
        ),
        _Campaign(
            slug="winter-blend",
            name="Winter blend",
            objective="Sell the last 400 bags of the winter blend.",
            audience="Bought a seasonal blend before.",
            offer="Winter Blend at $15.00 a bag, until it is gone.",
            starts_on=today - timedelta(days=70),
            ends_on=today - timedelta(days=30),
            facts=(_Fact("Winter Blend, 340 g: $15.00", "Price list", today - timedelta(days=30)),),
            links=(("Winter Blend", f"{SITE}/coffee/winter"),),
            is_archived=True,
        ),
    )


def _harbour_tasting(today: date) -> _Campaign:
    return _Campaign(
        slug="first-flush",
        name="First flush tasting",
        objective="Thirty guests at the first tasting of the year.",
        audience="Members of the tea club.",
        offer="First flush Darjeeling, tasted side by side, $18 a guest.",
        starts_on=today + timedelta(days=9),
        ends_on=today + timedelta(days=10),
        facts=(_Fact("$18 a guest, four teas, one hour", "Events calendar"),),
        links=(("Reserve a seat", "https://harbour-tea.example/tasting"),),
    )


def _store(sample: _Campaign, brand: Brand, owner: User) -> None:
    campaign = Campaign.objects.create(
        brand=brand,
        name=sample.name,
        slug=sample.slug,
        objective=sample.objective,
        audience=sample.audience,
        audience_size=sample.audience_size,
        offer=sample.offer,
        languages=list(sample.languages),
        jurisdictions=["US"],
        starts_on=sample.starts_on,
        ends_on=sample.ends_on,
        status=Campaign.Status.ARCHIVED if sample.is_archived else Campaign.Status.ACTIVE,
        owner=owner,
    )
    searching.keep_campaign(campaign)
    for position, fact in enumerate(sample.facts):
        Fact.objects.create(
            campaign=campaign,
            position=position,
            text=fact.text,
            source=fact.source,
            valid_until=fact.valid_until,
        )
    for position, (label, url) in enumerate(sample.links):
        Link.objects.create(campaign=campaign, position=position, label=label, url=url)
    audit.record(
        AuditAction.CAMPAIGN_CREATED,
        by=owner,
        on=campaign,
        brand=brand,
        after={"name": campaign.name, "slug": campaign.slug},
    )


def day(when: date) -> str:
    return f"{when.day} {when:%B}"


def between(first: date, last: date) -> str:
    """Write a span of days as people do: "15–28 March 2027"."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)} {last.year}"
    if first.year == last.year:
        return f"{day(first)} – {day(last)} {last.year}"
    return f"{day(first)} {first.year} – {day(last)} {last.year}"
