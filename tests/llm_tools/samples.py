"""The spring sale of Northwind Coffee, as values: what tools and checks are tried on."""

from datetime import UTC, date, datetime
from typing import Any

from generation.brief import BrandKit, Brief, FactItem, LinkItem, MergeTag
from generation.checks.types import CheckContext
from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import EmailContent

TODAY = date(2027, 3, 9)

FACTS = (
    "20% off all whole-bean coffee",
    "Runs 15–28 March 2027, ends 11:59 pm PT",
    "Free US shipping over $35",
    "Ridgeline Blend, 340 g: $18.00, now $14.40",
    "Roasted in Portland within 48 hours of shipping",
)


def a_kit(**changes: Any) -> BrandKit:
    kit = {
        "name": "Northwind Coffee",
        "voice": "Warm, plain, a little dry.",
        "banned_words": ("cheap", "world’s best", "hurry", "guilt-free"),
        "sender_name": "Northwind Coffee Roasters",
        "website": "https://northwind.example",
        "postal_address": "1180 SE Alder Street, Portland, OR 97214",
        "legal_footer": "Prices as marked until 11:59 pm PT on Sunday 28 March 2027.",
        "unsubscribe_url": "{{ unsubscribe_url }}",
        "logo_text": "N",
        "merge_tags": (
            MergeTag(name="first_name", sample="Jordan", fallback="there"),
            MergeTag(name="shop_city", sample="Portland"),
        ),
    }
    return BrandKit.model_validate(kit | changes)


def facts(*texts: str, valid_until: date | None = None) -> tuple[FactItem, ...]:
    return tuple(
        FactItem(key=f"F{number}", text=text, source="Offer sheet SP-27", valid_until=valid_until)
        for number, text in enumerate(texts, start=1)
    )


def a_brief(**changes: Any) -> Brief:
    brief = {
        "campaign": "Spring sale",
        "objective": "First order of the season. Target: 900 orders in two weeks",
        "audience": "Bought whole-bean coffee in the last 12 months, 18,240 contacts",
        "offer": "20% off every bag of whole-bean coffee, code SPRING20",
        "starts_on": date(2027, 3, 15),
        "ends_on": date(2027, 3, 28),
        "brand": a_kit(),
        "facts": facts(*FACTS),
        "links": (
            LinkItem(label="Spring sale", url="https://northwind.example/spring"),
            LinkItem(label="Our roasts", url="https://northwind.example/roasts"),
        ),
        "jurisdictions": ("US",),
        "taken_at": datetime(2027, 3, 9, 14, 0, tzinfo=UTC),
    }
    return Brief.model_validate(brief | changes)


def a_context(language: str = "en", today: date = TODAY, **changes: Any) -> CheckContext:
    return CheckContext(brief=a_brief(**changes), language=language, today=today)


CONTENT: dict[str, Any] = {
    "subjects": [
        {
            "subject": "Spring sale: 20% off every bag",
            "preheader": "Fresh from the roaster, through 28 March. Free US shipping over $35.",
        },
        {"subject": "20% off until 28 March", "preheader": "Every bag of whole-bean coffee, two weeks."},
        {"subject": "Lighter mornings, lighter prices", "preheader": "The spring sale opens on Monday."},
    ],
    "chosen": 0,
    "headline": "Lighter mornings, lighter prices",
    "greeting": 'Hi {{ first_name | default: "there" }},',
    "sections": [
        {
            "heading": "",
            "body": "Spring is on the shelf. From Monday 15 March to Sunday 28 March, every bag "
            "of whole-bean coffee is **20% off**.\n\nWe roast in Portland within 48 hours of shipping.",
        },
        {
            "heading": "Worth knowing",
            "body": "- US shipping is free over $35\n- [Our roasts](https://northwind.example/roasts)",
        },
    ],
    "call_to_action": {"label": "Shop the spring sale", "url": "https://northwind.example/spring"},
    "sign_off": "Warm regards,\nNorthwind Coffee",
    "ps": "",
}


def a_content(**changes: Any) -> EmailContent:
    return EmailContent.model_validate(CONTENT | changes)


def with_body(body: str) -> EmailContent:
    return a_content(sections=[{"heading": "", "body": body}])


def found(content: EmailContent, context: CheckContext | None = None) -> dict[str, list[str]]:
    """Return the quotes that each rule found."""
    rules: dict[str, list[str]] = {}
    for finding in TOOL.check(content, context or a_context()).findings:
        rules.setdefault(finding.rule, []).append(finding.quote)
    return rules
