"""Whose law applies to a campaign, and how strict a law is there."""

from collections.abc import Collection

from generation.checks.types import Severity

JURISDICTIONS = {
    "US": "United States",
    "US-CA": "California",
    "US-NY": "New York",
    "CA": "Canada",
    "EU": "European Union",
    "DE": "Germany",
    "FR": "France",
    "UK": "United Kingdom",
    "AU": "Australia",
}
EVERYWHERE = "all"
PART_OF = {"US-CA": "US", "US-NY": "US", "DE": "EU", "FR": "EU"}
SECTORS = {
    "adult": "Adult content",
    "alcohol": "Alcohol",
    "cfd": "Contracts for difference",
    "children": "For children",
    "crypto": "Crypto assets",
    "events": "Tickets and lodging",
    "finance": "Finance",
    "food": "Food and drink",
    "gambling": "Gambling",
    "housing_jobs": "Housing and jobs",
    "medicine": "Prescription medicine",
    "political": "Politics",
    "supplement": "Food supplements",
    "tobacco": "Tobacco and vapes",
}
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
