"""Words that marketing law asks about, and the parts that every commercial email must have.

A campaign does not name its countries yet, so a rule that only some of them have asks for a look
(`check`); what all of them forbid must be fixed. Each rule names its source.
"""

import re
from collections.abc import Iterator

from generation.checks.compliance_patterns import PATTERNS, PRICE
from generation.checks.patterns import said_by_fact
from generation.checks.run import ENGLISH, Rule, at, distinct
from generation.checks.sources import sources_of
from generation.checks.text import folded, prose
from generation.checks.types import CheckContext, Draft, Finding, Severity

_URGENT = re.compile(
    r"\b(?:limited[- ]time|last chance|ends? (?:today|tonight|soon)|act now|"
    r"only \d+ (?:left|remaining|spots?|seats?)|"
    r"while (?:stocks?|supplies) last|final hours?|today only|expires? (?:soon|today)|"
    r"don't miss out|selling fast|"
    r"almost gone|nur noch \d+|letzte chance|nur heute|solange der vorrat reicht)\b",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\d+ (?:left|remaining|spots?|seats?)|selling fast|almost gone|nur noch \d+", re.IGNORECASE
)
_RELATIVE = re.compile(r"\b(?:today|tonight|soon|heute)\b", re.IGNORECASE)
_FREE = re.compile(
    r"(?<![\w-])(?:free|complimentary|no cost|at no charge|gratis|kostenlos\w*|£0|\$0|€0)(?![\w-])", re.I
)
_NOT_FREE = re.compile(r"\Afree (?:to|from|of|time)\b|\Afree (?=spirit|hand|fall)", re.IGNORECASE)
_FORMER = re.compile(
    rf"\b(?:was|were|formerly|originally|instead of|reg(?:ular)?\.?(?: price)?|rrp|"
    rf"msrp|statt|früher|uvp)\s*:?\s*"
    rf"(?:{PRICE}|\d[\d,.]*\s?(?:€|euro?\b))|~~[^~\n]+~~",
    re.IGNORECASE,
)


def postal_address(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    address = "".join(context.brief.brand.postal_address.split())
    missing = [
        name
        for name, text in draft.documents.items()
        if not address or address not in "".join(_plain(text).split())
    ]
    if missing:
        yield Finding(
            rule="compliance.postal_address",
            severity=Severity.MUST_FIX,
            message="The postal address is missing",
            detail="Every commercial email names one (15 USC 7704(a)(5); SOR/2012-36 s.2).",
            suggestion="Add it to the brand.",
        )


def unsubscribe(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    link = context.brief.brand.unsubscribe_url.strip()
    if any(not link or link not in _plain(text) for text in draft.documents.values()):
        yield Finding(
            rule="compliance.unsubscribe",
            severity=Severity.MUST_FIX,
            message="There is no way to unsubscribe",
            detail="Every commercial email needs one (15 USC 7704(a)(3); Directive 2002/58 Art 13).",
            suggestion="Add the address, or its merge tag, to the brand.",
        )


def _plain(document: str) -> str:
    return (
        document.replace("&amp;", "&")
        .replace("&#x27;", "'")
        .replace("&quot;", '"')
        .replace("&lt;", "<")
        .replace("&gt;", ">")
    )


def urgency(draft: Draft, context: CheckContext) -> list[Finding]:
    """Urgency needs an end date or a counted stock (UCPD Annex I 7; 16 CFR 233.5)."""
    brief = context.brief
    findings = []
    for field in draft.words():
        for match in _URGENT.finditer(folded(prose(field.text))):
            words = match.group()
            relative = _RELATIVE.search(words) is not None and brief.ends_on != context.today
            if said_by_fact(brief, words) or (brief.ends_on and not relative and not _STOCK.search(words)):
                continue
            findings.append(
                at(
                    field,
                    match.span(),
                    rule="compliance.urgency",
                    severity=Severity.CHECK,
                    message="The urgency needs a reason",
                    detail="Only a real end date or stock may hurry people (UCPD Annex I 7; 16 CFR 233.5).",
                    suggestion="Name the date, or take it out.",
                )
            )
    return distinct(findings)


def free(draft: Draft, context: CheckContext) -> list[Finding]:
    """“Free” needs its terms beside it (16 CFR 251.1; UCPD Annex I 20)."""
    vouched = any(
        _FREE.search(source.text)
        for source in sources_of(context.brief, context.today)
        if not source.expired_on
    )
    findings = []
    for field in draft.words():
        text = folded(prose(field.text))
        for match in _FREE.finditer(text):
            if vouched or _NOT_FREE.match(text[match.start() :]):
                continue
            findings.append(
                at(
                    field,
                    match.span(),
                    rule="compliance.free",
                    severity=Severity.CHECK,
                    message="“Free” needs its terms",
                    detail="No fact says what is free, and on which terms (16 CFR 251.1; UCPD Annex I 20).",
                    suggestion="Add the fact, and name the terms beside the word.",
                )
            )
    return distinct(findings)


def former_price(draft: Draft, context: CheckContext) -> list[Finding]:
    """A former price was real (16 CFR 233.1), and in the EU the lowest of 30 days (Directive 98/6 Art 6a)."""
    findings = []
    for field in draft.words():
        for match in _FORMER.finditer(folded(field.text)):
            digits = re.search(r"\d[\d.,]*\d|\d", match.group())
            facts = [fact.key for fact in context.brief.facts if digits and digits.group() in fact.text]
            findings.append(
                at(
                    field,
                    match.span(),
                    rule="compliance.former_price",
                    severity=Severity.CHECK,
                    message="The former price needs proof",
                    detail="It must have been the real price until the sale, in the EU the "
                    "lowest of 30 days. " + (f"{facts[0]} names it." if facts else "No fact names it."),
                    suggestion="Make sure that the fact says since when.",
                )
            )
    return distinct(findings)


RULES = (
    Rule("compliance.postal_address", "The postal address is there", postal_address),
    Rule("compliance.unsubscribe", "Readers can unsubscribe", unsubscribe),
    Rule("compliance.urgency", "Urgency has a reason", urgency, ENGLISH | {"de"}),
    Rule("compliance.free", "“Free” has its terms", free, ENGLISH | {"de"}),
    Rule("compliance.former_price", "Former prices are proven", former_price, ENGLISH | {"de"}),
    *(pattern.rule() for pattern in PATTERNS),
)
