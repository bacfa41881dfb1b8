"""What a landing page tells search engines: nothing that it does not show, in the same words."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from generation.brief import BrandKit
from generation.checks.figures import figures_in
from generation.checks.html_tree import parsed
from generation.checks.units import iso_code
from generation.llm_tools.landing_page_content import FaqBlock, LandingPageContent, OfferBlock
from generation.llm_tools.markup import Markup, rich

_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def json_ld(content: LandingPageContent, kit: BrandKit, *, site: str, target: str) -> Markup:
    """Return the script element. It is data: no browser runs it, and nothing in it can end it.

    Args:
        site: the brand's address, empty where it is no safe link.
        target: where the call to action leads, if it leaves the page.
    """
    graph = [_organization(kit, site), *_offers(content, target), *_questions(content)]
    text = json.dumps({"@context": "https://schema.org", "@graph": graph}, ensure_ascii=False)
    for character, escaped in _ESCAPES.items():
        text = text.replace(character, escaped)
    return Markup(f'<script type="application/ld+json">{text}</script>')


def _organization(kit: BrandKit, site: str) -> dict[str, Any]:
    return _said(
        {
            "@type": "Organization",
            "name": _line(kit.name),
            "url": site,
            "address": _line(kit.postal_address),
        }
    )


def _offers(content: LandingPageContent, target: str) -> Iterator[dict[str, Any]]:
    for block in content.blocks:
        if not isinstance(block, OfferBlock):
            continue
        offer = _price(block)
        if offer and target:
            offer["url"] = target
        days = _days(block.when)
        if block.where and days:
            place = {"@type": "Place", "name": block.where}
            event = {"@type": "Event", "name": block.heading, "startDate": days[0].isoformat()}
            if len(days) > 1:
                event["endDate"] = days[-1].isoformat()
            yield event | {"location": place} | ({"offers": offer} if offer else {})
        elif block.product and offer:
            yield {"@type": "Product", "name": block.product, "offers": offer}


def _price(block: OfferBlock) -> dict[str, Any] | None:
    """Return the price that is shown as a number; None where it is not one price in a known currency."""
    prices = [figure for figure in figures_in(block.price) if figure.kind == "price" and figure.unit]
    currency = iso_code(prices[0].unit) if len(prices) == 1 else ""
    if not currency:
        return None
    return {"@type": "Offer", "price": f"{prices[0].values[0]:.2f}", "priceCurrency": currency}


def _days(words: str) -> list[date]:
    """Return the days that the words name in full; a day without its year takes that of the next."""
    found: list[date] = []
    year: int | None = None
    # "15. März" at the very start would be read as the mark of a list.
    values = [
        value for figure in figures_in(f"on {words}") if figure.kind == "date" for value in figure.values
    ]
    for value in reversed(values):
        own, month, day = value
        year = own or year
        if year is None or month is None or day is None:
            return []
        try:
            found.append(date(year, month, day))
        except ValueError:
            return []
    return found[::-1]


def _questions(content: LandingPageContent) -> Iterator[dict[str, Any]]:
    asked = [
        {
            "@type": "Question",
            "name": item.question,
            "acceptedAnswer": {"@type": "Answer", "text": parsed(rich(item.answer)).text},
        }
        for block in content.blocks
        if isinstance(block, FaqBlock)
        for item in block.items
    ]
    if asked:
        yield {"@type": "FAQPage", "mainEntity": asked}


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value}


def _line(words: str) -> str:
    return " ".join(words.split())
