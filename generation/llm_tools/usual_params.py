"""What every tool's request form asks in the same words: the message, the tone, where a button leads."""

from typing import Annotated, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from generation.llm_tools.fields import KEEP_LINES, ONE_LINE

Tone = Literal["warm", "matter_of_fact", "playful", "urgent"]
TONES: tuple[Tone, ...] = get_args(Tone)
TONE_LABELS = {"warm": "Warm", "matter_of_fact": "Matter-of-fact", "playful": "Playful", "urgent": "Urgent"}


def is_https_url(url: str) -> bool:
    """Tell whether the address is absolute, on https, and holds no merge tag before its path."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    plain = not any(character in parts.netloc for character in "{}%@\\ ") and "\\" not in url
    return parts.scheme == "https" and "." in host.strip(".") and plain


def _absolute(link: str) -> str:
    if link and not is_https_url(link):
        raise ValueError("a link starts with https:// and names a site")
    return link


# Limits stand before what cleans a text: pydantic then says of a text, not of a list, that it is too short.
KeyMessage = Annotated[
    str,
    Field(
        min_length=1,
        max_length=2000,
        title="Key message",
        description="Write it the way you would tell a colleague. Personal data is hidden before sending.",
        json_schema_extra={
            "widget": "multiline",
            "group": "say",
            "placeholder": "Spring sale opens Monday. 20% off every bag for two weeks.",
        },
    ),
    KEEP_LINES,
]
ButtonWords = Annotated[
    str,
    Field(
        max_length=40,
        title="Button",
        description="What a reader should do, in two to five words.",
        json_schema_extra={
            "widget": "text",
            "group": "say",
            "optional": True,
            "placeholder": "Shop the spring sale",
        },
    ),
    ONE_LINE,
]
WebLink = Annotated[
    str,
    Field(
        max_length=500,
        json_schema_extra={"widget": "url", "group": "say", "optional": True, "placeholder": "https://"},
    ),
    AfterValidator(_absolute),
    ONE_LINE,
]
"""An absolute address, or nothing. Each field says what for."""
ToneChoice = Annotated[
    Tone,
    Field(title="Tone", json_schema_extra={"widget": "pills", "group": "sound", "choices": {**TONE_LABELS}}),
]
