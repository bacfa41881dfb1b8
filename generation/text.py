"""What text from people must not hold."""

import unicodedata
from collections.abc import Iterator
from typing import Any

_ALLOWED_CONTROLS = {"\n", "\r", "\t"}
# These reorder what a reader sees; plain marks are ordinary in Arabic and Hebrew, and stay.
_BIDI_CONTROLS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def has_control_characters(text: str) -> bool:
    """Say whether the text holds characters that can't be seen and could mislead a reader."""
    return any(
        (unicodedata.category(char) in ("Cc", "Cs") and char not in _ALLOWED_CONTROLS)
        or char in _BIDI_CONTROLS
        for char in text
    )


def whole_number(text: str, default: int = 0) -> int:
    """Return the number that an address or a hidden control names; `default` for all but a few digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else default


def strings_in(value: Any) -> Iterator[str]:
    """Yield every string of a JSON value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from strings_in(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings_in(item)
