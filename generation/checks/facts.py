"""Rules on what a text claims: each claim needs a fact, and none may contradict one."""

import re
from collections.abc import Iterator
from datetime import date

from generation.checks.claims import claims, uncovered
from generation.checks.days import WEEKDAYS
from generation.checks.figures import figures_in
from generation.checks.run import Rule, at, distinct
from generation.checks.sources import days_of, missing_limits, same_day, sources_of
from generation.checks.superlatives import superlatives_in
from generation.checks.text import folded
from generation.checks.types import CheckContext, Claim, ClaimStatus, Draft, Finding, Severity, TextField


def _claims(draft: Draft, context: CheckContext) -> Iterator[tuple[TextField, Claim]]:
    fields = {field.path: field for field in draft.fields}
    for claim in claims(draft.fields, context):
        yield fields[claim.field], claim


def no_source(draft: Draft, context: CheckContext) -> list[Finding]:
    return distinct(
        [
            at(
                field,
                (claim.start, claim.end),
                rule="facts.no_source",
                severity=Severity.MUST_FIX if _is_coupon(field, claim) else Severity.CHECK,
                message="A claim has no source",
                detail="No fact in this campaign says so.",
                suggestion="Add the fact to the campaign, or take the claim out.",
            )
            for field, claim in _claims(draft, context)
            if claim.status is ClaimStatus.NO_SOURCE and claim.kind != "superlative" and not claim.fact_key
        ]
    )


_COUPON = re.compile(
    r"(?:\bcode|coupon|voucher|promo\w*|gutschein\w*|rabattcode|código|codice|kortingscode)\b\W{0,3}(?:\w+\W+){0,2}\Z",
    re.IGNORECASE,
)


def _is_coupon(field: TextField, claim: Claim) -> bool:
    """Tell whether it is a code that readers are to use: one that does not work costs more than a look."""
    last = folded(field.text)[: claim.end].rstrip()
    return claim.kind == "code" and bool(_COUPON.search(last.removesuffix(last.split()[-1])))


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
            if claim.status is ClaimStatus.CONTRADICTED
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
    Rule("facts.no_source", "Numbers and dates have a source", no_source),
    Rule("facts.scope", "Offers cover what they name", scope),
    Rule("facts.limits", "Limits of facts are named", limits),
)
