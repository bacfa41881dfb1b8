"""Words that stand in a text without being seen: encoded, spaced out, or in characters that show nothing."""

import base64
import binascii
import re
from collections.abc import Iterator

from generation.liquid import visible_text

_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_URL_SAFE = str.maketrans("-_", "+/")
_SPACED = re.compile(r"(?<!\w)(?:\w[ .·_-]){5,}\w(?!\w)")
_WORDS_APART = re.compile(r"(?<=\w)(?:\s{2,}|\s*[|/]\s*)(?=\w)")
_TAGS = re.compile("[\U000e0020-\U000e007e]+")


def decoded(text: str) -> Iterator[str]:
    """Yield the words that stand in a text as base64 or as hexadecimal digits."""
    for match in _ENCODED.finditer(text):
        code = match.group()
        for decode in (_base64, bytes.fromhex):
            try:
                words = decode(code).decode("utf-8")
            except (ValueError, binascii.Error):
                continue
            if words and sum(char.isalpha() or char.isspace() for char in words) > 0.7 * len(words):
                yield words


def _base64(code: str) -> bytes:
    code = code.rstrip("=").translate(_URL_SAFE)
    return base64.b64decode(code + "=" * (-len(code) % 4), validate=True)


def tag_words(text: str) -> str:
    """Return what is written in tag characters, which no screen shows and models read."""
    return "".join(chr(ord(char) - 0xE0000) for run in _TAGS.findall(text) for char in run)


def readings(text: str) -> Iterator[str]:
    """Yield other ways in which a model may read the text than a person does; none for most texts."""
    plain = visible_text(text)
    if plain != text:
        yield plain
        if words := tag_words(text):
            yield words
    yield from decoded(plain)
    if _SPACED.search(plain):
        apart = _WORDS_APART.sub("\x00", plain)
        yield _SPACED.sub(lambda run: re.sub(r"[ .·_-]", "", run.group()), apart).replace("\x00", " ")
