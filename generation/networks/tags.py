"""Hashtags and mentions in a text, as X reads them; other networks read nearly the same."""

from functools import lru_cache

import regex

from generation.brief import Value
from generation.networks.web_addresses import ACCENTED, web_addresses_in

_SPECIAL = r"_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\xb7"
_LETTER = r"\p{L}\p{M}"
_IN_TAG = rf"[{_LETTER}\p{{Nd}}{_SPECIAL}]"
# Grammar of twitter-text at 30e2430 (Apache-2.0).
_HASHTAG = regex.compile(
    rf"(?:(?<=\A|[\ufe0e\ufe0f])|(?<=(?!{_IN_TAG}|&).))[#＃](?![\ufe0f\u20e3])"
    rf"(?P<words>{_IN_TAG}*[{_LETTER}]{_IN_TAG}*+)(?![#＃]|://)",
    regex.DOTALL,
)
_MENTION = regex.compile(
    r"(?<=\A|[^a-zA-Z0-9_!#$%&*@＠]|(?:\A|[^a-zA-Z0-9_+~.-])(?:rt|RT|rT|Rt):?)"
    rf"[@＠](?P<name>[a-zA-Z0-9_]{{1,20}})(?![a-zA-Z0-9_@＠{ACCENTED}]|://)"
)


class Tag(Value):
    text: str
    """With its sign: `#SpringSale`."""
    start: int
    end: int

    @property
    def name(self) -> str:
        return self.text[1:]


@lru_cache(maxsize=256)
def hashtags_in(text: str) -> tuple[Tag, ...]:
    """Return the hashtags that become links. Digits alone do not, nor what is part of an address."""
    taken = [(url.start, url.end) for url in web_addresses_in(text)]
    return tuple(
        Tag(text=match.group(), start=match.start(), end=match.end())
        for match in _HASHTAG.finditer(text)
        if not any(start < match.end() and match.start() < end for start, end in taken)
    )


@lru_cache(maxsize=256)
def mentions_in(text: str) -> tuple[Tag, ...]:
    """Return the mentions of accounts, such as `@northwind`; of `@alice@example.social` the first part."""
    return tuple(
        Tag(text=match.group(), start=match.start(), end=match.end()) for match in _MENTION.finditer(text)
    )
