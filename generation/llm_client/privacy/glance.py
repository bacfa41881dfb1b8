"""What a text shows at first sight, which spares most texts most searches."""

from collections.abc import Callable
from functools import lru_cache

LONGEST_WORD = 256
"""A longer one is no word, and may hold anything."""


class Glance:
    """The words of a text, in small letters, and whether it has a digit."""

    def __init__(self, text: str) -> None:
        self.words = set(text.lower().split())
        self.has_endless_word = max(map(len, self.words), default=0) > LONGEST_WORD
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
        self._is_one = lru_cache(maxsize=8192)(is_one)

    def __call__(self, glance: Glance) -> bool:
        return glance.has_endless_word or any(map(self._is_one, glance.words))


def parts(*hints: str) -> Hint:
    """Return the hint of a word that holds one of these. A space is the word's begin or end."""
    return Hint(lambda word: any(hint in f" {word} " for hint in hints))
