"""How hard a text is to read, by formulas that need nothing but the text.

Flesch 1948, Kincaid 1975, Gunning 1952, McLaughlin 1969 (SMOG), Senter and Smith 1967 (ARI), Coleman and
Liau 1975, Björnsson 1968 (LIX), Fernández Huerta 1959 for Spanish, Amstad 1978 for German.
"""

import math
import re
from functools import lru_cache

from generation.brief import Value
from generation.checks.text import sentences_in, words_in

_VOWELS = re.compile(r"[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœ]+")
_GERMAN_VOWELS = re.compile(r"aa|ee|oo|ie|ei|ai|au|eu|äu|[aeiouyäöü]")
_SPANISH_VOWELS = re.compile(r"[aeoáéó][iuy]|[iuü][aeoáéó][iuy]?|[iu][iu]|[aeiouyáéíóúü]")
_LIX_GRADES = (10, 15, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56)
"""Up to each of them, a text needs one grade more (Anderson 1983)."""


class Counts(Value):
    """What the formulas count in a text."""

    words: int
    sentences: int
    syllables: int = 0
    letters: int = 0
    """With digits."""
    long_words: int = 0
    """More than six letters."""
    hard_words: int = 0
    """Three syllables or more."""

    @property
    def sentence_length(self) -> float:
        return self.words / max(1, self.sentences)

    @property
    def word_length(self) -> float:
        """In syllables."""
        return self.syllables / max(1, self.words)


def counts_of(text: str, language: str = "en") -> Counts:
    words = words_in(text)
    syllables = [syllables_in(word, language) for word in words]
    return Counts(
        words=len(words),
        sentences=max(1, len(sentences_in(text))),
        syllables=sum(syllables),
        letters=sum(map(len, words)),
        long_words=sum(len(word) > 6 for word in words),
        hard_words=sum(count >= 3 for count in syllables),
    )


@lru_cache(maxsize=8192)
def syllables_in(word: str, language: str = "en") -> int:
    """Return how many syllables a word has, by its vowels; never less than one."""
    word = word.lower()
    match language:
        case "de":
            return max(1, len(_GERMAN_VOWELS.findall(word)))
        case "es":
            return max(1, len(_SPANISH_VOWELS.findall(word)))
        case "en":
            count = len(_VOWELS.findall(word))
            silent = word.endswith("e") and not word.endswith(("le", "ee")) and count > 1
            silent_ed = word.endswith("ed") and not word.endswith(("ted", "ded")) and count > 1
            return max(1, count - silent - silent_ed)
    return max(1, len(_VOWELS.findall(word)))


def flesch(counts: Counts) -> float:
    return 206.835 - 1.015 * counts.sentence_length - 84.6 * counts.word_length


def amstad(counts: Counts) -> float:
    return 180 - counts.sentence_length - 58.5 * counts.word_length


def fernandez_huerta(counts: Counts) -> float:
    return 206.84 - 60 * counts.word_length - 1.02 * counts.sentence_length


def flesch_kincaid(counts: Counts) -> float:
    return 0.39 * counts.sentence_length + 11.8 * counts.word_length - 15.59


def gunning_fog(counts: Counts) -> float:
    return 0.4 * (counts.sentence_length + 100 * counts.hard_words / max(1, counts.words))


def smog(counts: Counts) -> float:
    """Return a grade that means little below thirty sentences."""
    return 1.0430 * math.sqrt(counts.hard_words * 30 / max(1, counts.sentences)) + 3.1291


def ari(counts: Counts) -> float:
    return 4.71 * counts.letters / max(1, counts.words) + 0.5 * counts.sentence_length - 21.43


def coleman_liau(counts: Counts) -> float:
    words = max(1, counts.words)
    return 0.0588 * 100 * counts.letters / words - 0.296 * 100 * counts.sentences / words - 15.8


def lix(counts: Counts) -> float:
    return counts.sentence_length + 100 * counts.long_words / max(1, counts.words)


def grade_of(counts: Counts, language: str) -> float:
    """Return the US school grade that a text needs: Flesch-Kincaid for English, by LIX for others."""
    if language == "en":
        return max(0.0, flesch_kincaid(counts))
    found = lix(counts)
    return 1.0 + sum(found >= limit for limit in _LIX_GRADES)


def ease_of(counts: Counts, language: str) -> float:
    """Return how easy a text reads on the scale of Flesch: 60 to 70 is plain, below 50 is hard."""
    match language:
        case "de":
            return amstad(counts)
        case "es":
            return fernandez_huerta(counts)
        case "en":
            return flesch(counts)
    # Of the others only LIX is known; 20 is very easy and 60 very hard, as 100 and 0 are with Flesch.
    return max(0.0, min(100.0, 150 - 2.5 * lix(counts)))
