"""What a rendered page is made of, for the people who look at it: title, outline, form, what it tells."""

import json
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from generation.checks.html_tree import CONTROLS, Element, parsed


@dataclass(frozen=True)
class Heading:
    level: int
    text: str


@dataclass(frozen=True)
class PageFacts:
    title: str
    description: str
    url: str
    """Where the page says that it stands; empty where it does not know."""
    outline: list[Heading]
    inputs: list[str]
    """What the form asks for, as its labels say it."""
    has_consent: bool
    has_privacy: bool
    told: list[str]
    """Kinds of things that search engines are told about: Organization, Product …"""

    @property
    def address(self) -> str:
        return self.url.removeprefix("https://").rstrip("/")

    @property
    def crumbs(self) -> str:
        """The address as results show it: `northwind.example › spring`."""
        parts = urlsplit(self.url)
        return " › ".join(part for part in (parts.hostname or "", *parts.path.split("/")) if part)

    @property
    def in_order(self) -> bool:
        levels = [heading.level for heading in self.outline]
        return levels[:1] == [1] and all(after <= before + 1 for before, after in pairwise(levels))


def page_facts(html: str) -> PageFacts:
    page = parsed(html)
    title, form = page.first("title"), page.first("form")
    metas = {meta.get("name"): meta.get("content") for meta in page.all("meta")}
    canonical = next((link.get("href") for link in page.all("link") if link.get("rel") == "canonical"), "")
    controls = form.all(*CONTROLS) if form else []
    boxes = {control.get("id") for control in controls if control.get("type") == "checkbox"}
    return PageFacts(
        title=title.raw if title else "",
        description=metas.get("description", ""),
        url=canonical,
        outline=[Heading(int(one.tag[1]), one.text) for one in page.all("h1", "h2", "h3", "h4")],
        inputs=[label.text for label in (form.all("label") if form else []) if label.get("for") not in boxes],
        has_consent=bool(boxes),
        has_privacy=bool(form and form.all("a")),
        told=_told(page),
    )


def _told(page: Element) -> list[str]:
    found = []
    for script in page.all("script"):
        if script.get("type") == "application/ld+json":
            found += [str(item.get("@type", "")) for item in json.loads(script.raw).get("@graph", [])]
    return list(dict.fromkeys(found))
