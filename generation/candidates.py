"""Which of several candidates becomes the draft, and why, in a person's words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from generation.checks.types import Report, Severity


def best(reports: Sequence[Report]) -> int:
    """Return the place of the one with the fewest must-fix findings, then the best score, then the first."""
    return min(range(len(reports)), key=lambda place: (*_rank(reports[place]), place))


def why(reports: Sequence[Report], chosen: int) -> str:
    """Say why that one was chosen: its numbers first, then those of the others as they were written."""
    others = [report for place, report in enumerate(reports) if place != chosen]
    ordered = [reports[chosen], *others]
    must_fix = [report.count(Severity.MUST_FIX) for report in ordered]
    scores = [report.score for report in ordered]
    told = {"n": len(reports), "must_fix": _listed(must_fix), "scores": _listed(scores)}
    if not others:
        return _("The only candidate that was written.")
    if must_fix[0] < min(must_fix[1:]):
        return _("Chosen of %(n)s: fewest must-fix findings (%(must_fix)s).") % told
    if any(_rank(report) == _rank(ordered[0]) for report in others):
        return _("Chosen of %(n)s: the first of those with the least to find (score %(scores)s).") % told
    return (
        _("Chosen of %(n)s: none has fewer must-fix findings, and it has the best score (%(scores)s).") % told
    )


def _rank(report: Report) -> tuple[int, int]:
    return report.count(Severity.MUST_FIX), -report.score


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(map(str, numbers))
