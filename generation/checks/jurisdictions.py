"""Whose law applies to a campaign, and how strict a law is there."""

from collections.abc import Collection

from generation.checks.types import Severity

JURISDICTIONS = frozenset({"US", "US-CA", "US-NY", "CA", "EU", "DE", "FR", "UK", "AU"})
EVERYWHERE = "all"
PART_OF = {"US-CA": "US", "US-NY": "US", "DE": "EU", "FR": "EU"}
SECTORS = frozenset(
    {
        "adult", "alcohol", "cfd", "children", "crypto", "events", "finance", "food", "gambling",
        "housing_jobs", "medicine", "political", "supplement", "tobacco",
    }
)  # fmt: skip
"""Trades that have rules of their own."""
_MILDER = {Severity.MUST_FIX: Severity.CHECK, Severity.CHECK: Severity.NOTE, Severity.NOTE: Severity.NOTE}


def strictness(where: Collection[str], severity: Severity, named: Collection[str]) -> Severity | None:
    """Return how strict a law of `where` is for a campaign that names these jurisdictions; None: not at all.

    A campaign that names none may be sent anywhere: every law is asked, one step milder. So is the law of
    a part, such as California, where the campaign names the whole. What holds everywhere stays as it is.
    """
    if EVERYWHERE in where:
        return severity
    if not named:
        return _MILDER[severity]
    reached = set(named) | {PART_OF[code] for code in named if code in PART_OF}
    if reached & set(where):
        return severity
    if any(PART_OF.get(code) in named for code in where):
        return _MILDER[severity]
    return None
