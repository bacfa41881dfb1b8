"""What search engines and networks show of a page, and whether it is true.

Titles are cut at about 580 pixels and descriptions at about 920, which are 60 and 155 characters. Tags:
https://ogp.me, https://schema.org, Google's guide on structured data.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from generation.checks.html_document import placed
from generation.checks.html_tree import Element
from generation.checks.run import Rule
from generation.checks.sources import stems_of
from generation.checks.types import CheckContext, Draft, Finding, Severity

TITLE = (30, 60)
DESCRIPTION = (70, 155)
_DERIVED = frozenset({"@type", "@context", "price", "priceCurrency", "startDate", "endDate"})
"""Written in a machine's way; each has a rule of its own or stands for words that are shown."""
_SELF_MADE = frozenset({"aggregateRating", "review"})


def _meta(page: Element, name: str) -> str:
    found = (meta for meta in page.all("meta") if name in (meta.get("name"), meta.get("property")))
    return next((meta.get("content") for meta in found), "")


def _length(words: str, limits: tuple[int, int], what: str) -> str:
    low, high = limits
    if len(words) < low:
        return f"The {what} is short" if words else f"There is no {what}"
    return f"The {what} is long" if len(words) > high else ""


def title(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    found = draft.page.first("title")
    words = found.raw if found else ""
    problem = _length(words, TITLE, "page title")
    if problem:
        finding = Finding(
            rule="search.title",
            severity=Severity.CHECK if len(words) > TITLE[1] else Severity.NOTE,
            message=problem,
            detail=f"{len(words)} characters; results show {TITLE[0]} to {TITLE[1]}.",
            suggestion="Put the point first, then the brand.",
        )
        yield placed(draft, words, finding)


def description(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    words = _meta(draft.page, "description")
    problem = _length(words, DESCRIPTION, "description")
    if problem:
        finding = Finding(
            rule="search.description",
            severity=Severity.NOTE if words else Severity.CHECK,
            message=problem,
            detail=f"{len(words)} characters; results show {DESCRIPTION[0]} to {DESCRIPTION[1]}.",
            suggestion="Say in one or two sentences what a reader finds here.",
        )
        yield placed(draft, words, finding)


def main_heading(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    page = draft.page
    heading, found = page.first("h1"), page.first("title")
    if heading is None or found is None:
        return
    described = f"{found.raw} {_meta(page, 'description')}"
    if stems_of(heading.text) and not stems_of(heading.text) & stems_of(described):
        finding = Finding(
            rule="search.main_heading",
            severity=Severity.NOTE,
            message="Title and headline have no word in common",
            detail="Who clicks on a result looks for its words on the page.",
            suggestion="Take a word of one into the other.",
        )
        yield placed(draft, heading.text, finding)


def canonical(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    links = [link.get("href") for link in draft.page.all("link") if link.get("rel") == "canonical"]
    if len(links) != 1 or not links[0].startswith("https://"):
        yield Finding(
            rule="search.canonical",
            severity=Severity.CHECK,
            message="The page does not say where it stands",
            detail="One absolute address tells copies from the original.",
            suggestion="Give the page's address, or the brand's website.",
        )


def robots(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    if "noindex" in _meta(draft.page, "robots"):
        yield Finding(
            rule="search.robots",
            severity=Severity.CHECK,
            message="The page asks not to be found",
            detail="Search engines would leave it out.",
        )


def sharing(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    page = draft.page
    needed = ("og:title", "og:type", "og:url")
    missing = [name for name in needed if not _meta(page, name)]
    if missing:
        yield Finding(
            rule="search.sharing",
            severity=Severity.CHECK,
            message="Links in networks would look bare",
            detail=f"Missing: {', '.join(missing)}.",
        )


def links(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for link in draft.page.all("a"):
        url = link.get("href").strip()
        bad = url in {"", "#"} or url.casefold().startswith(("javascript:", "data:", "vbscript:", "http:"))
        outside = link.get("target") == "_blank" and "noopener" not in link.get("rel")
        if bad or outside:
            finding = Finding(
                rule="search.links",
                severity=Severity.MUST_FIX,
                message="A link leads nowhere" if bad else "A link hands the page over",
                detail=f"“{url}” is no address." if bad else "A new tab could steer this one.",
                suggestion="Use the whole address, starting with https://.",
            )
            yield placed(draft, link.text, finding)


def structured(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """What engines are told equals what readers see: Google calls the rest spam."""
    page = draft.page
    body = page.first("body")
    seen = " ".join([body.text if body else "", *(image.get("alt") for image in page.all("img"))])
    addresses = {element.get("href") for element in page.all("a", "link")}
    for script in page.all("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.raw)
        except ValueError:
            yield _untrue("It is no valid JSON.", "")
            continue
        if not isinstance(data, dict) or data.get("@context") != "https://schema.org":
            yield _untrue("It does not name https://schema.org.", "")
        for name, value in _leaves(data):
            if name in _SELF_MADE:
                yield _untrue("A page does not rate itself.", name)
            elif name == "price" and not _shows_price(seen, value):
                yield _untrue(f"The price {value} is not on the page.", value)
            elif name not in _DERIVED and value not in seen and value not in addresses:
                yield _untrue(f"“{value[:120]}” is not on the page.", value)


def _untrue(detail: str, words: str) -> Finding:
    return Finding(
        rule="search.structured",
        severity=Severity.MUST_FIX,
        message="Search engines are told something else than readers",
        detail=detail,
        quote=words[:300],
        suggestion="Say the same in both places.",
    )


def _leaves(node: Any, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key in _SELF_MADE:
                yield key, ""
            else:
                yield from _leaves(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from _leaves(value, name)
    else:
        yield name, str(node)


def _shows_price(seen: str, price: str) -> bool:
    """Tell whether the amount is shown, in whatever way a language writes it."""
    whole, _dot, cents = price.partition(".")
    digits = re.sub(r"[\s.,'’](?=\d{3}\b)", "", seen)
    pattern = (
        rf"(?<!\d){whole}(?:[.,]{cents})?(?!\d)"
        if cents.strip("0") == ""
        else rf"(?<!\d){whole}[.,]{cents}(?!\d)"
    )
    return re.search(pattern, digits) is not None


RULES = (
    Rule("search.title", "The page title fits into results", title),
    Rule("search.description", "The description fits into results", description),
    Rule("search.main_heading", "Title and headline belong together", main_heading),
    Rule("search.canonical", "The page says where it stands", canonical),
    Rule("search.robots", "The page may be found", robots),
    Rule("search.sharing", "Links in networks show title and address", sharing),
    Rule("search.links", "Every link of the page leads somewhere", links),
    Rule("search.structured", "Search engines are told what readers see", structured),
)
