"""What a text shows at first sight, which spares most texts most searches."""

from collections.abc import Callable
from functools import lru_cache

LONGEST_REMEMBERED = 64
"""Longer words are looked at each time: no text of somebody's stays in memory for its own sake."""


class Glance:
    """The words of a text, in small letters, and whether it has a digit."""

    def __init__(self, text: str) -> None:
        words = set(text.lower().split())
        self.longest = max(map(len, words), default=0)
        self.long_words = frozenset[str]()
        if self.longest > LONGEST_REMEMBERED:
            self.long_words = frozenset(word for word in words if len(word) > LONGEST_REMEMBERED)
        self.words = words - self.long_words
        self.has_digits = any(digit in text for digit in "0123456789")
        self._shown: dict[Hint, bool] = {}

    def shows(self, hint: "Hint") -> bool:
        """Tell whether the text has such a word; each is looked for once."""
        shown = self._shown.get(hint)
        if shown is None:
            shown = self._shown[hint] = hint(self)
        return shown


class Hint:
    """Tells whether a text has a word without which what is looked for can't be there."""

    def __init__(self, is_one: Callable[[str], bool]) -> None:
        """Take what tells of one word, in small letters."""
        self._is_one = is_one
        self._remembered = lru_cache(maxsize=8192)(is_one)

    def __call__(self, glance: Glance) -> bool:
        return any(map(self._remembered, glance.words)) or any(map(self._is_one, glance.long_words))


def parts(*hints: str) -> Hint:
    """Return the hint of a word that holds one of these. A space is the word's begin or end."""
    return Hint(lambda word: any(hint in f" {word} " for hint in hints))
