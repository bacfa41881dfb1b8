"""What is really risky in a draft, for whoever approves it to confirm: this price, this date, this finding.

Never a blanket tick: a draft of low risk asks for nothing, and the others for what is in their own words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.models import Finding, Generation, RevisionClaim
from review.risk import Level, causes_of, risk_of

MOST = 4
MOST_FINDINGS = 2
FEW = 2
"""With fewer than these in its words, what makes the draft risky as a whole is asked for too."""

KINDS = {
    "price": gettext_lazy("Price"),
    "percent": gettext_lazy("Percentage"),
    "date": gettext_lazy("Date"),
    "superlative": gettext_lazy("Claim"),
    "quotation": gettext_lazy("Quotation"),
    "duration": gettext_lazy("Time span"),
    "code": gettext_lazy("Code"),
    "time": gettext_lazy("Time"),
    "number": gettext_lazy("Number"),
    "weekday": gettext_lazy("Day"),
    "place": gettext_lazy("Place"),
    "name": gettext_lazy("Name"),
    "url": gettext_lazy("Address"),
}
"""The riskiest first."""
UNSOURCED = (RevisionClaim.Status.CONTRADICTED, RevisionClaim.Status.NO_SOURCE)


@dataclass(frozen=True)
class Point:
    """One box: what it is called when the form is sent, and what it says."""

    key: str
    text: str


def points_of(generation: Generation) -> list[Point]:
    """Return what has to be confirmed to approve the current words; two queries, none for a low risk."""
    if risk_of(generation).level is Level.LOW:
        return []
    findings = Finding.objects.filter(revision=generation.current_revision_id).exclude(
        severity=Finding.Severity.NOTE
    )
    worst = sorted(findings, key=lambda one: one.severity != Finding.Severity.MUST_FIX)[:MOST_FINDINGS]
    points = [Point(f"finding-{one.pk}", _of_finding(one)) for one in worst]
    quoted = {one.quote for one in worst}
    claims = [
        claim
        for claim in RevisionClaim.objects.filter(revision=generation.current_revision_id)
        if claim.text not in quoted
    ]
    points += [Point(f"claim-{claim.pk}", _of_claim(claim)) for claim in _one_of_each_kind(claims)][
        : MOST - len(points)
    ]
    if len(points) < FEW:
        points += [Point(f"cause-{n}", text) for n, text in enumerate(causes_of(generation))][:FEW]
    return points


def _one_of_each_kind(claims: list[RevisionClaim]) -> Iterator[RevisionClaim]:
    """Yield the claims without a source, then the riskiest kinds, each once before any comes again."""
    order = list(KINDS)
    rank = {kind: place for place, kind in enumerate(order)}
    claims = sorted(
        claims, key=lambda one: (one.status not in UNSOURCED, rank.get(one.kind, len(order)), one.pk)
    )
    seen: set[str] = set()
    later = []
    for claim in claims:
        if claim.kind in seen:
            later.append(claim)
        else:
            seen.add(claim.kind)
            yield claim
    yield from later


def _of_finding(finding: Finding) -> str:
    if not finding.quote:
        return finding.message
    return _("%(message)s: “%(quote)s”") % {"message": finding.message, "quote": finding.quote}


def _of_claim(claim: RevisionClaim) -> str:
    told = {"kind": KINDS.get(claim.kind, claim.kind), "text": claim.text, "fact": claim.fact_text}
    if claim.status == RevisionClaim.Status.CONTRADICTED:
        return _("%(kind)s “%(text)s”, where the fact says “%(fact)s”") % told
    if claim.status == RevisionClaim.Status.NO_SOURCE or not claim.fact_text:
        return _("%(kind)s “%(text)s”, which no fact says") % told
    return _("%(kind)s “%(text)s”, as the fact says: “%(fact)s”") % told
