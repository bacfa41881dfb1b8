"""What a text shows at first sight, which spares most texts most searches."""

from collections.abc import Callable

LONGEST_WORD = 256
"""A longer one is no word, and may hold anything."""
MOST_REMEMBERED = 16_384


class Glance:
    """The words of a text, in small letters, and whether it has a digit."""

    def __init__(self, text: str) -> None:
        # The Turkish capital becomes two characters, and expressions that ignore case take it for one.
        words = set(text.replace("İ", "i").lower().split())
        self.has_endless_word = max(map(len, words), default=0) > LONGEST_WORD
        self.words = {hash(word): word for word in words}
        self.has_digits = any(digit in text for digit in "0123456789")
        self._shown: dict[Hint, bool] = {}

    def shows(self, hint: "Hint") -> bool:
        """Tell whether the text has such a word; each is looked for once."""
        shown = self._shown.get(hint)
        if shown is None:
            shown = self._shown[hint] = hint(self)
        return shown


class Hint:
    """Tells whether a text has a word without which what is looked for can't be there.

    What was said of a word is remembered by its hash, which changes with each process: the words themselves
    are somebody's, and are not kept.
    """

    def __init__(self, is_one: Callable[[str], bool]) -> None:
        """Take what tells of one word, in small letters."""
        self._is_one = is_one
        self._yes: set[int] = set()
        self._no: set[int] = set()

    def __call__(self, glance: Glance) -> bool:
        keys = glance.words.keys()
        if len(self._yes) + len(self._no) > MOST_REMEMBERED:
            self._yes.clear()
            self._no.clear()
        if glance.has_endless_word or not keys.isdisjoint(self._yes):
            return True
        for key in keys - self._no:
            if self._is_one(glance.words[key]):
                self._yes.add(key)
                return True
            self._no.add(key)
        return False


def parts(*hints: str) -> Hint:
    """Return the hint of a word that holds one of these. A space is the word's begin or end."""
    return Hint(lambda word: any(hint in f" {word} " for hint in hints))
