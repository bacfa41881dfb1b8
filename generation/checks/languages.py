"""Which of ten languages a text is in, by its small words, endings and letters.

It is silent where it can't be sure. The profiles are in `words/languages.yaml`.
"""

import re
from functools import lru_cache

from generation.checks.run import Rule, on
from generation.checks.text import lowered, prose
from generation.checks.types import CheckContext, Draft, Finding, Severity
from generation.checks.word_lists import word_lists

LEAST_LETTERS = 40
"""Fewer say nothing certain."""
_LEAST_SCORE = 1.7
_MARGIN = 2.5
"""So many times more than the language that was asked for must another have, and half a word at that."""
_PROFILES = word_lists("languages")
_ENDINGS = {code: tuple(endings.split()) for code, endings in _PROFILES["endings"].items()}
_LETTERS: dict[str, str] = _PROFILES["letters"]
RUN = 4
"""Words in a row of the brief that a text quotes."""
_NORDIC = "å"
_TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
LANGUAGES = frozenset(_PROFILES["words"])


def _shares() -> dict[str, tuple[tuple[str, float], ...]]:
    sets = {code: frozenset(words.split()) for code, words in _PROFILES["words"].items()}
    found = {}
    for word in frozenset[str]().union(*sets.values()):
        codes = [code for code, words in sets.items() if word in words]
        found[word] = tuple((code, 1 / len(codes)) for code in codes)
    return found


_SHARES = _shares()


@lru_cache(maxsize=4096)
def _weights(word: str) -> tuple[tuple[str, float], ...]:
    """Return how much a word speaks for which languages."""
    known = _SHARES.get(word)
    if known is not None:
        return known
    codes = [code for code, endings in _ENDINGS.items() if len(word) > 4 and word.endswith(endings)]
    weights = {code: 0.6 / len(codes) for code in codes}
    for code, letters in _LETTERS.items():
        if not word.isascii() and any(letter in letters for letter in word):
            weights[code] = weights.get(code, 0) + 0.7
    if _NORDIC in word:
        for code in ("sv", "da"):
            weights[code] = weights.get(code, 0) + 0.3
    return tuple(weights.items())


@lru_cache(maxsize=256)
def scores(text: str) -> dict[str, float]:
    """Return how much the text speaks for each language."""
    found = dict.fromkeys(_PROFILES["words"], 0.0)
    for word in _TOKEN.findall(text.lower()):
        for code, weight in _weights(word):
            found[code] += weight
    return found


def other_language(text: str, asked: str) -> str | None:
    """Return the language that a text is surely in where it is not the one that was asked for."""
    if asked not in LANGUAGES or sum(map(str.isalpha, text)) < LEAST_LETTERS:
        return None
    found = scores(text)
    best = max(found, key=lambda code: found[code])
    certain = found[best] >= _LEAST_SCORE and found[best] >= _MARGIN * found[asked] + 0.5
    return best if best != asked and certain else None


NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "nl": "Dutch",
    "pt": "Portuguese", "pl": "Polish", "sv": "Swedish", "da": "Danish",
}  # fmt: skip


def wrong_language(draft: Draft, context: CheckContext) -> list[Finding]:
    """Find texts in another language than the draft's; the whole, where each text is too short to tell."""
    asked = context.language.partition("-")[0].lower()
    found = []
    for field in draft.words():
        code = other_language(prose(field.text), asked)
        if code:
            quotes = other_language(_without_brief(field.text, context), asked) is None
            found.append(
                on(
                    field,
                    rule="language.other",
                    severity=Severity.CHECK if quotes else Severity.MUST_FIX,
                    message="This is in another language",
                    detail=f"It reads as {NAMES[code]}; the draft is in {NAMES[asked]}."
                    + (" The words are the brief's own." if quotes else ""),
                    suggestion="Translate it.",
                )
            )
    return found


def _without_brief(text: str, context: CheckContext) -> str:
    """Return the words that are no run of the brief or the request: a fact or a message may be quoted."""
    brief = context.brief
    said = [brief.campaign, brief.offer, brief.objective, *(fact.text for fact in brief.facts)]
    known = {run for own in (*said, *(field.text for field in context.asked)) for run in _runs(own)}
    words = _TOKEN.findall(lowered(text))
    quoted = {
        place for start, run in enumerate(_runs(text)) if run in known for place in range(start, start + RUN)
    }
    return " ".join(word for place, word in enumerate(words) if place not in quoted)


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _TOKEN.findall(lowered(text))
    return [tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)]


RULES = (Rule("language.other", "All of it is in the draft's language", wrong_language, LANGUAGES),)
