"""How often the claim-to-fact table is right, by hand-given label, and what it costs."""

import time

from generation.checks.claims import claims
from generation.checks.types import TextField
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.checks.labelled_claims import LABELS, cases
from tests.checks.test_labelled_claims import GOAL, verdict
from tests.llm_tools.samples import a_context

WORDS = 600
BODY = (
    "Spring is on the shelf. From Monday 15 March to Sunday 28 March, every bag of whole-bean coffee is "
    "**20% off**. We roast in Portland within 48 hours of shipping. US orders over $35 ship free, and the "
    "Ridgeline Blend is $14.40 instead of $18.00. Take a quiet minute with a cup and think about what you "
    "like, since a good morning begins with water, a grinder and time. Our roasters taste each batch twice "
    "and write down what they find."
)


def labelled_claims(_bench: Bench) -> list[Figure]:
    outcomes = [
        (campaign.language, label, verdict(campaign, text, words) == label)
        for campaign, label, text, words in cases()
    ]
    rows = [_share(f"all {len(outcomes)} labelled claims", [right for *_rest, right in outcomes], GOAL)]
    for language in ("en", "de"):
        for label in LABELS.values():
            right = [is_right for one, other, is_right in outcomes if (one, other) == (language, label)]
            rows.append(_share(f"{len(right)} of them {label}, {language}", right, None))
    return [*rows, _cost()]


def _share(what: str, right: list[bool], goal: float | None) -> Figure:
    return Figure(what, sum(right) / len(right), "right", goal, at_most=False)


def _cost() -> Figure:
    """Read a mail of six hundred words, of which nothing is remembered from an earlier run."""
    spent = []
    for run in range(15):
        fields = [
            TextField(path=f"body.{n}", label="Text", text=f"{BODY} Part {run} {n}.")
            for n in range(WORDS // 90)
        ]
        started = time.process_time()
        claims(fields, a_context(objective=f"Run {run}"))
        spent.append((time.process_time() - started) * 1000)
    return Figure("claims of a mail of 600 words, read for the first time", sorted(spent)[13], "ms", 25)
