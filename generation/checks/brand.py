"""The brand's own wishes: its words and names, its claims, disclosures, emoji and marks."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from generation.brief import Policy
from generation.checks.run import Rule, at
from generation.checks.text import folded, prose
from generation.checks.types import CheckContext, Draft, Finding, Severity
from generation.networks.emoji import emoji_in

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


def banned_in(text: str, words: Iterable[str], language: str = "") -> Iterator[tuple[str, int, int]]:
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


def preferred_terms(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    kit = context.brief.brand
    for term in kit.preferred_terms:
        ours = [name for name in (term.prefer, *kit.product_names) if name]
        for field in draft.words():
            text = prose(field.text)
            for _word, start, end in banned_in(text, (term.avoid,), context.language):
                taken = banned_in(text, ours, context.language)
                if any(begin <= start and end <= stop for _name, begin, stop in taken):
                    continue
                yield at(
                    field,
                    (start, end),
                    rule="brand.preferred_term",
                    severity=Severity.CHECK,
                    message="The brand has another word for this",
                    detail=f"{kit.name} says “{term.prefer}”.",
                    suggestion=f"Write “{term.prefer}”.",
                )


def product_names(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Names of products as the kit writes them. One plain word, such as "Ember", may also be just a word."""
    for name in context.brief.brand.product_names:
        pattern = _name_pattern(name)
        is_plain = name.isalpha() and name == name.capitalize()
        for field in draft.words():
            for match in pattern.finditer(folded(prose(field.text))):
                written = field.text[match.start() : match.end()]
                if match.group() == folded(name) or (is_plain and written.islower()):
                    continue
                yield at(
                    field,
                    match.span(),
                    rule="brand.product_name",
                    severity=Severity.CHECK,
                    message="A product's name is written differently",
                    detail=f"It is “{name}”.",
                    suggestion=f"Write {name}.",
                )


@lru_cache(maxsize=256)
def _name_pattern(name: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split(r"[\s-]+", folded(name).strip()) if part]
    stem = r"[\s-]*".join(parts) or r"(?!)"
    return re.compile(rf"(?<![\w@./-]){stem}(?![\w@-]|\.\w)", re.IGNORECASE)


def claims_needing_source(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Words that only a fact, the offer or a sentence that the brand always may say lets in."""
    brief = context.brief
    vouching = [brief.offer, *brief.brand.claims_allowed]
    vouching += [fact.text for fact in brief.facts if not fact.is_expired(context.today)]
    open_words = tuple(
        word
        for word in brief.brand.claims_needing_source
        if not any(any(banned_in(text, (word,), context.language)) for text in vouching)
    )
    for field in draft.words():
        for word, start, end in banned_in(prose(field.text), open_words, context.language):
            yield at(
                field,
                (start, end),
                rule="brand.claim_source",
                severity=Severity.CHECK,
                message="The brand says this only with a source",
                detail=f"No fact of the campaign says “{word}”.",
                suggestion="Add the fact, or leave it out.",
            )


def disclosures(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Sentences that every text of the brand holds, wherever in its documents they stand."""
    texts = [field.text for field in draft.words()] + [draft.documents.get("txt", "")]
    said = " ".join(folded(" ".join(texts)).split()).casefold()
    for sentence in context.brief.brand.disclosures:
        if " ".join(folded(sentence).split()).casefold() not in said:
            yield Finding(
                rule="brand.disclosure",
                severity=Severity.MUST_FIX,
                message="A disclosure is missing",
                detail=f"The brand kit asks for “{sentence}”.",
                suggestion="Add the sentence, word for word.",
            )


def emoji(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """How many are few in a post is a matter of its network."""
    policy = context.brief.brand.emoji
    if policy is Policy.FREE or (policy is Policy.FEW and draft.posts):
        return
    for field in draft.words():
        for number, place in enumerate(emoji_in(prose(field.text)), start=1):
            if policy is Policy.NONE or number > 1:
                yield at(
                    field,
                    place,
                    rule="brand.emoji",
                    severity=Severity.CHECK if policy is Policy.NONE else Severity.NOTE,
                    message="The brand uses no emoji" if policy is Policy.NONE else "One emoji is enough",
                    suggestion="Leave it out.",
                )


def exclamation(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Marks of a brand that has none. How many are too many elsewhere is a matter of tone."""
    if context.brief.brand.exclamation is not Policy.NONE:
        return
    for field in draft.words():
        for match in re.finditer(r"[!！¡]+", prose(field.text)):
            yield at(
                field,
                match.span(),
                rule="brand.exclamation",
                severity=Severity.CHECK,
                message="The brand uses no exclamation marks",
                suggestion="Use a full stop.",
            )


RULES = (
    Rule("brand.banned_word", "No words that the brand avoids", banned_words),
    Rule("brand.name", "The brand's name is right", brand_name),
    Rule("brand.preferred_term", "The brand's own words are used", preferred_terms),
    Rule("brand.product_name", "Names of products are right", product_names),
    Rule("brand.claim_source", "What needs a source has one", claims_needing_source),
    Rule("brand.emoji", "Emoji as the brand uses them", emoji),
    Rule("brand.exclamation", "Exclamation marks as the brand uses them", exclamation),
)
DISCLOSURES = Rule("brand.disclosure", "The brand's disclosures are there", disclosures)
"""For tools whose text is one document; posts look for them one by one."""
