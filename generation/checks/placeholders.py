"""Placeholders for personal data that a model did not give back as it got them."""

from collections.abc import Iterable, Iterator

from generation.checks.run import Rule, at
from generation.checks.types import CheckContext, Draft, Finding, Severity


def changed(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    return _shown(
        draft,
        context.placeholders.changed,
        rule="placeholder.changed",
        message="A personal detail could not be put back",
        detail="The model changed the placeholder that stood for it.",
        suggestion="Write the detail itself here, or regenerate.",
    )


def invented(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    return _shown(
        draft,
        context.placeholders.invented,
        rule="placeholder.invented",
        message="The model invented a personal detail",
        detail="This placeholder stands for nothing that it was given.",
        suggestion="Take it out, or write what belongs there.",
    )


def missing(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for placeholder in context.placeholders.missing:
        yield Finding(
            rule="placeholder.missing",
            severity=Severity.CHECK,
            message="A personal detail was left out",
            detail=f"The model was given {placeholder} to use and did not.",
            suggestion="Write the detail where it belongs, or regenerate.",
        )


RULES = (
    Rule("placeholder.changed", "Every personal detail was put back", changed),
    Rule("placeholder.invented", "No personal detail was invented", invented),
    Rule("placeholder.missing", "No personal detail was left out", missing),
)


def _shown(draft: Draft, literals: Iterable[str], **words: str) -> Iterator[Finding]:
    """Yield a finding wherever the words still stand: a person may have taken them out by now."""
    for literal in literals:
        for field in draft.fields:
            start = field.text.find(literal)
            if start >= 0:
                yield at(field, (start, start + len(literal)), severity=Severity.MUST_FIX, **words)
