"""Links and marks that every channel shares: shortened links, tracking that fits, Markdown that shows."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from generation.checks.run import Rule, at
from generation.checks.safety import host_of, is_known, links_of
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity
from generation.checks.word_lists import word_lists

SHORTENERS = frozenset(word_lists("style")["shorteners"].split())
"""They hide where a link leads, and share their bad name with whoever misused them."""
_SHARED = ("utm_source", "utm_medium", "utm_campaign")
_MARKDOWN = re.compile(
    r"\*\*[^*\n]{1,200}\*\*|__[^_\n]{1,200}__|(?<!\w)\*[^*\s][^*\n]{0,200}\*(?!\w)|`[^`\n]{1,200}`"
    r"|\[[^\[\]\n]{1,200}\]\([^()\n]{1,400}\)|^#{1,6} "
)
_PLAIN = (Role.SUBJECT, Role.PREHEADER, Role.HEADING, Role.BUTTON)
_SHOUTED = 0.5
_LEAST_LETTERS = 100


def shorteners(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.fields:
        text = field.text.lower()
        if not any(site in text for site in SHORTENERS):
            continue
        for url, start, end in links_of(field):
            if is_known(host_of(url), SHORTENERS):
                yield at(
                    field,
                    (start, end),
                    rule="form.shortener",
                    severity=Severity.CHECK,
                    message="A shortened link hides where it leads",
                    detail="Filters distrust such links, and so do readers.",
                    suggestion="Use the whole address.",
                )


def tracking(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Find links whose tracking parameters differ from those of the others, or are not written plainly."""
    tracked = [
        (field, start, end, found)
        for field in draft.fields
        if "utm_" in field.text
        for url, start, end in links_of(field)
        if "utm_" in url and (found := _utm(url))
    ]
    usual = {
        name: Counter(found[name] for *_place, found in tracked if name in found).most_common(1)
        for name in _SHARED
    }
    for field, start, end, found in tracked:
        problem = _utm_problem(found, {name: most[0][0] for name, most in usual.items() if most})
        if problem:
            yield at(
                field,
                (start, end),
                rule="form.utm",
                severity=Severity.CHECK,
                message="The tracking of this link does not fit the others",
                detail=problem,
                suggestion="Use the same utm values in every link, in small letters.",
            )


def _utm(url: str) -> dict[str, str]:
    try:
        asked = parse_qsl(urlsplit(url).query)
    except ValueError:
        return {}
    return {name: value for name, value in asked if name.lower().startswith("utm_")}


def _utm_problem(found: dict[str, str], usual: dict[str, str]) -> str:
    if any(name != name.lower() for name in found):
        return "The names are not in small letters."
    if any(value != value.lower() or " " in value for name, value in found.items() if name in _SHARED):
        return "Capitals and spaces make several campaigns of one in reports."
    if "utm_source" not in found or "utm_campaign" not in found:
        return "Source and campaign belong together."
    different = [name for name in _SHARED if name in found and found[name] != usual[name]]
    return (
        f"{different[0]} is “{found[different[0]]}”, elsewhere “{usual[different[0]]}”." if different else ""
    )


def markdown(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.of(*_PLAIN):
        for match in _MARKDOWN.finditer(field.text):
            yield at(
                field,
                match.span(),
                rule="form.markdown",
                severity=Severity.CHECK,
                message="Marks would be seen as they stand",
                detail="This line is plain: stars, backticks and link brackets are not turned into anything.",
                suggestion="Take the marks out.",
            )


def capitals(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Find a body mostly in capitals, as SpamAssassin counts (UPPERCASE_50_75)."""
    letters = [letter for field in draft.of(Role.TEXT) for letter in field.text if letter.isalpha()]
    if len(letters) >= _LEAST_LETTERS and sum(map(str.isupper, letters)) > _SHOUTED * len(letters):
        yield Finding(
            rule="mailbox.capitals",
            severity=Severity.NOTE,
            message="Most of it is in capitals",
            detail="Spam filters count that.",
            suggestion="Write in small letters.",
        )


RULES = (
    Rule("form.shortener", "No shortened links", shorteners),
    Rule("form.utm", "Tracking is the same in every link", tracking),
    Rule("form.markdown", "No marks that would be seen", markdown),
)
MAILBOX = (Rule("mailbox.capitals", "The body is in small letters", capitals),)
