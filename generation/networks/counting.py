"""How long a text is for each network: pure functions, each counting as that network does."""

import unicodedata
from functools import lru_cache

import regex

from generation.brief import Value
from generation.networks.emoji import emoji_in
from generation.networks.web_addresses import web_addresses_in

LINK = 23
"""What X and Mastodon count for a link, whatever its length."""
_X_LIMIT = 280
# twitter-text, config/v3.json: code points that weigh one; all others weigh two.
_LIGHT = ((0x0000, 0x10FF), (0x2000, 0x200D), (0x2010, 0x201F), (0x2032, 0x2037))
_X_INVALID = frozenset("\ufffe\ufeff\uffff")

_GRAPHEME = regex.compile(r"\X")
_MENTION = regex.compile(r"(?<![\w/])(@\w+(?:[.-]+\w+)*)@[\w-]+(?:\.[\w-]+)+", regex.IGNORECASE)


class XCount(Value):
    weight: int
    fits: int
    """How many characters of the text (in NFC) lie within the limit and can be posted."""
    valid: bool


@lru_cache(maxsize=256)
def x_count(text: str) -> XCount:
    """Count as twitter-text does with its configuration v3.

    A link weighs 23, an emoji two, Latin letters and plain punctuation one, everything else two.
    """
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    wholes = {url.start: (url.end, LINK) for url in web_addresses_in(text)}
    for start, end in emoji_in(text):
        wholes.setdefault(start, (end, 2))
    weight = fits = place = 0
    invalid = False
    while place < len(text):
        end, more = wholes.get(place) or (place + 1, _x_weight(text[place]))
        weight += more
        invalid = invalid or text[end - 1] in _X_INVALID
        if weight <= _X_LIMIT and not invalid:
            fits = end
        place = end
    return XCount(weight=weight, fits=fits, valid=not invalid and 0 < weight <= _X_LIMIT)


def _x_weight(character: str) -> int:
    return 1 if any(first <= ord(character) <= last for first, last in _LIGHT) else 2


def x_length(text: str) -> int:
    return x_count(text).weight


@lru_cache(maxsize=256)
def graphemes(text: str) -> int:
    """Count what a reader takes for one character (Unicode's extended grapheme clusters), as Bluesky does."""
    return len(_GRAPHEME.findall(text))


def utf8_bytes(text: str) -> int:
    return len(text.encode())


@lru_cache(maxsize=256)
def mastodon_length(text: str) -> int:
    """Count graphemes; a link with its scheme is 23, and of @user@server only @user."""
    shorter = _MENTION.sub(r"\1", _without_links(text))
    return graphemes(shorter) + LINK * len(_links(text))


def _links(text: str) -> list[tuple[int, int]]:
    return [
        (url.start, url.end)
        for url in web_addresses_in(text)
        if url.text.lower().startswith(("http://", "https://"))
    ]


def _without_links(text: str) -> str:
    for start, end in reversed(_links(text)):
        text = text[:start] + text[end:]
    return text


@lru_cache(maxsize=256)
def threads_length(text: str) -> int:
    """Count code points; an emoji counts as the bytes of its UTF-8 form."""
    emoji = [text[start:end] for start, end in emoji_in(text)]
    return len(text) + sum(utf8_bytes(one) - len(one) for one in emoji)


def code_units(text: str) -> int:
    """Count UTF-16 code units, never fewer than code points: LinkedIn, Facebook and Instagram say nothing."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
