"""The brands of the sample world: what they say of themselves, and who works for them."""

from typing import Any

from crm_llm.accounts.models import User
from generation import kit_services
from generation.brief import BrandKit
from generation.models import Brand, BrandMembership

TIME_ZONE = "America/Los_Angeles"
SITE = "https://northwind.example"

_NORTHWIND: dict[str, Any] = {
    "voice": "Warm, plain, a little dry. Talks like a good barista on a quiet morning.",
    "voice_attributes": [
        {
            "name": "dry",
            "do": "It is coffee. It is very good coffee.",
            "dont": "A magical journey for your senses",
        },
        {"name": "concrete", "do": "340 g, roasted on Tuesday", "dont": "Freshness you can trust"},
        {"name": "unhurried", "do": "The sale ends on Sunday.", "dont": "Last chance, act now"},
    ],
    "banned_words": ["cheap", "world’s best", "hurry", "guilt-free"],
    "preferred_terms": [
        {"avoid": "packet", "prefer": "bag"},
        {"avoid": "product", "prefer": "coffee"},
        {"avoid": "customers", "prefer": "guests"},
    ],
    "product_names": ["Ridgeline Blend", "Evening Decaf", "Winter Blend"],
    "claims_allowed": ["Roasted in Portland since 2009.", "Every order is roasted to order."],
    "claims_needing_source": ["single origin", "direct trade", "fair"],
    "languages": ["en", "de"],
    "reading_grade": 8,
    "emoji": "none",
    "exclamation": "few",
    "capitals": "none",
    "company": "Northwind Coffee Roasters LLC, Portland, Oregon",
    "jurisdictions": ["US"],
    "privacy_url": f"{SITE}/privacy",
    "sender_name": "Northwind Coffee",
    "website": SITE,
    "postal_address": "1180 SE Alder Street, Portland, OR 97214",
    "legal_footer": "Northwind Coffee Roasters. Prices in US dollars, while stocks last.",
    "unsubscribe_url": "{{ unsubscribe_url }}",
    "logo_text": "N",
    "color_accent": "#204034",
    "color_ink": "#1d1d1b",
    "color_canvas": "#f6f4ee",
    "merge_tags": [
        {"name": "first_name", "sample": "Jordan", "fallback": "there"},
        {"name": "favourite_roast", "sample": "Ridgeline Blend", "fallback": "usual roast"},
        {"name": "last_order_date", "sample": "2 February", "fallback": "last time"},
    ],
    "examples": [
        "Morning. The new lot is in, it tastes of plums, and there is not much of it. We put a bag aside for "
        "anyone who asks by Friday.",
        "You paused your decaf in autumn. Fair enough. Should your evenings want it back, the next bag "
        "ships free.",
    ],
}
_HARBOUR: dict[str, Any] = {
    "voice": "Calm and exact. Short sentences. Never gushes.",
    "banned_words": ["detox", "miracle"],
    "languages": ["en"],
    "reading_grade": 9,
    "emoji": "none",
    "exclamation": "none",
    "jurisdictions": ["US"],
    "sender_name": "Harbour Tea Rooms",
    "website": "https://harbour-tea.example",
    "postal_address": "4 Quay Lane, Astoria, OR 97103",
    "unsubscribe_url": "{{ unsubscribe_url }}",
    "logo_text": "H",
    "color_accent": "#1f4e79",
    "merge_tags": [{"name": "first_name", "sample": "Sam", "fallback": "there"}],
}


def northwind(admin: User) -> Brand:
    """Create the brand that everybody works for."""
    return _brand("Northwind Coffee", "northwind-coffee", _NORTHWIND, admin)


def harbour(admin: User, *, member: User) -> Brand:
    """Create the brand that only `member` sees."""
    brand = _brand("Harbour Tea Rooms", "harbour-tea-rooms", _HARBOUR, admin)
    BrandMembership.objects.create(brand=brand, user=member)
    return brand


def _brand(name: str, slug: str, kit: dict[str, Any], admin: User) -> Brand:
    brand = Brand.objects.create(name=name, slug=slug, time_zone=TIME_ZONE)
    value = BrandKit.model_validate(kit | {"name": name})
    kit_services.save(by=admin, brand=brand, kit=value, note="From the style guide of this spring.", seen=0)
    return brand
