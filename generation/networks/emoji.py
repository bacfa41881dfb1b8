"""Emoji in a text, each as a reader sees it, of however many code points."""

import re

import regex

_PART = r"\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?"
_EMOJI = regex.compile(
    r"[0-9#*]\ufe0f?\u20e3"  # keycaps
    r"|\p{Regional_Indicator}{2}"  # flags of countries
    r"|\U0001f3f4[\U000e0061-\U000e007a]+\U000e007f"  # flags of regions
    rf"|(?:(?=\p{{Emoji_Presentation}})|(?=.\ufe0f)|(?=.\p{{Emoji_Modifier}})|(?=[^\x00-\u10ff]\u200d)){_PART}"
    rf"(?:\u200d{_PART})*"
)
_IN_EACH = re.compile("[\u20e3\u2190-\U0010ffff]")
"""Every emoji has one of these; nearly no text of letters and punctuation does. Asking for them first is
cheaper, and `regex` hands the interpreter to another thread at each call."""


def emoji_in(text: str) -> list[tuple[int, int]]:
    """Return where each emoji begins and ends. ©, ™ and ☺ are text by themselves."""
    return [match.span() for match in _EMOJI.finditer(text)] if _IN_EACH.search(text) else []
