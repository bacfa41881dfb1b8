"""What a campaign says, as plain values: the input of tools, checks and renderers.

A `Brief` is taken when a draft is requested and stored with the request, so that a draft can
always be explained by what was known when it was asked for.
"""

from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MergeTag(Value):
    """A variable that the sending system fills for each recipient, such as `first_name`."""

    name: str
    sample: str
    fallback: str = ""
    """What to write where the recipient's value is missing; empty where the tag is always filled."""


class VoiceAttribute(Value):
    """One trait of how a brand speaks, such as "dry", with an example of what is meant and what is not."""

    name: str
    do: str = ""
    dont: str = ""


class Substitution(Value):
    """A word that the brand replaces by its own."""

    avoid: str
    prefer: str


class Picture(Value):
    """An image that drafts may use. It is stored by its hash and never changes."""

    key: str
    """How content names it: `img_` and the first twelve digits of its SHA-256."""
    sha256: str
    alt: str
    width: int
    height: int
    media_type: str
    url: str = ""
    """Absolute https address for mails; empty where the installation has no public one."""

    @property
    def file_name(self) -> str:
        """What its file is called below any address that serves pictures."""
        return f"{self.sha256}.{EXTENSIONS.get(self.media_type, 'bin')}"

    @property
    def own_address(self) -> str:
        """Where our own pages load it from."""
        return f"/assets/{self.file_name}"

    @property
    def src(self) -> str:
        """Where a document loads it from; without a public address our own, which asks for a sign-in."""
        return self.url or self.own_address


EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png"}
"""Of the media types that pictures are kept in."""


def picture_key(sha256: str) -> str:
    return f"img_{sha256[:12]}"


class Policy(StrEnum):
    """How much of something a brand allows in its texts."""

    NONE = "none"
    FEW = "few"
    FREE = "free"


class BrandKit(Value):
    """What admins say about a brand. The only people's text that a system message may hold."""

    version: int = 0
    """Number of the kit's version; 0 for one that is not stored."""
    name: str
    voice: str = ""
    voice_attributes: tuple[VoiceAttribute, ...] = ()
    banned_words: tuple[str, ...] = ()
    preferred_terms: tuple[Substitution, ...] = ()
    product_names: tuple[str, ...] = ()
    """Names that are always written exactly so."""
    claims_allowed: tuple[str, ...] = ()
    """Sentences that every campaign of the brand may say without a fact."""
    claims_needing_source: tuple[str, ...] = ()
    """Words that need a fact, beside those that always do."""
    reading_grade: int | None = None
    """Highest US school grade that texts should need; None for no target."""
    formality: int | None = Field(default=None, ge=1, le=5)
    """From 1, very casual, to 5, very formal; None where it is left open."""
    emoji: Policy = Policy.FEW
    exclamation: Policy = Policy.FEW
    capitals: Policy = Policy.NONE
    """Words written in capitals for effect."""
    company: str = ""
    """Legal name, number and seat, as company law wants them named."""
    disclosures: tuple[str, ...] = ()
    """Sentences that belong into each text, such as "Sponsored by …"."""
    languages: tuple[str, ...] = ()
    """What a new campaign is written in; empty for English."""
    jurisdictions: tuple[str, ...] = ()
    """Whose law applies where a campaign names none: `US`, `EU`, `UK`, `DE` …"""
    privacy_url: str = ""
    imprint_url: str = ""
    font: str = ""
    """Name of a font stack in `llm_tools.fonts`; empty for the usual one."""
    logo: Picture | None = None
    examples: tuple[str, ...] = ()
    """Approved texts that show how the brand sounds."""
    sender_name: str
    website: str
    postal_address: str
    legal_footer: str = ""
    unsubscribe_url: str
    logo_text: str = ""
    color_accent: str = "#204034"
    color_ink: str = "#1d1d1b"
    color_canvas: str = "#f6f4ee"
    merge_tags: tuple[MergeTag, ...] = ()

    @property
    def is_casual(self) -> bool:
        """It calls its readers by the familiar form where the language has the choice: “du”, not “Sie”."""
        return self.formality in (1, 2)

    def as_kept(self) -> dict[str, Any]:
        """Return it as JSON to keep and to hash.

        What is left open is left out where it came later, so that older hashes stay as they are.
        """
        kept = self.model_dump(mode="json")
        if self.formality is None:
            del kept["formality"]
        return kept


def starter_kit(name: str, **known: str) -> BrandKit:
    """Return what a new brand begins with: enough to write with, and nothing that has to be taken back."""
    fields: dict[str, Any] = {
        "name": name,
        "voice": "Warm, plain and precise. Short sentences. No hype.",
        "sender_name": name,
        "website": "",
        "postal_address": "",
        "unsubscribe_url": "{{ unsubscribe_url }}",
        "logo_text": name[:1].upper(),
        "reading_grade": 9,
        "merge_tags": (MergeTag(name="first_name", sample="Jordan", fallback="there"),),
    }
    return BrandKit.model_validate(fields | known)


class FactItem(Value):
    """A statement the campaign vouches for. `key` is its short name on screen: F1, F2 …"""

    key: str
    text: str
    source: str
    source_url: str = ""
    valid_until: date | None = None
    lowest_30d: str = ""
    """Lowest price of the thirty days before a reduction, as written: what EU price claims count from."""

    def is_expired(self, today: date) -> bool:
        return self.valid_until is not None and self.valid_until < today


class LinkItem(Value):
    label: str
    url: str


class Rendering(Value):
    """What a document needs beside its content."""

    kit: BrandKit
    language: str = "en"
    pictures: tuple[Picture, ...] = ()
    """Those of the campaign, whether or not the content uses them."""
    bodies: tuple[tuple[str, bytes], ...] = ()
    """SHA-256 and bytes of each picture, for tools that embed them."""

    def picture(self, key: str) -> Picture | None:
        """Return the picture that content names, None where the campaign has none of that key."""
        return next((picture for picture in self.pictures if picture.key == key), None)

    def body(self, picture: Picture) -> bytes:
        """Return the bytes of a picture, none where they were not loaded."""
        return next((body for sha256, body in self.bodies if sha256 == picture.sha256), b"")


class Brief(Value):
    model_config = {"ignored_types": (cached_property,)}

    campaign: str
    objective: str
    audience: str
    offer: str
    starts_on: date | None = None
    ends_on: date | None = None
    brand: BrandKit
    facts: tuple[FactItem, ...] = ()
    """Facts in force when the brief was taken; expired ones are left out."""
    links: tuple[LinkItem, ...] = ()
    pictures: tuple[Picture, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    """Whose law applies. Empty: unknown, so that rules of all are asked one step milder."""
    sector: str = ""
    """`finance`, `health`, `alcohol` …; empty for none that has rules of its own."""
    taken_at: datetime

    def __hash__(self) -> int:
        return self.hashed

    @cached_property
    def hashed(self) -> int:
        """Its hash, worked out once: checks keep what they find out about a brief, and ask often."""
        return hash(tuple(getattr(self, name) for name in Brief.model_fields))
