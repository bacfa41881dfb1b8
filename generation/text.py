"""What text from people must not hold."""

import re
from collections.abc import Iterator
from typing import Any

# Control characters but for tab and line ends, halves of surrogate pairs, and what reorders the text that a
# reader sees. Plain direction marks are ordinary in Arabic and Hebrew, and stay.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def has_control_characters(text: str) -> bool:
    """Say whether the text holds characters that can't be seen and could mislead a reader."""
    return _UNSEEN.search(text) is not None


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
