"""Placeholders for personal data that a model did not give back as it got them."""

from collections.abc import Iterable, Iterator

from generation.checks.run import at
from generation.checks.types import Finding, Severity, TextField
from generation.llm_client.types import Placeholders


def findings(placeholders: Placeholders, fields: Iterable[TextField]) -> list[Finding]:
    """Return what the answer did to its placeholders, each at the words where it shows.

    What was missing, or was gone again from the fields, has no place.
    """
    fields = tuple(fields)
    found = [
        *_shown(placeholders.changed, fields, _CHANGED),
        *_shown(placeholders.invented, fields, _INVENTED),
    ]
    found += [
        Finding(
            rule="placeholder.missing",
            severity=Severity.CHECK,
            message="A personal detail was left out",
            detail=f"The model was given {placeholder} to use and did not.",
            suggestion="Write the detail where it belongs, or regenerate.",
        )
        for placeholder in placeholders.missing
    ]
    return found


_CHANGED = {
    "rule": "placeholder.changed",
    "message": "A personal detail could not be put back",
    "detail": "The model changed the placeholder that stood for it.",
    "suggestion": "Write the detail itself here, or regenerate.",
}
_INVENTED = {
    "rule": "placeholder.invented",
    "message": "The model invented a personal detail",
    "detail": "This placeholder stands for nothing that it was given.",
    "suggestion": "Take it out, or write what belongs there.",
}


def _shown(
    literals: Iterable[str], fields: tuple[TextField, ...], words: dict[str, str]
) -> Iterator[Finding]:
    for literal in literals:
        for field in fields:
            start = field.text.find(literal)
            if start >= 0:
                yield at(field, (start, start + len(literal)), severity=Severity.MUST_FIX, **words)
