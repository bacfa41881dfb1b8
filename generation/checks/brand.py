"""The brand's own wishes: words it never uses, and how its name is written."""

import re
from collections.abc import Iterator
from functools import lru_cache

from generation.checks.run import Rule, at
from generation.checks.text import folded, prose
from generation.checks.types import CheckContext, Draft, Finding, Severity

_ENGLISH = r"'?s|es|er|est|ed|d|ing|ly"
_GERMAN = r"e[rsnm]?|n|ere?[rsnm]?|e?ste[rsnm]?"


@lru_cache(maxsize=256)
def banned_pattern(word: str, language: str = "") -> re.Pattern[str]:
    """Match the word or phrase as a whole, in any case, inflected, with any white space or hyphen within.

    Cheap, cheaper, cheapest; billig, billiger, billigste. German endings count unless the text is in
    another language.
    """
    parts = [re.escape(part) for part in re.split(r"[\s-]+", folded(word).strip()) if part]
    between = r"(?:\s+|\s*-\s*)"
    stem = between.join(parts)
    if not parts or not word.strip()[-1:].isalpha():
        return re.compile(rf"(?<!\w){stem}(?!\w)", re.IGNORECASE)
    endings = _ENGLISH if language[:2].lower() not in {"", "de"} else f"{_ENGLISH}|{_GERMAN}"
    changed = ""
    if re.search(r"[^aeiou]y\Z", stem, re.IGNORECASE):
        changed = rf"|{stem[:-1]}i(?:es|ed|er|est|ly)"
    elif re.search(r"(?:\A|[^aeiou])[aeiou][bdgmnprt]\Z", stem, re.IGNORECASE):
        changed = rf"|{stem}{stem[-1]}(?:er|est|ed|ing)"
    elif stem[-1:].lower() == "e":
        endings += "|r|st"
    return re.compile(rf"(?<!\w)(?:{stem}(?:{endings})?{changed})(?!\w)", re.IGNORECASE)


def banned_in(text: str, words: tuple[str, ...], language: str = "") -> Iterator[tuple[str, int, int]]:
    """Yield each banned word that the text uses, with its place."""
    plain = folded(text)
    for word in words:
        if word.strip():
            for match in banned_pattern(word, language).finditer(plain):
                yield word, match.start(), match.end()


def banned_words(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    kit = context.brief.brand
    for field in draft.words():
        for word, start, end in banned_in(prose(field.text), kit.banned_words, context.language):
            yield at(
                field,
                (start, end),
                rule="brand.banned_word",
                severity=Severity.MUST_FIX,
                message="The brand never says this",
                detail=f"“{word}” is on {kit.name}'s list of words to avoid.",
                suggestion="Find another word.",
            )


def brand_name(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    name = context.brief.brand.name
    pattern = re.compile(rf"(?<![\w@./-]){re.escape(folded(name))}(?![\w@-]|\.\w)", re.IGNORECASE)
    for field in draft.words():
        for match in pattern.finditer(folded(prose(field.text))):
            if field.text[match.start() : match.end()] != name and match.group() != folded(name):
                yield at(
                    field,
                    match.span(),
                    rule="brand.name",
                    severity=Severity.CHECK,
                    message="The brand's name is written differently",
                    detail=f"It is “{name}”.",
                    suggestion=f"Write {name}.",
                )


RULES = (
    Rule("brand.banned_word", "No words that the brand avoids", banned_words),
    Rule("brand.name", "The brand's name is right", brand_name),
)
