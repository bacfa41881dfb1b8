"""Say in a word and a reason how carefully a draft needs to be read."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class Level(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Risk:
    level: Level
    word: str
    reason: str


def risk_of(*, must_fix: int, to_check: int, source: str, top_finding: str) -> Risk:
    """Return the risk of a draft from what is stored on its row; never a bare score.

    `source` is where its words came from: `model`, `cache` or `template`.
    """
    if must_fix:
        reason = top_finding or ngettext("%(n)s must fix", "%(n)s must fix", must_fix) % {"n": must_fix}
        if top_finding and must_fix > 1:
            reason = _("%(finding)s, %(n)s must fix") % {"finding": top_finding, "n": must_fix}
        return Risk(Level.HIGH, _("High"), reason)
    if to_check:
        reason = top_finding or ngettext("%(n)s to check", "%(n)s to check", to_check) % {"n": to_check}
        if top_finding and to_check > 1:
            reason = _("%(finding)s, %(n)s to check") % {"finding": top_finding, "n": to_check}
        return Risk(Level.MEDIUM, _("Medium"), reason)
    if source == "template":
        return Risk(Level.MEDIUM, _("Medium"), _("Template text, no model wrote it"))
    if source == "cache":
        return Risk(Level.MEDIUM, _("Medium"), _("Words of an earlier draft"))
    return Risk(Level.LOW, _("Low"), top_finding or _("All checks passed"))
