"""Say in a word and a reason how carefully a draft needs to be read.

The band is stored on the draft when its words are put to review, so that the queue can be ordered and
filtered by it. So is what the campaign said at that moment: a reason that is shown is the one that counted.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generation.models import Generation
from generation.models.jurisdiction import Sector

Band = Generation.RiskBand

MANY_PEOPLE = 50_000
"""From so many readers on, a mistake in what can't be taken back costs more than reading it twice."""
VERY_MANY_PEOPLE = 500_000
"""The same for posts and pages, which can be corrected where they stand."""
SENT_FOR_GOOD = frozenset({"email"})
"""Tools whose words can't be taken back once they are out."""
USUAL_SECTORS = frozenset({"", Sector.FOOD.value, Sector.EVENTS.value})
"""Trades whose rules rarely make a text unlawful as a whole."""
CAUSES_OF_HIGH = 3
"""So many reasons for a second look make a draft as risky as one that must be fixed."""


class Level(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


LEVELS = {Band.HIGH: Level.HIGH, Band.MEDIUM: Level.MEDIUM, Band.LOW: Level.LOW}


@dataclass(frozen=True)
class Risk:
    level: Level
    word: str
    reason: str


def risk_columns(generation: Generation, **words: Any) -> dict[str, Any]:
    """Return the columns to store with words that are put to review.

    `words` are the columns of `generation` that change in the same write, such as `must_fix`.
    """

    def stored(column: str) -> Any:
        return words.get(column, getattr(generation, column))

    causes = _of_campaign(generation)
    band = band_of(
        must_fix=stored("must_fix"), to_check=stored("to_check"), source=stored("source"), causes=causes
    )
    return {"risk_band": band, "risk_causes": causes}


def band_of(*, must_fix: int, to_check: int, source: str, causes: list[list[Any]]) -> Generation.RiskBand:
    """Weigh a draft: one thing that must be fixed, or several that call for a second look, make it high."""
    second_looks = len(causes) + bool(to_check) + (source in ("template", "cache"))
    if must_fix or second_looks >= CAUSES_OF_HIGH:
        return Band.HIGH
    return Band.MEDIUM if second_looks else Band.LOW


def _of_campaign(generation: Generation) -> list[list[Any]]:
    """Return what makes it riskier whatever its words are, as pairs of a cause and its fact."""
    campaign, causes = generation.campaign, list[list[Any]]()
    people = campaign.audience_size or 0
    if people >= (MANY_PEOPLE if generation.tool in SENT_FOR_GOOD else VERY_MANY_PEOPLE):
        causes.append(["audience", people])
    if campaign.sector not in USUAL_SECTORS:
        causes.append(["sector", campaign.sector])
    if not campaign.jurisdictions and not generation.brand.kit().jurisdictions:
        causes.append(["no_country", True])
    return causes


def risk_of(generation: Generation) -> Risk:
    """Return the stored risk of a draft in words; never a bare score."""
    band = Band(generation.risk_band)
    return Risk(LEVELS[band], str(band.label), _reason(generation))


def causes_of(generation: Generation) -> list[str]:
    """Return what makes the draft risky as a whole, whatever its words say."""
    causes = [_source(generation.source), *(_cause(*cause) for cause in generation.risk_causes)]
    return [cause for cause in causes if cause]


def _reason(generation: Generation) -> str:
    told = [reason for reason in (_finding(generation), *causes_of(generation)) if reason]
    return ". ".join(told) if told else generation.top_finding or _("All checks passed")


def _finding(generation: Generation) -> str:
    top, fix, check = generation.top_finding, generation.must_fix, generation.to_check
    if fix:
        count = ngettext("%(n)s must fix", "%(n)s must fix", fix) % {"n": fix}
    elif check:
        count = ngettext("%(n)s to check", "%(n)s to check", check) % {"n": check}
    else:
        return ""
    if not top:
        return count
    return _("%(finding)s, %(count)s") % {"finding": top, "count": count} if fix + check > 1 else top


def _source(source: str) -> str:
    match source:
        case "template":
            return _("Template text, no model wrote it")
        case "cache":
            return _("Words of an earlier draft")
    return ""


def _cause(cause: str, fact: Any) -> str:
    match cause:
        case "audience":
            return _("Goes to about %(n)s people") % {"n": number_format(fact, force_grouping=True)}
        case "sector":
            return _("Trade with rules of its own: %(sector)s") % {
                "sector": dict(Sector.choices).get(fact, fact)
            }
        case "no_country":
            return _("No country is named, so every law may apply")
    return ""
