"""How often judges and reviewers agree: what says whether a judge is worth its money."""

from collections import Counter
from dataclasses import dataclass

from generation.judges import JUDGES
from generation.models import JudgeVerdict
from review.models import Decision

LOOKED_AT = 500
"""Verdicts of a judge, the newest ones."""
FEW = 50
"""Below so many pairs a figure says little (calibration sets have 50 to 100 pieces a question)."""
TRUSTED = 0.6
"""Kappa from which a judge is taken for good enough to be listened to."""

_R = Decision.Reason
_MEANS: dict[str, frozenset[str]] = {
    "judge_brand_voice": frozenset({_R.OFF_BRAND}),
    "judge_tone": frozenset({_R.OFF_BRAND, _R.LOW_QUALITY}),
    "judge_unsupported": frozenset({_R.FACT_ERROR, _R.LEGAL}),
    "judge_hidden_instruction": frozenset({_R.LEGAL, _R.LOW_QUALITY, _R.OTHER}),
}
"""The reasons of a reviewer that say what the judge was asked about."""


@dataclass(frozen=True)
class Agreement:
    judge: str
    label: str
    both_problem: int = 0
    both_fine: int = 0
    only_judge: int = 0
    only_reviewer: int = 0
    cannot_assess: int = 0

    @property
    def pairs(self) -> int:
        return self.both_problem + self.both_fine + self.only_judge + self.only_reviewer

    @property
    def agreed(self) -> int:
        return self.both_problem + self.both_fine

    @property
    def is_few(self) -> bool:
        return self.pairs < FEW

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa, agreement beyond chance; None where chance alone explains all."""
        if not self.pairs:
            return None
        observed = self.agreed / self.pairs
        judge = (self.both_problem + self.only_judge) / self.pairs
        reviewer = (self.both_problem + self.only_reviewer) / self.pairs
        expected = judge * reviewer + (1 - judge) * (1 - reviewer)
        return None if expected == 1 else (observed - expected) / (1 - expected)


def agreements() -> list[Agreement]:
    """Return the figures of each judge that has said something. Two queries a judge."""
    return [found for name in JUDGES if (found := agreement(name)).pairs or found.cannot_assess]


def agreement(judge: str) -> Agreement:
    """Hold the judge's newest verdicts against what was decided of the very same words."""
    verdicts = dict(
        JudgeVerdict.objects.filter(judge=judge)
        .order_by("-pk")
        .values_list("revision_id", "verdict")[:LOOKED_AT]
    )
    decided: dict[int, bool] = {}
    decisions = Decision.objects.filter(revision__in=verdicts, verdict__in=_WORDS).order_by("pk")
    for revision, verdict, reasons in decisions.values_list("revision_id", "verdict", "reasons"):
        decided[revision] = verdict != Decision.Verdict.APPROVED and bool(_MEANS[judge] & set(reasons))
    counts: Counter[str] = Counter()
    for revision, problem in decided.items():
        counts[_outcome(verdicts[revision], problem)] += 1
    return Agreement(judge=judge, label=JUDGES[judge].label, **counts)


_WORDS = (Decision.Verdict.APPROVED, Decision.Verdict.CHANGES_REQUESTED, Decision.Verdict.REJECTED)


def _outcome(verdict: str, problem: bool) -> str:
    match verdict, problem:
        case JudgeVerdict.Outcome.CANNOT_ASSESS, _:
            return "cannot_assess"
        case JudgeVerdict.Outcome.PROBLEM, True:
            return "both_problem"
        case JudgeVerdict.Outcome.PROBLEM, False:
            return "only_judge"
        case _, True:
            return "only_reviewer"
    return "both_fine"
