"""How texts compare, in plain words: length, how they read, what the checks found."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from generation.checks import readability
from generation.checks.text import prose
from generation.checks.tone import FEW_WORDS
from generation.checks.types import Severity, score_of
from generation.models import Candidate, Finding, Revision

EASY, FAIRLY_EASY = 70, 50
"""Flesch Reading Ease: from 70 on people of thirteen read it with ease, under 50 it is for students."""


@dataclass(frozen=True)
class Score:
    words: int
    reading: str
    """In plain words; empty where the text is too short to tell."""
    must_fix: int
    to_check: int
    notes: int

    @property
    def points(self) -> int:
        return score_of(self.must_fix, self.to_check, self.notes)


def score_from(texts: Sequence[str], language: str, counts: Counter[str]) -> Score:
    return Score(
        words=sum(len(text.split()) for text in texts),
        reading=reading_words(texts, language),
        must_fix=counts[Severity.MUST_FIX],
        to_check=counts[Severity.CHECK],
        notes=counts[Severity.NOTE],
    )


def reading_words(texts: Sequence[str], language: str) -> str:
    """Say how hard words are to read, by the formula of their language; nothing where they are too few."""
    text = "\n".join(prose(text) for text in texts)
    code = language.partition("-")[0].lower()
    counts = readability.counts_of(text, code)
    if counts.words < FEW_WORDS:
        return ""
    ease = readability.ease_of(counts, code)
    if ease >= EASY:
        return _("Easy to read")
    return _("Fairly easy to read") if ease >= FAIRLY_EASY else _("Hard to read")


def counts_of(candidate: Candidate) -> Counter[str]:
    return Counter(
        {
            Severity.MUST_FIX: candidate.must_fix,
            Severity.CHECK: candidate.to_check,
            Severity.NOTE: candidate.notes,
        }
    )


def found_in(revisions: Iterable[Revision]) -> dict[int, Counter[str]]:
    """Count the findings of each revision by severity. One query."""
    counts: dict[int, Counter[str]] = {revision.pk: Counter() for revision in revisions}
    for revision, severity in Finding.objects.filter(revision__in=counts).values_list("revision", "severity"):
        counts[revision][severity] += 1
    return counts
