"""How heavy a page is, and that it needs nothing from anywhere: what makes it quick on a phone.

Budgets: the median page in July 2025 had 18 kB of HTML and 78 kB of CSS (HTTP Archive, Web Almanac 2025).
"""

import re
from collections.abc import Iterator

from generation.checks.run import Rule
from generation.checks.types import CheckContext, Draft, Finding, Severity

HTML_BYTES = 60_000
CSS_BYTES = 40_000
TOTAL_BYTES = 500_000
_DATA = re.compile(r'data:[a-z]+/[a-z0-9.+-]+;base64,[^"]*')


def budget(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    html = draft.documents.get("html", "")
    style = sum(len(element.raw.encode()) for element in draft.page.all("style"))
    bare = len(_DATA.sub("", html).encode())
    for size, limit, what in (
        (bare, HTML_BYTES, "HTML"),
        (style, CSS_BYTES, "CSS"),
        (len(html.encode()), TOTAL_BYTES, "everything"),
    ):
        if size > limit:
            yield Finding(
                rule="html.weight",
                severity=Severity.CHECK,
                message="The page is heavy",
                detail=f"{size // 1000} kB of {limit // 1000} kB for {what}.",
                suggestion="Use smaller pictures." if what == "everything" else "Shorten the page.",
            )


def self_contained(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Nothing runs and nothing is loaded, so that a page needs no consent banner and leaks no visitor."""
    for element in draft.page.below:
        runs = element.tag == "script" and element.get("type") != "application/ld+json"
        handled = [name for name in element.attrs if name.startswith("on")]
        outside = [
            name
            for name in ("src", "srcset", "poster", "data", "background")
            if element.get(name) and not element.get(name).startswith("data:image/")
        ]
        styled = element.tag == "link" and "stylesheet" in element.get("rel")
        framed = element.tag in {"iframe", "object", "embed", "base"}
        imports = element.tag == "style" and re.search(r"@import|url\(", element.raw)
        if runs or handled or outside or styled or framed or imports:
            yield Finding(
                rule="html.self_contained",
                severity=Severity.MUST_FIX,
                message="The page runs or loads something",
                detail=f"<{element.tag}> {' '.join([*handled, *outside])}".strip(),
                suggestion="Take it out; whoever publishes the page adds what they need.",
            )


def picture_loading(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    main = draft.page.first("main")
    pictures = main.all("img") if main else []
    for number, image in enumerate(pictures):
        problems = []
        if not (image.get("width") and image.get("height")):
            problems.append("It has no width and height, so that the page jumps.")
        if number == 0 and image.get("loading") == "lazy":
            problems.append("It is seen first and loads last.")
        for problem in problems:
            yield Finding(
                rule="html.pictures",
                severity=Severity.NOTE,
                message="A picture loads badly",
                detail=problem,
            )


RULES = (
    Rule("html.weight", "The page is light", budget),
    Rule("html.self_contained", "The page runs and loads nothing", self_contained),
    Rule("html.pictures", "Pictures keep their place while they load", picture_loading),
)
