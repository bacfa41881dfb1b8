"""The claim-to-fact table of a draft: as it was when the words were stored, and what has changed since."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from generation.brief import Brief
from generation.checking import distinct_claims
from generation.checks.types import CheckContext, Claim, ClaimStatus
from generation.models import Revision, RevisionClaim
from generation.reading.words import Words

SOURCED = (ClaimStatus.SUPPORTED, ClaimStatus.DERIVED)


@dataclass(frozen=True)
class ClaimRow:
    text: str
    status: str
    fact_key: str
    fact_text: str
    detail: str
    is_outdated: bool = False
    """The campaign no longer says what supported it: the fact was changed, taken out, or has expired."""

    @property
    def is_sourced(self) -> bool:
        return self.status in SOURCED and not self.is_outdated


@dataclass(frozen=True)
class ClaimTable:
    rows: Sequence[ClaimRow]
    note: str = ""
    """Where the table comes from, if not from the day on which the words were written."""

    def __bool__(self) -> bool:
        return bool(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def sourced(self) -> int:
        return sum(row.is_sourced for row in self.rows)


def stored_table(revision: Revision, *, today: Brief | None = None) -> ClaimTable:
    """Return what the revision claimed, as it was checked then. One query.

    Args:
        today: what the campaign says now. With it, rows whose fact is no longer in force are marked.
    """
    rows = [_row(claim) for claim in RevisionClaim.objects.filter(revision=revision)]
    if today is not None:
        known = {fact.text for fact in today.facts}
        rows = [replace(row, is_outdated=_is_outdated(row, known)) for row in rows]
    return ClaimTable(rows)


def claim_table(
    revision: Revision, words: Words | None, context: CheckContext, *, today: Brief | None = None
) -> ClaimTable:
    """Return the stored table; for words from before claims were stored, what holds of them today."""
    if revision.claims_found is not None:
        return stored_table(revision, today=today)
    if words is None:
        return ClaimTable(())
    rows = [_row(claim) for claim in distinct_claims(words.claims(context))]
    return ClaimTable(rows, _("These words are older than this table. It was made today."))


def _row(claim: Claim | RevisionClaim) -> ClaimRow:
    return ClaimRow(claim.text, str(claim.status), claim.fact_key, claim.fact_text, claim.detail)


def _is_outdated(row: ClaimRow, known: set[str]) -> bool:
    is_fact = row.fact_key.startswith("F") and row.fact_key[1:].isdigit()
    return row.status in SOURCED and is_fact and row.fact_text not in known
