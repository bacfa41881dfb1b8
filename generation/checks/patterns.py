"""Rules that are a pattern, a severity and a sentence: most of what compliance and safety ask."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from generation.brief import Brief
from generation.checks.phrases import Sieve, sieve_of
from generation.checks.run import ENGLISH, Rule, at, distinct
from generation.checks.text import folded, prose
from generation.checks.types import NO_WORDS, CheckContext, Draft, Finding, Role, Severity, TextField

WORDS = frozenset(Role) - NO_WORDS


@dataclass(frozen=True)
class Pattern:
    """Words that should not stand, or not without a fact."""

    id: str
    pattern: str
    severity: Severity
    message: str
    passed: str
    detail: str = ""
    """Why, and where that is written."""
    suggestion: str = ""
    roles: frozenset[Role] = WORDS
    unless_fact: bool = False
    """A fact that uses the same words vouches for them."""
    languages: frozenset[str] | None = ENGLISH
    understands: frozenset[str] | None = None
    """As in `Rule`."""
    innocent: Callable[[TextField, re.Match[str]], bool] | None = None
    """Tells of a match that it means no harm where it stands."""
    with_code: bool = False
    """Look at addresses and merge tags too, not only at prose."""
    compiled: re.Pattern[str] = field(init=False, repr=False, compare=False)
    sieve: Sieve = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sieve", sieve_of(self.pattern))
        object.__setattr__(self, "compiled", re.compile(self.pattern, re.IGNORECASE))

    def rule(self) -> Rule:
        return Rule(self.id, self.passed, self.check, self.languages, self.understands)

    def check(self, draft: Draft, context: CheckContext) -> list[Finding]:
        if not self.with_code and not self.sieve.may_be_in(draft.plain, draft.grams):
            return []
        return distinct(list(self._found(draft, context.brief)))

    def _found(self, draft: Draft, brief: Brief) -> Iterator[Finding]:
        for text_field in draft.fields:
            if text_field.role not in self.roles:
                continue
            text = folded(text_field.text if self.with_code else prose(text_field.text))
            for match in self.compiled.finditer(text):
                if self.unless_fact and said_by_fact(brief, match.group()):
                    continue
                if self.innocent is not None and self.innocent(text_field, match):
                    continue
                yield at(
                    text_field,
                    match.span(),
                    rule=self.id,
                    severity=self.severity,
                    message=self.message,
                    detail=self.detail,
                    suggestion=self.suggestion,
                )


def letters(text: str) -> str:
    """Return the letters and digits alone, so that "Best-selling" and "bestselling" are one."""
    return "".join(character for character in folded(text).casefold() if character.isalnum())


def said_by_fact(brief: Brief, words: str) -> bool:
    """Tell whether a fact uses these very words, hyphens and spaces aside."""
    wanted = letters(words)
    return any(wanted in letters(fact.text) for fact in brief.facts)
