"""Lists of phrases, as rule files write them, compiled once, and a sieve that spares most of the matching.

A phrase is a small regular expression in lower case. A space in it is any white space, and a name in
braces stands for what `SHORT` says. It is matched as whole words.

Of each phrase the sieve knows a few letters that every match must hold. A draft is cut once into all its runs
of four letters; a list none of whose letters are among them is not asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

GRAM = 4
SHORT = {
    "price": r"[$£€]\s?\d[\d,.]*",
    "euros": r"(?:€\s?\d[\d,.]*|\d[\d,.]*\s?(?:€|euro?(?!\w)))",
    "gap": r"[^.!?\n]{0,40}",
    "pounds": r"\d+\s?(?:lbs?|pounds?|kg|kilos?|stone|inches|dress sizes?)(?!\w)",
    "kilos": r"\d+\s?(?:kg|kilos?|kilogramm|pfund|kleidergrößen?)(?!\w)",
    "leiden": (
        r"(?:krebs|diabetes|covid|grippe\w*|arthritis|arthrose|rheuma|alzheimer\w*|depression\w*"
        r"|angststörung\w*|bluthochdruck|asthma|adhs|migräne\w*|erkältung\w*|schlaflosigkeit"
        r"|schlafstörung\w*|sodbrennen|allergie\w*|akne|neurodermitis|verspannung\w*|müdigkeit"
        r"|\w{0,20}(?:schmerz|entzündung|infekt|infektion|krankheit|beschwerde)(?:en|n|e)?)(?!\w)"
    ),
}
"""What a name in braces stands for."""
_NAME = re.compile(r"\{([a-z]+)\}")
_RARE = {letter: place for place, letter in enumerate("etaoinsrhldcumfgpwybvkxjqz")}


class BadPhrase(ValueError):
    """A phrase that is no regular expression, is in capitals, or names what `SHORT` does not hold."""


@dataclass(frozen=True)
class Sieve:
    """What every match of a pattern needs, so that most texts are passed over."""

    grams: Mapping[str, tuple[str, ...]]
    """By four of its letters: runs of letters, one of which is in every text with a match."""
    bits: tuple[str, ...]
    """Or it is one of these, which are too short for four letters."""
    always: bool
    """Some phrase has no letters that it can't do without."""

    def may_be_in(self, text: str, grams: frozenset[str]) -> bool:
        """Tell whether the text, whose grams are given, can hold a match: no is certain."""
        return (
            self.always
            or any(letters in text for gram in grams.intersection(self.grams) for letters in self.grams[gram])
            or any(bit in text for bit in self.bits)
        )


@dataclass(frozen=True)
class Phrases(Sieve):
    """A compiled list."""

    pattern: re.Pattern[str]


def compiled(phrases: Iterable[str], *, with_case: bool = False) -> Phrases:
    """Return the list ready for `folded` text in lower case; with case, for text as it was written.

    Raises:
        BadPhrase: with the phrase in its words.
    """
    return _compiled(tuple(phrases), with_case)


@lru_cache(maxsize=1024)
def _compiled(phrases: tuple[str, ...], with_case: bool) -> Phrases:
    patterns = [expanded(phrase, with_case=with_case) for phrase in phrases]
    try:
        whole = re.compile(
            rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE if with_case else re.NOFLAG
        )
    except re.error as exc:
        raise BadPhrase(_broken_in(patterns) or str(exc)) from exc
    sieve = sieve_of(*patterns)
    return Phrases(sieve.grams, sieve.bits, sieve.always, whole)


def _broken_in(patterns: Iterable[str]) -> str:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as exc:
            return f"“{pattern}” can't be read: {exc}"
    return ""


def sieve_of(*patterns: str) -> Sieve:
    """Return what a text must hold for any of the regular expressions to match in it, capitals aside."""
    found = [needed_in(pattern) for pattern in patterns]
    needed = frozenset[str]().union(*(each for each in found if each))
    grams: dict[str, tuple[str, ...]] = {}
    for letters in sorted(needed):
        if len(letters) >= GRAM:
            gram = _rarest(letters)
            grams[gram] = (*grams.get(gram, ()), letters)
    return Sieve(
        grams=grams,
        bits=tuple(sorted(letters for letters in needed if len(letters) < GRAM)),
        always=any(each is None for each in found),
    )


def grams_of(text: str) -> frozenset[str]:
    """Return every run of four letters of a text."""
    return frozenset(map("".join, zip(text, text[1:], text[2:], text[3:], strict=False)))


def expanded(phrase: str, *, with_case: bool = False) -> str:
    """Return a phrase as the regular expression that it stands for.

    Raises:
        BadPhrase: it has capitals, or names what `SHORT` does not hold.
    """
    if not with_case and phrase != phrase.lower() and re.search(r"(?<!\\)[A-ZÄÖÜ]", phrase):
        raise BadPhrase(f"“{phrase}” has capitals; text is compared in small letters.")

    def full(match: re.Match[str]) -> str:
        if match[1] not in SHORT:
            raise BadPhrase(f"“{phrase}” names {{{match[1]}}}; there are: {', '.join(sorted(SHORT))}.")
        return SHORT[match[1]]

    spaced = re.sub(r"(?<!\\) (?![?*+{])", r"\\s", phrase)
    return _NAME.sub(full, spaced)


def _rarest(letters: str) -> str:
    """Return the four letters in a row that the fewest texts hold."""
    runs = [letters[start : start + GRAM] for start in range(len(letters) - GRAM + 1)]
    return max(runs, key=lambda run: sum(_RARE.get(letter, 12) for letter in run))


# ---- what a match can't do without -------------------------------------------------------------


def needed_in(pattern: str) -> frozenset[str] | None:
    """Return runs of small letters, one of which is in every match; None where there is no such set."""
    found, _end = _alternatives(pattern, 0)
    return found


def _alternatives(pattern: str, at: int) -> tuple[frozenset[str] | None, int]:
    """Read up to the end or the closing bracket: one of what each alternative needs."""
    union: frozenset[str] | None = frozenset()
    while True:
        needed, at = _sequence(pattern, at)
        union = None if needed is None or union is None else union | needed
        if at >= len(pattern) or pattern[at] == ")":
            return union, at
        at += 1  # over the bar


def _sequence(pattern: str, at: int) -> tuple[frozenset[str] | None, int]:
    """Read one alternative: the best of what its parts need."""
    candidates: list[frozenset[str]] = []
    run = ""
    while at < len(pattern) and pattern[at] not in "|)":
        letter, group, at = _atom(pattern, at)
        least, repeated, at = _repeats(pattern, at)
        if letter and least and not repeated:
            run += letter
            continue
        if letter and least:
            run += letter
        candidates.append(frozenset({run}))
        run = ""
        if group and least:
            candidates.append(group)
    candidates.append(frozenset({run}))
    usable = [each for each in candidates if all(_tells(letters) for letters in each)]
    return max(usable, key=_worth, default=None), at


def _tells(letters: str) -> bool:
    """Tell whether few texts hold this: two letters, or a mark such as a bracket."""
    return len(letters) > 1 or bool(letters and not letters.isalnum() and letters not in " .,'-")


def _worth(needed: frozenset[str]) -> tuple[int, int]:
    return min(GRAM + 1, *(len(letters) for letters in needed), GRAM + 1), -len(needed)


def _atom(pattern: str, at: int) -> tuple[str, frozenset[str] | None, int]:
    """Read one atom: a letter that stands for itself, or what a group needs, and where the next begins."""
    character = pattern[at]
    if character == "\\":
        escaped = pattern[at + 1]
        return ("" if escaped.isalnum() else escaped), None, at + 2
    if character == "[":
        end = at + 2 if pattern[at + 1 : at + 2] != "^" else at + 3
        while pattern[end] != "]" or pattern[end - 1] == "\\":
            end += 1
        return "", None, end + 1
    if character == "(":
        start = re.compile(r"\((?:\?(?:-?[aimsux]*:|<?[=!]|P<\w+>))?").match(pattern, at)
        assert start is not None  # it begins with the bracket
        group, end = _alternatives(pattern, start.end())
        is_look = start.group().endswith(("=", "!"))
        return "", None if is_look else group, end + 1
    return ("" if character in ".^$" else character.lower()), None, at + 1


def _repeats(pattern: str, at: int) -> tuple[int, bool, int]:
    """Read what follows an atom: how often it comes at least, and whether that can vary."""
    found = re.compile(r"(?:[?*+]|\{(\d*)(?:,\d*)?\})\??").match(pattern, at)
    if found is None:
        return 1, False, at
    least = {"?": 0, "*": 0, "+": 1}.get(found.group()[0])
    return int(found[1] or 0) if least is None else least, True, found.end()


def matches(phrases: Phrases, text: str) -> Iterator[re.Match[str]]:
    return phrases.pattern.finditer(text)
