"""What a campaign says, as plain values: the input of tools, checks and renderers.

A `Brief` is taken when a draft is requested and stored with the request, so that a draft can
always be explained by what was known when it was asked for.
"""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MergeTag(Value):
    """A variable that the sending system fills for each recipient, such as `first_name`."""

    name: str
    sample: str
    fallback: str = ""
    """What to write where the recipient's value is missing; empty where the tag is always filled."""


class BrandKit(Value):
    """What admins say about a brand. The only people's text that a system message may hold."""

    name: str
    voice: str = ""
    banned_words: tuple[str, ...] = ()
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


class FactItem(Value):
    """A statement the campaign vouches for. `key` is its short name on screen: F1, F2 …"""

    key: str
    text: str
    source: str
    source_url: str = ""
    valid_until: date | None = None

    def is_expired(self, today: date) -> bool:
        return self.valid_until is not None and self.valid_until < today


class LinkItem(Value):
    label: str
    url: str


class Brief(Value):
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
    taken_at: datetime
