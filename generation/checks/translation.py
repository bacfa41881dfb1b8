"""A translation says what its original says: the same facts, the same links."""

import re
from collections.abc import Iterable, Iterator

from generation.brief import Value
from generation.checks.types import Claim, Finding, Severity

_LINK = re.compile(r"https?://[^\s<>()\[\]\"'|]+")
_KINDS = {"price", "percent", "date", "time", "code"}
"""Claims that every language makes alike. Numbers and superlatives may be put in other words."""


class Said(Value):
    """What a text says that has to survive its translation."""

    facts: frozenset[tuple[str, str]] = frozenset()
    """Kind of each claim that has a source, and the short name of the source."""
    links: frozenset[str] = frozenset()


def said(texts: Iterable[str], claims: Iterable[Claim]) -> Said:
    return Said(
        facts=frozenset((one.kind, one.fact_key) for one in claims if one.fact_key and one.kind in _KINDS),
        links=frozenset(link.rstrip(".,;:!?") for text in texts for link in _LINK.findall(text)),
    )


def changed(original: Said, translation: Said) -> Iterator[Finding]:
    """Find what a translation lost, and the links that it changed."""
    for link in sorted(original.links - translation.links):
        yield Finding(
            rule="translation.link_lost",
            severity=Severity.MUST_FIX,
            message="A link of the original is missing",
            quote=link,
            suggestion="Put the link back, unchanged.",
        )
    for link in sorted(translation.links - original.links):
        yield Finding(
            rule="translation.link_added",
            severity=Severity.MUST_FIX,
            message="A link is not in the original",
            quote=link,
            suggestion="Take it out, or use the link of the original.",
        )
    for kind, fact in sorted(original.facts - translation.facts):
        yield Finding(
            rule="translation.fact_lost",
            severity=Severity.CHECK,
            message=f"The {kind} of {fact} was not found in the translation",
            detail="The original says it.",
            suggestion="Compare the two, and put it back if it is missing.",
        )
