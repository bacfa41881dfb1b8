"""A brand kit in words: what its versions say, how its colours read, what it makes of a text."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.brief import BrandKit, Brief, Policy
from generation.checks import brand, formality, tone
from generation.checks.claims import claims
from generation.checks.run import ENGLISH, run
from generation.checks.text import prose, words_in
from generation.checks.types import CheckContext, ClaimStatus, Draft, Report, TextField
from generation.llm_tools.colors import READABLE, contrast
from generation.llm_tools.email_shell import Palette, palette
from generation.models import Generation

LONGEST_TRIAL = 5_000
"""Characters of a text that somebody tries."""
POLICIES = {
    Policy.NONE: gettext_lazy("None"),
    Policy.FEW: gettext_lazy("Few"),
    Policy.FREE: gettext_lazy("As it suits"),
}
FORMALITY = {
    1: gettext_lazy("Very casual"),
    2: gettext_lazy("Casual"),
    3: gettext_lazy("In between"),
    4: gettext_lazy("Formal"),
    5: gettext_lazy("Very formal"),
}
FONT_NAMES = {
    "": gettext_lazy("Plain sans serif"),
    "humanist": gettext_lazy("Humanist"),
    "geometric": gettext_lazy("Geometric"),
    "serif": gettext_lazy("Old-style serif"),
    "typewriter": gettext_lazy("Typewriter"),
}
_LABELS = {
    "name": gettext_lazy("Name"),
    "voice": gettext_lazy("Voice"),
    "voice_attributes": gettext_lazy("Traits of the voice"),
    "banned_words": gettext_lazy("Words never to use"),
    "preferred_terms": gettext_lazy("Words of our own"),
    "product_names": gettext_lazy("Names of products"),
    "claims_allowed": gettext_lazy("Claims that need no fact"),
    "claims_needing_source": gettext_lazy("Words that need a fact"),
    "reading_grade": gettext_lazy("Highest reading grade"),
    "formality": gettext_lazy("Formality"),
    "emoji": gettext_lazy("Emoji"),
    "exclamation": gettext_lazy("Exclamation marks"),
    "capitals": gettext_lazy("Words in capitals"),
    "company": gettext_lazy("Company"),
    "disclosures": gettext_lazy("Disclosures"),
    "languages": gettext_lazy("Languages"),
    "jurisdictions": gettext_lazy("Where texts are read"),
    "privacy_url": gettext_lazy("Privacy page"),
    "imprint_url": gettext_lazy("Imprint"),
    "font": gettext_lazy("Font"),
    "logo": gettext_lazy("Logo"),
    "examples": gettext_lazy("Approved examples"),
    "sender_name": gettext_lazy("Sender name"),
    "website": gettext_lazy("Website"),
    "postal_address": gettext_lazy("Postal address"),
    "legal_footer": gettext_lazy("Legal footer"),
    "unsubscribe_url": gettext_lazy("Unsubscribe link"),
    "logo_text": gettext_lazy("Letters in the logo"),
    "color_accent": gettext_lazy("Accent colour"),
    "color_ink": gettext_lazy("Text colour"),
    "color_canvas": gettext_lazy("Background colour"),
    "merge_tags": gettext_lazy("Merge tags"),
}


def label_of(name: str) -> str:
    """Return what a field of the kit is called on screen."""
    return str(_LABELS.get(name, name))


def labelled(kit: BrandKit) -> list[tuple[str, str]]:
    """Return each field that a version holds, by label, as text that two versions can be compared by."""
    values = kit.model_dump(mode="json") | {"formality": FORMALITY.get(kit.formality or 0)}
    return [
        (label_of(name), _as_text(value)) for name, value in values.items() if name not in ("name", "version")
    ]


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_as_text(item) for item in value)
    if isinstance(value, dict):
        return " · ".join(str(item) for item in value.values() if item not in ("", None))
    return "" if value is None else str(value)


# ---- colours -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Pair:
    """Two colours that a reader has to tell apart."""

    label: str
    color: str
    background: str
    instead: str
    """What documents use where the brand's own colour is too faint."""

    @cached_property
    def contrast(self) -> float:
        return contrast(self.color, self.background)

    @property
    def ratio(self) -> str:
        return f"{self.contrast:.1f} : 1"

    @property
    def is_readable(self) -> bool:
        return self.contrast >= READABLE


@dataclass(frozen=True)
class Look:
    """A kit's colours as documents use them."""

    kit: BrandKit
    colors: Palette

    @classmethod
    def of(cls, kit: BrandKit) -> "Look":
        return cls(kit, palette(kit))

    @property
    def letters(self) -> str:
        return (self.kit.logo_text or self.kit.name)[:3]

    @property
    def pairs(self) -> list[Pair]:
        kit, colors = self.kit, self.colors
        return [
            Pair(_("Text on the sheet"), kit.color_ink, colors.sheet, colors.ink),
            Pair(_("Headline in the accent"), kit.color_accent, colors.hero, colors.hero_text),
            Pair(_("Words on the button"), colors.sheet, kit.color_accent, colors.on_accent),
        ]


# ---- trying a text -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    """A run of the text that was tried, and how serious what was found in it is."""

    text: str
    severity: str = ""


@dataclass(frozen=True)
class Trial:
    """What a kit says of a text."""

    text: str
    report: Report
    words: int
    grade: float | None
    """US school grade; None where it can't be told: few words, or another language."""
    unsourced: list[str]
    """What a campaign would need a fact for."""

    @property
    def pieces(self) -> list[Piece]:
        """Return the text cut where something was found; what stands in two findings counts once."""
        pieces, at = [], 0
        places = [
            found for found in self.report.findings if found.start is not None and found.end is not None
        ]
        for found in sorted(places, key=lambda one: (one.start or 0, -(one.end or 0))):
            start, end = found.start or 0, found.end or 0
            if start < at:
                continue
            pieces += [Piece(self.text[at:start]), Piece(self.text[start:end], found.severity.value)]
            at = end
        return [piece for piece in (*pieces, Piece(self.text[at:])) if piece.text]


def try_text(kit: BrandKit, text: str, language: str, *, now: datetime) -> Trial:
    """Return what the checks of drafts say of a text where the kit alone is known, and no campaign."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")[:LONGEST_TRIAL]
    brief = Brief(campaign="", objective="", audience="", offer="", brand=kit, taken_at=now)
    context = CheckContext(brief=brief, language=language, today=now.date())
    field = TextField(path="text", label=_("Text"), text=text)
    report = run((*brand.RULES, *tone.RULES, *formality.RULES), Draft(fields=(field,)), context)
    plain = prose(text)
    words = len(words_in(plain))
    can_grade = words >= tone.FEW_WORDS and language[:2] in ENGLISH
    open_claims = [claim.text for claim in claims((field,), context) if claim.status is ClaimStatus.NO_SOURCE]
    return Trial(
        text=text,
        report=report,
        words=words,
        grade=tone.reading_grade(plain) if can_grade else None,
        unsourced=list(dict.fromkeys(open_claims)),
    )


@dataclass(frozen=True)
class KitChange:
    """The words were checked with one version of the brand kit, and another is in force."""

    checked: int
    now: int


def kit_change_of(draft: Generation) -> KitChange | None:
    revision, version = draft.current_revision, draft.brand.kit_version
    if revision is None or version is None or revision.kit_version in (0, version.number):
        return None
    return KitChange(revision.kit_version, version.number)
