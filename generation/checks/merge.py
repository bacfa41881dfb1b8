"""Merge tags that the sending system can't fill, and placeholders that nobody filled."""

import re
from collections.abc import Iterator

from generation.checks.patterns import Pattern
from generation.checks.run import Rule, at
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity, TextField
from generation.liquid import fill_merge_tags, merge_tag_code, merge_tags_in

SYSTEM_TAGS = frozenset({"unsubscribe_url", "preferences_url", "view_in_browser_url"})
"""Every sending system fills these, so a brand need not list them."""
_OTHER_DIALECTS = re.compile(
    r"\*\|[A-Z_:]+\|\*|%%[^%\s]{1,40}%%|\$\{[^}\n]{0,60}\}|\[\[[^\]\n]{0,60}\]\]|<%.{0,60}%>"
    r"|(?<![{$])\{[a-zA-Z_]\w{0,40}\}(?!\})"
)
"""Mailchimp, Salesforce, scripts, wikis, ASP, Python."""


def broken(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.fields:
        for use in merge_tags_in(field.text):
            if use.problem:
                yield at(
                    field,
                    (use.start, use.end),
                    rule="merge.broken",
                    severity=Severity.MUST_FIX,
                    message="A merge tag is broken",
                    detail=use.problem,
                    suggestion='Write it like {{ first_name | default: "there" }}, with straight quotes.',
                )
        for match in _OTHER_DIALECTS.finditer(field.text):
            yield at(
                field,
                match.span(),
                rule="merge.broken",
                severity=Severity.MUST_FIX,
                message="A merge tag is broken",
                detail="The sending system would print this as it stands.",
                suggestion='Write it like {{ first_name | default: "there" }}.',
            )


def unknown(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    known = {tag.name for tag in context.brief.brand.merge_tags}
    for field in draft.fields:
        for use in merge_tags_in(field.text):
            if use.name and use.name not in known | SYSTEM_TAGS:
                yield at(
                    field,
                    (use.start, use.end),
                    rule="merge.unknown",
                    severity=Severity.MUST_FIX,
                    message="A merge tag is not known",
                    detail=f"There are: {', '.join(sorted(known)) or 'none'}.",
                    suggestion="Use a tag of the brand, or write the words.",
                )


def fallback(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    needed = {tag.name: tag.fallback for tag in context.brief.brand.merge_tags if tag.fallback}
    for field in draft.words():
        for use in merge_tags_in(field.text):
            if use.name in needed and use.fallback is None:
                yield at(
                    field,
                    (use.start, use.end),
                    rule="merge.fallback",
                    severity=Severity.MUST_FIX if field.role is Role.SUBJECT else Severity.CHECK,
                    message="A merge tag has no fallback",
                    detail="Where the value is missing, a reader sees a gap.",
                    suggestion=f"Write {merge_tag_code(use.name, needed[use.name])}.",
                )


_GAP = re.compile(
    r"^(?:hi|hello|hey|dear|hallo|liebe[rs]?|guten tag|moin|servus|bonjour|hola|ciao|beste)\s*(?=[,!.:]|\Z)"
    r"|\s[,.!?;:]|\(\s*\)|\s\s+(?=\S)|^\s*[,.;:!?]",
    re.IGNORECASE,
)
"""How a line reads where a name should have been."""


def empty(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Read each line as somebody would of whom nothing is known."""
    for field in draft.words():
        uses = [use for use in merge_tags_in(field.text) if use.name and use.fallback is not None]
        gaps = [use for use in uses if not (use.fallback or "").strip()]
        if not gaps or _GAP.search(_read(field.text, "x")):
            continue
        if _GAP.search(_read(field.text, "")):
            yield at(
                field,
                (gaps[0].start, gaps[0].end),
                rule="merge.empty",
                severity=Severity.CHECK,
                message="Without this value the line reads wrong",
                detail=f"It would read: {fill_merge_tags(field.text, {})[:80]}",
                suggestion="Give the tag a fallback that reads well.",
            )


def _read(text: str, value: str) -> str:
    return "\n".join(
        line.rstrip()
        for line in fill_merge_tags(text, {use.name: value for use in merge_tags_in(text)}).split("\n")
    )


_FILL_IN = re.compile(
    r"name|insert|einfügen|your|ihr|dein|e-?mail|phone|telefon|_\d|link|url|date|datum|company|firma|city"
    r"|stadt|product|produkt|code|price|preis|\.{3}|…|xx|subject|betreff|placeholder|platzhalter|here\b|hier\b"
    r"|brand|marke|amount|betrag|number|nummer|discount|rabatt|offer|angebot|title|titel",
    re.IGNORECASE,
)


def _is_label(field: TextField, match: re.Match[str]) -> bool:
    """Tell whether the words in brackets open a subject to say what it is: "[Newsletter] …"."""
    opens = field.role is Role.SUBJECT and match.start() == 0 and match.group().startswith("[")
    return opens and not _FILL_IN.search(match.group())


_PLACEHOLDER = Pattern(
    id="merge.placeholder",
    pattern=(
        r"\[(?!\s*\])[^\[\]\n(){}]{2,60}\](?!\()"
        r"|[<‹](?:name|first name|vorname|link|url|date|datum|company|firma|insert[^>›\n]{0,40})[>›]"
        r"|(?-i:\b[A-Z]{2,12}_\d{1,3}\b)"
        r"|(?-i:\b(?:TBD|TBC|TODO|FIXME|XXX+)\b)|\b(?:lorem ipsum|insert (?:name|link|date|text) here)\b"
        r"|\b(?:hi|hello|dear|hallo|liebe|lieber) (?:none|null|undefined|nan)\b"
    ),
    severity=Severity.MUST_FIX,
    message="A placeholder was left in",
    passed="No placeholders left in",
    detail="Readers would see it as it stands.",
    suggestion="Write what belongs there, or take it out.",
    languages=None,
    innocent=_is_label,
)

RULES = (
    Rule("merge.broken", "Merge tags can be read", broken),
    Rule("merge.unknown", "Merge tags are known", unknown),
    Rule("merge.fallback", "Merge tags have a fallback", fallback),
    Rule("merge.empty", "Lines read well where a value is missing", empty),
    _PLACEHOLDER.rule(),
)
