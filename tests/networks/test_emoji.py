"""Emoji in a text, as a reader sees them."""

import sys

import pytest
import regex

from generation.networks.emoji import emoji_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plain words – with “quotes”, €5 and a • point…", []),
        ("A sale 🎉 now", ["🎉"]),
        ("Two together 🎉🎉", ["🎉", "🎉"]),
        ("A family 👩‍👩‍👧 and a hand 👍🏽", ["👩‍👩‍👧", "👍🏽"]),
        ("Flags 🇨🇭🇩🇪 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿", ["🇨🇭", "🇩🇪", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"]),
        ("Press 1️⃣ or #⃣", ["1️⃣", "#⃣"]),
        ("Signs ™ © ☺ are text, ™️ and ☺️ are not", ["™️", "☺️"]),
    ],
)
def test_each_emoji_is_one(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in emoji_in(text)] == found


def test_no_emoji_is_missed_at_the_first_glance() -> None:
    """Unicode knows which characters are emoji by themselves, and which become one with U+FE0F."""
    characters = "".join(map(chr, range(0x80, sys.maxunicode + 1)))
    shown = regex.findall(r"(?=\p{Emoji})\p{Extended_Pictographic}", characters)
    assert len(shown) > 1000

    missed = [one for one in shown if not emoji_in(f"a{one}\ufe0f b")]

    assert missed == []
