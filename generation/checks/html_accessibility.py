"""Accessibility that can be seen in a rendered document, WCAG 2.2 level A and AA.

Tools find about a third to a half of all barriers. The rest needs a person, a keyboard and a screen reader.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from generation.checks.contrast import contrast
from generation.checks.html_document import placed
from generation.checks.html_tree import CONTROLS, Element
from generation.checks.run import Rule
from generation.checks.types import CheckContext, Draft, Finding, Severity

ALT_LENGTH = 250
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_FILE_NAME = re.compile(r"\.(?:png|jpe?g|webp|gif|svg)\Z|\A(?:img|dsc|image)[_-]?\d+\Z", re.IGNORECASE)
_VAGUE = frozenset(
    [
        "click here",
        "click this link",
        "here",
        "more",
        "read more",
        "learn more",
        "link",
        "this",
        "this link",
        "dieser link",
        "hier",
        "hier klicken",
        "klick hier",
        "klicken sie hier",
        "mehr",
        "mehr lesen",
    ]
)
_STYLE_COLOR = re.compile(r"(?:\A|;)\s*color\s*:\s*(#[0-9a-fA-F]{6})\b")
_STYLE_GROUND = re.compile(r"(?:\A|;)\s*background(?:-color)?\s*:\s*(#[0-9a-fA-F]{6})\b")
_STYLE_SIZE = re.compile(r"font-size\s*:\s*(\d+(?:\.\d+)?)px")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")
_NOT_SHOWN = re.compile(r"display\s*:\s*none")
_NO_OUTLINE = re.compile(r"outline\s*:\s*(?:none|0)\b")


def _found(rule: str, severity: Severity, message: str, detail: str, suggestion: str) -> Finding:
    return Finding(rule=rule, severity=severity, message=message, detail=detail, suggestion=suggestion)


def language(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    root = draft.page.first("html")
    if root is None or not _LANGUAGE.match(root.get("lang")):
        yield _found(
            "html.language", Severity.MUST_FIX, "The document does not say its language",
            "Screen readers speak by it (WCAG 3.1.1).", "Check the language of the draft.",
        )  # fmt: skip


def title(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    found = draft.page.first("title")
    if found is None or not found.raw.strip():
        yield _found(
            "html.title", Severity.MUST_FIX, "The document has no title",
            "Tabs, bookmarks and screen readers name it (WCAG 2.4.2).", "Write one.",
        )  # fmt: skip


def alternatives(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for image in draft.page.all("img"):
        alt = image.get("alt").strip()
        linked = image.inside("a")
        problem = (
            "It has no alternative text." if "alt" not in image.attrs
            else "It is a link and has no words." if linked and not alt
            else "The alternative text is a file name." if _FILE_NAME.search(alt)
            else f"The alternative text has {len(alt)} characters." if len(alt) > ALT_LENGTH
            else ""
        )  # fmt: skip
        if problem:
            finding = _found(
                "html.alternative", Severity.MUST_FIX, "A picture can't be read aloud",
                f"{problem} (WCAG 1.1.1)", "Say in one sentence what it shows.",
            )  # fmt: skip
            yield placed(draft, alt, finding)


def headings(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    found = draft.page.all("h1", "h2", "h3", "h4", "h5", "h6")
    problems = []
    if sum(heading.tag == "h1" for heading in found) != 1:
        problems.append(("There is not exactly one main heading", ""))
    for before, after in pairwise(found):
        if int(after.tag[1]) > int(before.tag[1]) + 1:
            problems.append(("A level of headings is skipped", after.text))
    problems += [("A heading is empty", "") for heading in found if not heading.text]
    for message, words in problems:
        finding = _found(
            "html.headings", Severity.CHECK, message,
            "Screen readers jump from heading to heading (WCAG 1.3.1, 2.4.6).", "Put them in order.",
        )  # fmt: skip
        yield placed(draft, words, finding)


def labels(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    page = draft.page
    named = {label.get("for") for label in page.all("label") if label.text}
    for control in page.all(*CONTROLS):
        own = control.get("aria-label") or control.get("aria-labelledby")
        hidden = control.get("type") in {"hidden", "submit", "button"}
        if not hidden and not own and control.get("id") not in named and not control.inside("label"):
            yield _found(
                "html.labels", Severity.MUST_FIX, "A field of the form has no label",
                "A placeholder is none (WCAG 1.3.1, 3.3.2, 4.1.2).", "Name what belongs into it.",
            )  # fmt: skip


def names(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for element in draft.page.all("a", "button"):
        pictures = " ".join(image.get("alt") for image in element.all("img"))
        words = (element.get("aria-label") or f"{element.text} {pictures}").strip()
        if not words:
            yield _found(
                "html.names", Severity.MUST_FIX, "A link or button has no words",
                "Nobody can tell where it leads (WCAG 2.4.4, 4.1.2).", "Give it a label.",
            )  # fmt: skip
        elif words.casefold().strip(" .›»→") in _VAGUE:
            finding = _found(
                "html.names", Severity.CHECK, "A link does not say where it leads",
                "Screen readers list links without the words around them (WCAG 2.4.4).",
                "Link the words that name the page.",
            )  # fmt: skip
            yield placed(draft, words, finding)


def ids(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    elements = draft.page.below
    known = [element.get("id") for element in elements if element.get("id")]
    wanted = {
        one
        for element in elements
        for name in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for one in element.get(name).split()
    }
    wanted |= {
        element.get("href")[1:]
        for element in elements
        if element.tag == "a" and element.get("href").startswith("#")
    }
    twice = {name for name in known if known.count(name) > 1}
    for name in sorted(twice | (wanted - set(known) - {""})):
        yield _found(
            "html.ids", Severity.MUST_FIX, "Parts of the document point at each other wrongly",
            f"“{name}” {'occurs twice' if name in twice else 'is nowhere'} (WCAG 4.1.2).",
            "Give each block a name of its own.",
        )  # fmt: skip


def landmarks(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    page = draft.page
    missing = [name for name in ("header", "main", "footer") if len(page.all(name)) != 1]
    first = next(iter(page.all("a")), None)
    if first is None or not first.get("href").startswith("#"):
        missing.append("skip link")
    if missing:
        yield _found(
            "html.landmarks", Severity.CHECK, "The page can't be jumped through",
            f"Not once there: {', '.join(missing)} (WCAG 2.4.1).", "Put every part where it belongs.",
        )  # fmt: skip


def viewport(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for meta in draft.page.all("meta"):
        content = meta.get("content").replace(" ", "").casefold()
        if meta.get("name") == "viewport" and re.search(
            r"user-scalable=(?:no|0)|maximum-scale=[01]\b", content
        ):
            yield _found(
                "html.viewport", Severity.MUST_FIX, "Readers can't make the page larger",
                "WCAG 1.4.4 asks for 200 percent.", "Allow zooming.",
            )  # fmt: skip


def focus(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    page = draft.page
    style = "".join(element.raw for element in page.all("style"))
    hides = _NO_OUTLINE.search(style) and ":focus-visible" not in style
    order = [
        one for one in page.below if one.get("tabindex").lstrip("+").isdigit() and one.get("tabindex") != "0"
    ]
    if hides or order:
        yield _found(
            "html.focus", Severity.MUST_FIX, "The keyboard loses its way",
            "The focus is hidden, or its order changed (WCAG 2.4.3, 2.4.7).", "Leave them alone.",
        )  # fmt: skip


def motion(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    style = "".join(element.raw for element in draft.page.all("style"))
    if re.search(r"\b(?:animation|transition)\s*:", style) and "prefers-reduced-motion" not in style:
        yield _found(
            "html.motion", Severity.CHECK, "Movement can't be switched off",
            "Some readers get dizzy (WCAG 2.2.2, 2.3.3).", "Respect prefers-reduced-motion.",
        )  # fmt: skip


class _Look(NamedTuple):
    """What an element says of its words, or the closest one around it."""

    color: str = ""
    ground: str = ""
    size: float = 16
    hidden: bool = False


def contrasts(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Compare colours that stand in the elements themselves, as in mails. Pages get theirs from a theme."""
    looks: dict[Element | None, _Look] = {}
    for element in draft.page.below:
        # A parent comes before what is in it.
        look = looks[element] = _look(element, looks.get(element.parent, _Look()))
        if look.hidden or not look.color or not look.ground:
            continue
        own = element.raw.strip()
        if not own:
            continue
        needed = 3.0 if look.size >= 24 else 4.5
        ratio = _contrast(look.color, look.ground)
        if ratio < needed:
            finding = _found(
                "html.contrast", Severity.MUST_FIX, "Words are too faint to read",
                f"{look.color} on {look.ground} has {ratio:.2f}; {needed} is needed (WCAG 1.4.3).",
                "Choose other colours for the brand.",
            )  # fmt: skip
            yield placed(draft, " ".join(own.split()), finding)


def _look(element: Element, around: _Look) -> _Look:
    style, bgcolor = element.get("style"), element.get("bgcolor")
    if element.tag == "head":
        return _Look(hidden=True)
    if not style and not bgcolor:
        return around
    color, ground, size, hidden = _said(style)
    return _Look(
        color=color or around.color,
        ground=ground or (bgcolor if _COLOR.match(bgcolor) else around.ground),
        size=size or around.size,
        hidden=hidden or around.hidden,
    )


@lru_cache(maxsize=512)
def _said(style: str) -> tuple[str, str, float, bool]:
    """Return colour, ground, size and whether it hides. The mails of a brand share their styles."""
    color, ground = _STYLE_COLOR.search(style), _STYLE_GROUND.search(style)
    size = _STYLE_SIZE.search(style)
    return (
        color[1] if color else "",
        ground[1] if ground else "",
        float(size[1]) if size else 0,
        _NOT_SHOWN.search(style) is not None,
    )


_contrast = lru_cache(maxsize=256)(contrast)


ANYWHERE = (
    Rule("html.language", "The document says its language", language),
    Rule("html.title", "The document has a title", title),
    Rule("html.alternative", "Pictures can be read aloud", alternatives),
    Rule("html.headings", "Headings are in order", headings),
    Rule("html.names", "Links and buttons say where they lead", names),
    Rule("html.viewport", "Readers can make the page larger", viewport),
    Rule("html.contrast", "Words stand out from their ground", contrasts),
)
"""For mails as for pages."""

RULES = (
    *ANYWHERE,
    Rule("html.labels", "Every field of a form has a label", labels),
    Rule("html.ids", "Every reference inside the page leads somewhere", ids),
    Rule("html.landmarks", "The page can be jumped through", landmarks),
    Rule("html.focus", "The keyboard finds its way", focus),
    Rule("html.motion", "Movement can be switched off", motion),
)
