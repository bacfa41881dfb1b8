"""Rules on what a text claims: each claim needs a fact, and none may contradict one."""

from collections.abc import Iterator
from datetime import date

from generation.checks import prior_price
from generation.checks.claims import claims, uncovered
from generation.checks.contradictions import is_coupon
from generation.checks.days import WEEKDAYS
from generation.checks.figures import figures_in
from generation.checks.run import Rule, at, distinct
from generation.checks.safety import host_of, is_known, known_hosts
from generation.checks.sources import days_of, missing_limits, same_day, sources_of
from generation.checks.superlatives import superlatives_in
from generation.checks.text import folded
from generation.checks.types import CheckContext, Claim, ClaimStatus, Draft, Finding, Severity, TextField


def _claims(draft: Draft, context: CheckContext) -> Iterator[tuple[TextField, Claim]]:
    fields = {field.path: field for field in draft.fields}
    for claim in claims(draft.fields, context):
        yield fields[claim.field], claim


MUST_HAVE_A_SOURCE = frozenset({"price", "percent", "date", "quotation"})
"""What costs money or trust where it is wrong; of the rest, a person decides."""
REGULATED = frozenset({"health", "finance"})
"""Sectors whose every figure needs its source."""


def no_source(draft: Draft, context: CheckContext) -> list[Finding]:
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.no_source",
                severity=_severity(field, claim, context),
                message="A claim has no source",
                detail=_ASKED if claim.is_asked else "No fact in this campaign says so.",
                suggestion="Add the fact to the campaign, or take the claim out.",
            )
            for field, claim in _claims(draft, context)
            if claim.status is ClaimStatus.NO_SOURCE and claim.kind not in _OWN_RULE and not claim.fact_key
        ]
    )


_ASKED = "Who asked for the draft says so, and no fact does."
_OWN_RULE = frozenset({"superlative", "url", "place", "name"})


def _severity(field: TextField, claim: Claim, context: CheckContext) -> Severity:
    if claim.is_asked:
        return Severity.CHECK
    if claim.kind in MUST_HAVE_A_SOURCE or context.brief.sector in REGULATED:
        return Severity.MUST_FIX
    start = claim.start + len(claim.text) - len(claim.text.split()[-1])
    # A code that readers are to use and that does not work costs more than a look.
    return Severity.MUST_FIX if claim.kind == "code" and is_coupon(field.text, start) else Severity.CHECK


def unknown_names(draft: Draft, context: CheckContext) -> list[Finding]:
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.names",
                severity=Severity.CHECK,
                message="The campaign does not know this name",
                detail="Neither its facts nor its brand name it.",
                suggestion="Add a fact that names it, or take it out.",
            )
            for field, claim in _claims(draft, context)
            if claim.status is ClaimStatus.NO_SOURCE and claim.kind in ("place", "name")
        ]
    )


def unknown_pages(draft: Draft, context: CheckContext) -> list[Finding]:
    """Pages on known sites that nobody named: a model likes to make them up."""
    hosts = known_hosts(context.brief)
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.pages",
                severity=Severity.CHECK,
                message="The campaign does not name this page",
                detail="The site is known. Whether it has such a page, only a look can tell.",
                suggestion="Open it, or use a link of the campaign.",
            )
            for field, claim in _claims(draft, context)
            if claim.status is ClaimStatus.NO_SOURCE
            and claim.kind == "url"
            and is_known(host_of(claim.text), hosts)
        ]
    )


def superlative(draft: Draft, context: CheckContext) -> list[Finding]:
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.superlative",
                severity=Severity.MUST_FIX if _is_certain(field, claim, context) else Severity.CHECK,
                message="A claim has no source",
                detail="No fact in this campaign says so.",
                suggestion="Add the fact to the campaign, or say it without the superlative.",
            )
            for field, claim in _claims(draft, context)
            if claim.status is ClaimStatus.NO_SOURCE and claim.kind == "superlative"
        ]
    )


def _is_certain(field: TextField, claim: Claim, context: CheckContext) -> bool:
    """Tell whether it surely praises the brand; an idiom may praise something else."""
    return any(
        each.certain and claim.start <= each.start < claim.end
        for each in superlatives_in(field.text, context.brief)
    )


def scope(draft: Draft, context: CheckContext) -> list[Finding]:
    """A discount on one thing is no discount on another."""
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.scope",
                severity=Severity.CHECK,
                message="The offer may not cover this",
                detail=f"{claim.fact_key} says: {claim.fact_text}",
                suggestion="Name what the fact names.",
            )
            for field, claim in _claims(draft, context)
            if claim.status is ClaimStatus.SUPPORTED and uncovered(field.text, claim, context)
        ]
    )


def contradicted(draft: Draft, context: CheckContext) -> list[Finding]:
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.contradicted",
                severity=Severity.MUST_FIX,
                message="This differs from the campaign's facts",
                detail=f"{claim.fact_key} says: {claim.fact_text}",
                suggestion="Use what the fact says.",
            )
            for field, claim in _claims(draft, context)
            if claim.status is ClaimStatus.CONTRADICTED and not claim.breaks_law
        ]
    )


def prior_price_used(draft: Draft, context: CheckContext) -> list[Finding]:
    certain = prior_price.is_certain(context.brief)
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.prior_price",
                severity=Severity.MUST_FIX if certain else Severity.CHECK,
                message="The reduction counts from the wrong price",
                detail=f"{claim.detail} In the EU it counts from there (Directive 98/6/EC, article 6a).",
                suggestion="Count it from the lowest price of the last 30 days, or leave it out.",
            )
            for field, claim in _claims(draft, context)
            if claim.breaks_law
        ]
    )


def expired(draft: Draft, context: CheckContext) -> list[Finding]:
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.expired",
                severity=Severity.MUST_FIX,
                message="The fact behind this has expired",
                detail=claim.detail,
                suggestion="Renew the fact, or take the claim out.",
            )
            for field, claim in _claims(draft, context)
            if claim.status is ClaimStatus.NO_SOURCE and claim.fact_key
        ]
    )


def limits(draft: Draft, context: CheckContext) -> list[Finding]:
    """A fact holds within limits ("US only") that the whole text must name somewhere."""
    whole = folded("\n".join(field.text for field in draft.words()))
    findings = []
    for field, claim in _claims(draft, context):
        missing = missing_limits(claim.fact_text, whole)
        if missing and claim.status is ClaimStatus.SUPPORTED:
            findings.append(
                at(
                    field,
                    (claim.start, claim.end),
                    rule="facts.limits",
                    severity=Severity.CHECK,
                    message=f"“{claim.text}” leaves out a limit",
                    detail=f"{claim.fact_key} says: {claim.fact_text}",
                    suggestion=f"Say “{missing[0]}” somewhere.",
                )
            )
    return list({finding.detail: finding for finding in reversed(findings)}.values())[::-1]


def weekday(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    known = [day for source in sources_of(context.brief, context.today) for day in days_of(source)]
    for field in draft.words():
        for figure in figures_in(field.text):
            day = figure.values[-1] if figure.kind == "date" else None
            if figure.weekday is None or not isinstance(day, tuple) or day[1] is None:
                continue
            years = [day[0]] if day[0] else [other[0] for other in known if other[0] and same_day(day, other)]
            real = _weekday(years[0], day[1], day[2]) if years and years[0] else None
            if real is not None and real != figure.weekday:
                yield at(
                    field,
                    (figure.start, figure.end),
                    rule="facts.weekday",
                    severity=Severity.MUST_FIX,
                    message="The weekday does not fit the date",
                    detail=f"It is a {WEEKDAYS['en'][real]}.",
                    suggestion="Correct the day or the date.",
                )


def _weekday(year: int, month: int, day: int) -> int | None:
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


RULES = (
    Rule("facts.superlative", "Superlatives have a source", superlative),
    Rule("facts.contradicted", "Nothing contradicts a fact", contradicted),
    Rule("facts.expired", "No expired facts", expired),
    Rule("facts.weekday", "Weekdays fit their dates", weekday),
    Rule("facts.prior_price", "Reductions count from the lawful price", prior_price_used),
    Rule("facts.no_source", "Numbers and dates have a source", no_source),
    Rule("facts.names", "Names are known", unknown_names),
    Rule("facts.pages", "Pages are known", unknown_pages),
    Rule("facts.scope", "Offers cover what they name", scope),
    Rule("facts.limits", "Limits of facts are named", limits),
)
