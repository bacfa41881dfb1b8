"""What a variant says in the very words of another: several are asked for to choose between words."""

import re
from collections.abc import Iterable, Iterator

from generation.checks.run import Rule, at, on
from generation.checks.text import lowered, sentences_in
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity, TextField

LEAST_WORDS = 6
"""From which the same sentence is no accident."""
LEAST_IN_A_LINE = 3
_WORD = re.compile(r"\w+")


def repeats(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Find lines and sentences that a sibling has too.

    Buttons are left out: one campaign has one call to action. So is what the brief and the request say.
    """
    given = f" {' '.join(_said(text) for text in _given(context))} "
    first: dict[str, str] = {}
    for sibling in context.siblings:
        for _field, _span, said in _sayings(sibling.fields):
            first.setdefault(said, sibling.name)
    for field, span, said in _sayings(draft.fields):
        if said not in first or f" {said} " in given:
            continue
        told = {
            "rule": "form.repeats_variant",
            "severity": Severity.NOTE,
            "message": f"{first[said]} says the same",
            "suggestion": "Say it in other words, so that there is something to choose.",
        }
        yield at(field, span, **told) if field.role is Role.TEXT else on(field, **told)  # type: ignore[arg-type]


def _sayings(fields: Iterable[TextField]) -> Iterator[tuple[TextField, tuple[int, int], str]]:
    """Return the subject, preview text and headline as a whole, and texts by their sentences."""
    has_headline = False
    for field in fields:
        is_line = field.role in (Role.SUBJECT, Role.PREHEADER)
        if field.role is Role.HEADING and not has_headline:
            is_line = has_headline = True
        spans: Iterable[tuple[int, int]] = ((0, len(field.text)),) if is_line else ()
        if field.role is Role.TEXT:
            spans = sentences_in(field.text)
        for start, end in spans:
            said = _said(field.text[start:end])
            if said.count(" ") + 1 >= (LEAST_IN_A_LINE if is_line else LEAST_WORDS):
                yield field, (start, end), said


def _said(text: str) -> str:
    return " ".join(_WORD.findall(lowered(text)))


def _given(context: CheckContext) -> Iterator[str]:
    """Return what every variant was given to say."""
    brief, brand = context.brief, context.brief.brand
    yield from (
        brief.campaign,
        brief.offer,
        brand.name,
        brand.company,
        brand.legal_footer,
        brand.postal_address,
    )
    yield from (*brand.claims_allowed, *brand.disclosures, *brand.product_names)
    yield from (fact.text for fact in brief.facts)
    yield from (link.label for link in brief.links)
    yield from (field.text for field in context.asked)


def _has_siblings(context: CheckContext) -> bool:
    return bool(context.siblings)


RULES = (
    Rule(
        "form.repeats_variant",
        "It has words of its own beside the other variants",
        repeats,
        applies=_has_siblings,
    ),
)
