"""A landing page of the spring sale with every kind of block, and pages at random."""

import random
from typing import Any

from generation.brief import BrandKit, Brief, Rendering
from generation.checks.types import CheckContext
from generation.llm_tools.base import Job
from generation.llm_tools.landing_page import TOOL
from generation.llm_tools.landing_page_content import INPUT_KINDS, LAYOUTS, LandingPageContent
from generation.llm_tools.landing_page_params import LandingPageParams
from tests.llm_tools.samples import FACTS, TODAY, a_brief, a_kit, facts

QUOTATION = "“The one sale I plan my mornings around” – Jordan K., Portland"

PAGE: dict[str, Any] = {
    "layout": "calm",
    "meta_title": "Spring sale: 20% off every bag of coffee",
    "meta_description": "Every bag of whole-bean coffee is 20% off until 28 March, roasted in Portland "
    "within 48 hours of shipping.",
    "address": "https://northwind.example/spring",
    "call_to_action": {"label": "Shop the spring sale", "url": "https://northwind.example/spring"},
    "blocks": [
        {
            "type": "hero",
            "id": "hero",
            "kicker": "15–28 March 2027",
            "headline": "Lighter mornings, lighter prices",
            "text": "Every bag of whole-bean coffee is 20% off for two weeks.",
            "note": "Free US shipping over $35",
        },
        {
            "type": "benefits",
            "id": "benefits",
            "heading": "What is in it for you",
            "items": [
                {"title": "20% off every bag", "text": "All whole-bean coffee, until 28 March 2027."},
                {"title": "Fresh when it arrives", "text": "Roasted within 48 hours of shipping."},
                {"title": "Free US shipping", "text": "On orders over $35."},
            ],
        },
        {
            "type": "features",
            "id": "features",
            "heading": "How it is made",
            "items": [{"title": "Roasted in Portland"}, {"title": "Sold as whole beans"}],
        },
        {
            "type": "social_proof",
            "id": "proof",
            "heading": "In their words",
            "items": [
                {
                    "text": "“The one sale I plan my mornings around”",
                    "source": "Jordan K., Portland",
                    "fact": "F6",
                }
            ],
        },
        {
            "type": "comparison",
            "id": "comparison",
            "heading": "Before and now",
            "ours": "Until 28 March 2027",
            "theirs": "Before",
            "rows": [{"topic": "Ridgeline Blend, 340 g", "ours": "$14.40", "theirs": "$18.00"}],
        },
        {
            "type": "offer",
            "id": "offer",
            "heading": "The offer",
            "text": "20% off every bag of whole-bean coffee.",
            "product": "Ridgeline Blend, 340 g",
            "price": "$14.40",
            "former_price": "$18.00",
            "code": "SPRING20",
            "when": "15–28 March 2027",
            "terms": "Free US shipping over $35. Ends 11:59 pm PT.",
        },
        {
            "type": "faq",
            "id": "faq",
            "heading": "Before you ask",
            "items": [
                {"question": "When does it end?", "answer": "On 28 March 2027, 11:59 pm PT."},
                {"question": "What is on sale?", "answer": "All **whole-bean** coffee."},
                {"question": "Is shipping free?", "answer": "In the US, over $35."},
                {"question": "How fresh is it?", "answer": "Roasted within 48 hours of shipping."},
            ],
        },
        {
            "type": "form",
            "id": "form",
            "heading": "Be first through the door",
            "text": "One email when the sale opens.",
            "fields": [
                {"kind": "first_name", "label": "First name", "required": False},
                {"kind": "email", "label": "Email address", "required": True},
            ],
            "consent": "Yes, send me emails from Northwind Coffee. I can unsubscribe at any time.",
            "notice": "We use your address to tell you when the sale opens.",
            "button": "Tell me first",
        },
        {
            "type": "cta",
            "id": "cta",
            "heading": "Ready when you are",
            "text": "The last day is 28 March 2027.",
        },
        {"type": "legal", "id": "legal", "text": "Free US shipping over $35 until 28 March 2027."},
    ],
}


def a_page_kit(**changes: Any) -> BrandKit:
    links = {
        "privacy_url": "https://northwind.example/privacy",
        "imprint_url": "https://northwind.example/imprint",
    }
    return a_kit(**links | changes)


def a_page_brief(**changes: Any) -> Brief:
    return a_brief(**{"brand": a_page_kit(), "facts": facts(*FACTS, QUOTATION)} | changes)


def a_page(**changes: Any) -> LandingPageContent:
    return LandingPageContent.model_validate(PAGE | changes)


def with_block(kind: str, **changes: Any) -> LandingPageContent:
    """Return the page with its block of that kind changed."""
    blocks = [block | changes if block["type"] == kind else block for block in PAGE["blocks"]]
    return a_page(blocks=blocks)


def without(*kinds: str) -> LandingPageContent:
    return a_page(blocks=[block for block in PAGE["blocks"] if block["type"] not in kinds])


def a_rendering(language: str = "en", **kit: Any) -> Rendering:
    return Rendering(kit=a_page_kit(**kit), language=language)


def html_of(content: LandingPageContent, rendering: Rendering | None = None) -> str:
    return TOOL.render(content, rendering or a_rendering(), "html")


def page_context(language: str = "en", **changes: Any) -> CheckContext:
    return CheckContext(brief=a_page_brief(**changes), language=language, today=TODAY)


def rules_of(content: LandingPageContent, context: CheckContext | None = None) -> dict[str, list[str]]:
    """Return the fields at which each rule found something."""
    rules: dict[str, list[str]] = {}
    for finding in TOOL.check(content, context or page_context()).findings:
        rules.setdefault(finding.rule, []).append(finding.field)
    return rules


def a_job(**changes: Any) -> Job:
    return Job.model_validate({"brief": a_page_brief()} | changes)


def page_params(**changes: Any) -> LandingPageParams:
    return LandingPageParams.model_validate({"key_message": "Lighter mornings, lighter prices."} | changes)


_WORDS = {
    "en": [
        "coffee",
        "morning",
        "roasted",
        "bag",
        "spring",
        "lighter",
        "price",
        "kitchen",
        "window",
        "cup",
        "slow",
        "early",
    ],
    "de": [
        "Kaffee",
        "Morgenstunden",
        "geröstet",
        "Packung",
        "Frühlingsangebot",
        "Straße",
        "größer",
        "Küche",
        "weiß",
    ],
    "ar": ["قهوة", "صباح", "ربيع", "سعر", "نافذة", "مطبخ", "كوب", "بطيء"],
    "he": ["קפה", "בוקר", "אביב", "מחיר", "חלון", "מטבח", "כוס"],
}
_EXTREMES = (
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2,
    "☕🌱👩‍🌾 🇩🇪",
    "<b>bold</b> & “quotes” 'single' \"double\"",
    "a\u200bb\u202ec",
    "مرحبا hello שלום",
)


def random_page(seed: int) -> tuple[LandingPageContent, Rendering]:
    """Return a page with any blocks, in any language, with words too long, empty or strange."""
    chance = random.Random(seed)
    language = chance.choice(list(_WORDS))

    def words(limit: int, *, needed: bool = True) -> str:
        if not needed and chance.random() < 0.4:
            return ""
        some = chance.choices(_WORDS[language], k=chance.randint(1, 12))
        if chance.random() < 0.25:
            some.insert(chance.randrange(len(some)), chance.choice(_EXTREMES))
        return " ".join(some)[:limit].strip() or "x"

    def items(most: int) -> list[dict[str, str]]:
        count = chance.randint(1, most)
        return [{"title": words(120), "text": words(300, needed=False)} for _ in range(count)]

    blocks: list[dict[str, Any]] = [
        {"type": "benefits", "heading": words(90), "text": words(300, needed=False), "items": items(6)},
        {"type": "features", "heading": words(90), "text": words(300, needed=False), "items": items(8)},
        {
            "type": "social_proof",
            "heading": words(90),
            "items": [
                {"text": words(400), "source": words(120, needed=False), "fact": "F1"}
                for _ in range(chance.randint(1, 4))
            ],
            "note": words(240, needed=False),
        },
        {
            "type": "comparison",
            "heading": words(90),
            "ours": words(60),
            "theirs": words(60),
            "rows": [
                {"topic": words(80), "ours": words(160), "theirs": words(160)}
                for _ in range(chance.randint(1, 8))
            ],
        },
        {
            "type": "faq",
            "heading": words(90),
            "items": [
                {"question": words(160), "answer": f"**{words(200)}**\n\n- {words(200)}\n- {words(200)}"}
                for _ in range(chance.randint(1, 10))
            ],
        },
        {
            "type": "offer",
            "heading": words(90),
            "text": words(800, needed=False),
            "product": words(120, needed=False),
            "price": chance.choice(["", "$14.40", "14,40 €", words(40)]),
            "former_price": chance.choice(["", "$18.00"]),
            "code": words(40, needed=False),
            "when": words(120, needed=False),
            "terms": words(400, needed=False),
        },
        {
            "type": "form",
            "heading": words(90),
            "text": words(300, needed=False),
            "fields": [
                {"kind": kind, "label": words(60), "required": chance.random() < 0.5}
                for kind in chance.sample(INPUT_KINDS, chance.randint(1, 5))
            ],
            "consent": words(300, needed=False),
            "notice": words(300),
            "button": words(40),
        },
        {"type": "cta", "heading": words(90), "text": words(300, needed=False)},
        {"type": "legal", "text": words(1500)},
    ]
    chance.shuffle(blocks)
    hero = {
        "type": "hero",
        "kicker": words(60, needed=False),
        "headline": words(120),
        "text": words(300, needed=False),
        "note": words(120, needed=False),
    }
    content = LandingPageContent.model_validate(
        {
            "layout": LAYOUTS[seed % len(LAYOUTS)],
            "meta_title": words(120),
            "meta_description": words(320, needed=False),
            "call_to_action": {
                "label": words(40),
                "url": chance.choice(["", "https://northwind.example/spring"]),
            },
            "blocks": [
                block | {"layout": chance.choice(["", *LAYOUTS])}
                for block in (hero, *blocks[: chance.randint(1, len(blocks))])
            ],
        }
    )
    shade = [f"#{chance.randrange(0x1000000):06x}" for _ in range(3)]
    colors = dict(zip(("color_accent", "color_ink", "color_canvas"), shade, strict=True))
    return content, a_rendering(language, **(colors if chance.random() < 0.7 else {}))
