"""What marketing law asks of a text, and the parts that every commercial email must have.

Most rules are entries of `rules/*.yaml`, with their phrases, their laws and how strict those are where.
Here are the few that need more than phrases.
"""

import re
from collections.abc import Iterable, Iterator

from generation.checks.law import Asked, rules_for, unescaped
from generation.checks.patterns import letters, said_by_fact
from generation.checks.phrases import SHORT, matches
from generation.checks.rulebook import by_language, entry_of
from generation.checks.run import Check, distinct
from generation.checks.sources import sources_of
from generation.checks.text import folded, lowered, prose, sentence_around
from generation.checks.types import CheckContext, Draft, Finding, TextField
from generation.liquid import merge_tags_in

_STOCK = re.compile(
    r"\d+ (?:left|remaining|spots?|seats?|places?)|selling fast|almost gone|nur noch \d+"
    r"|wenige (?:plätze|stück)"
)
_RELATIVE = re.compile(r"\b(?:today|tonight|soon|heute|bald)\b")
_FREE = re.compile(
    r"(?<![\w-])(?:free|complimentary|no cost|at no charge|gratis|kostenlos\w*|£0|\$0|€0)(?![\w-])"
)
_NOT_FREE = re.compile(r"\Afree (?:to|from|of|time)\b|\Afree (?=spirit|hand|fall)")
_FORMER = re.compile(
    r"\b(?:was|were|formerly|originally|instead of|reg(?:ular)?\.?(?: price)?|statt|früher)\s*:?\s*"
    rf"(?:{SHORT['price']}|\d[\d,.]*\s?(?:€|euro?\b))|~~[^~\n]+~~"
)
_FORMER_SIGNS = ("$", "£", "€", "eur", "~~")
_QUOTED = re.compile(
    r'"(?P<words>[^"\n]{15,400})"[ ,]*(?:-+ ?|\n+ ?-+ ?|(?:says|said|writes|wrote|sagt|sagte|schreibt) )'
    r"(?P<who>[A-ZÄÖÜ][\w.'-]+(?: [A-ZÄÖÜ][\w.'-]*){0,3})"
)
_TICKED = re.compile(
    r"<input\b[^>]*\btype=[\"']?checkbox[^>]*\bchecked\b|<input\b[^>]*\bchecked\b[^>]*checkbox", re.I
)
_LOADED = re.compile(
    r"<(?:script|iframe|img|source|video|audio|embed|link(?=[^>]*\brel=[\"']?(?:stylesheet|preload|icon)))\b"
    r"[^>]*?\b(?:src|srcset|href)=[\"']?(?:https?:)?//",
    re.IGNORECASE,
)


def _asked(rule: str) -> Asked:
    entry = entry_of(rule)
    assert entry is not None, rule  # the files are part of the package
    return Asked(entry)


def _found(
    rule: str, context: CheckContext, places: Iterable[tuple[TextField, tuple[int, int]]]
) -> list[Finding]:
    asked = _asked(rule)
    return distinct([asked.found(context, field, span) for field, span in places])


def _missing(rule: str, context: CheckContext, is_missing: bool) -> list[Finding]:
    return [_asked(rule).found(context, None, None)] if is_missing else []


def postal_address(draft: Draft, context: CheckContext) -> list[Finding]:
    address = "".join(context.brief.brand.postal_address.split())
    missing = any(address not in "".join(unescaped(text).split()) for text in draft.documents.values())
    return _missing("compliance.postal_address", context, bool(draft.documents) and (not address or missing))


def unsubscribe(draft: Draft, context: CheckContext) -> list[Finding]:
    link = context.brief.brand.unsubscribe_url.strip()
    missing = any(not link or link not in unescaped(text) for text in draft.documents.values())
    return _missing("compliance.unsubscribe", context, missing)


def urgency(draft: Draft, context: CheckContext) -> list[Finding]:
    """Find urgency without an end date or a counted stock."""
    return _found("compliance.urgency", context, _urgent(draft, context))


def _urgent(draft: Draft, context: CheckContext) -> Iterator[tuple[TextField, tuple[int, int]]]:
    brief = context.brief
    if not _URGENT.may_be_in(draft.plain, draft.grams):
        return
    for field in draft.words():
        for match in matches(_URGENT, lowered(field.text)):
            words = match.group()
            relative = _RELATIVE.search(words) is not None and brief.ends_on != context.today
            reason = brief.ends_on and not relative and not _STOCK.search(words)
            if not reason and not said_by_fact(brief, words):
                yield field, match.span()


def free(draft: Draft, context: CheckContext) -> list[Finding]:
    """Find “free” where no fact says what is free, and on which terms."""
    vouched = any(
        _FREE.search(lowered(source.text))
        for source in sources_of(context.brief, context.today)
        if not source.expired_on
    )
    places = (
        (field, match.span())
        for field in draft.words()
        for match in _FREE.finditer(lowered(field.text))
        if not vouched and not _NOT_FREE.match(lowered(field.text)[match.start() :])
    )
    return _found("compliance.free", context, places)


def former_price(draft: Draft, context: CheckContext) -> list[Finding]:
    asked, findings = _asked("compliance.former_price"), []
    if not any(sign in draft.plain for sign in _FORMER_SIGNS):
        return []
    for field in draft.words():
        for match in _FORMER.finditer(lowered(field.text)):
            digits = re.search(r"\d[\d.,]*\d|\d", match.group())
            facts = [fact.key for fact in context.brief.facts if digits and digits.group() in fact.text]
            finding = asked.found(context, field, match.span())
            named = f"{facts[0]} names it." if facts else "No fact names it."
            told = (
                "It must have been the real price until the sale, in the EU the lowest of 30 days "
                f"({finding.detail}). {named}"
            )
            findings.append(finding.model_copy(update={"detail": told}))
    return distinct(findings)


def special_category(draft: Draft, context: CheckContext) -> list[Finding]:
    """Find sensitive words in one sentence with a merge tag: the text may be made for who somebody is."""
    if not _SPECIAL.may_be_in(draft.plain, draft.grams):
        return []
    places = (
        (field, match.span())
        for field in draft.words()
        for match in matches(_SPECIAL, lowered(field.text))
        if any(use.name for use in merge_tags_in(sentence_around(field.text, *match.span())))
    )
    return _found("compliance.special_category", context, places)


def quotation(draft: Draft, context: CheckContext) -> list[Finding]:
    """Find what a named person is said to have said where no fact holds it word for word."""
    known = [letters(fact.text) for fact in context.brief.facts]
    places = (
        (field, match.span("words"))
        for field in draft.words()
        for match in _QUOTED.finditer(folded(prose(field.text)))
        if not any(letters(match["words"]) in text for text in known)
    )
    return _found("compliance.quotation", context, places)


def preticked(draft: Draft, context: CheckContext) -> list[Finding]:
    return _missing("compliance.preticked", context, bool(_TICKED.search(draft.documents.get("html", ""))))


def trackers(draft: Draft, context: CheckContext) -> list[Finding]:
    return _missing("compliance.trackers", context, bool(_LOADED.search(draft.documents.get("html", ""))))


_URGENT = by_language(_asked("compliance.urgency").entry.phrases)
_SPECIAL = by_language(_asked("compliance.special_category").entry.phrases)
CODE: dict[str, Check] = {
    "compliance.postal_address": postal_address,
    "compliance.unsubscribe": unsubscribe,
    "compliance.urgency": urgency,
    "compliance.free": free,
    "compliance.former_price": former_price,
    "compliance.special_category": special_category,
    "compliance.quotation": quotation,
    "compliance.preticked": preticked,
    "compliance.trackers": trackers,
}

RULES = rules_for("email", "compliance", code=CODE)
"""What an email is asked. `rules_for` gives other tools theirs."""
