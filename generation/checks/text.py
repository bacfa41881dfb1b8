"""How rules read a text: words as they look, sentences, links, and what is no prose."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from generation.brief import Value
from generation.liquid import merge_tags_in

_LOOKALIKES = {
    **dict(zip("аеорсухіѕјԁԛԝһАВЕКМНОРСТХІЅЈ", "aeopcyxisjdqwhABEKMHOPCTXISJ", strict=True)),  # Cyrillic
    **dict(zip("οαΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oaABEZHIKMNOPTYX", strict=True)),  # Greek
    **dict.fromkeys("‘’‛ʼ´`", "'"),
    **dict.fromkeys("“”„‟«»", '"'),
    **dict.fromkeys("‐‑‒–—−", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
}
_LINK = re.compile(r"\[(?P<label>[^\[\]\n]{0,300})\]\((?P<url>[^()\n]{0,600})\)")
_BARE_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,10}://|\bwww\.)[^\s<>()\[\]]+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"”’)]*\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

KEPT = 1024
"""Texts of each kind: some twenty for each of the drafts that the threads of a worker check in turns."""


@lru_cache(maxsize=KEPT)
def folded(text: str) -> str:
    """Return the text with look-alike letters, quotes and dashes made plain; every offset stays."""
    if text.isascii():
        return text
    return "".join(_fold(character) for character in text)


def _fold(character: str) -> str:
    if character < "\x80":
        return character
    known = _LOOKALIKES.get(character)
    if known is not None:
        return known
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


class LinkUse(Value):
    url: str
    label: str
    """The words that are linked; the address itself where it stands bare."""
    start: int
    end: int
    """Of the address."""


@lru_cache(maxsize=KEPT)
def links_in(text: str) -> tuple[LinkUse, ...]:
    """Return the Markdown links and bare addresses of a text, in reading order."""
    found = [
        LinkUse(
            url=match["url"].strip(), label=match["label"], start=match.start("url"), end=match.end("url")
        )
        for match in _LINK.finditer(text)
    ]
    taken = [(link.start, link.end) for link in found]
    for match in _BARE_URL.finditer(text):
        start, end = match.start(), match.start() + len(match.group().rstrip(".,;:!?'\"*_"))
        if not any(start < stop and end > begin for begin, stop in taken):
            found.append(LinkUse(url=text[start:end], label=text[start:end], start=start, end=end))
    return tuple(sorted(found, key=lambda link: link.start))


@lru_cache(maxsize=KEPT)
def prose(text: str) -> str:
    """Return the text with addresses and merge tags blanked by spaces; every offset stays."""
    spans = [(link.start, link.end) for link in links_in(text)]
    spans += [(use.start, use.end) for use in merge_tags_in(text)]
    spans += [match.span() for match in _EMAIL.finditer(text)]
    for start, end in spans:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


@lru_cache(maxsize=KEPT)
def lowered(text: str) -> str:
    """Return the prose in plain small letters, for comparison with phrases; every offset stays."""
    plain = folded(prose(text))
    small = plain.lower()
    if len(small) == len(plain):
        return small
    return "".join(low if len(low := character.lower()) == 1 else character for character in plain)


_GERMAN = "der die das und ist mit für im ab bis nur bei nicht aus den dem auf vom zum pro"
_ENGLISH = "the and is of on with for until only at not off from to our every all now a"
_MARKS = {"de": frozenset(_GERMAN.split()), "en": frozenset(_ENGLISH.split())}


@lru_cache(maxsize=KEPT)
def language_of(text: str) -> str:
    """Return `de` or `en` where the small words of a text tell; nothing where they don't."""
    words = text.casefold().split()
    hits = {language: sum(word in marks for word in words) for language, marks in _MARKS.items()}
    best = max(hits, key=lambda language: hits[language])
    return best if hits[best] > min(hits.values()) else ""


def emails_in(text: str) -> Iterator[re.Match[str]]:
    return _EMAIL.finditer(text)


def words_in(text: str) -> list[str]:
    return _WORD.findall(text)


@lru_cache(maxsize=KEPT)
def sentences_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of sentences. A line break ends one: headings and list items have no full stop."""
    spans, start = [], 0
    for match in _SENTENCE_END.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return tuple((begin, end) for begin, end in spans if text[begin:end].strip())


def sentence_around(text: str, start: int, end: int) -> str:
    for begin, stop in sentences_in(text):
        if begin <= start < stop:
            return text[begin : max(stop, end)]
    return text[start:end]
