"""How often the claim-to-fact table is right, by hand-given label, and what it costs."""

import time

from generation.checks.claims import claims
from generation.checks.types import TextField
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.checks.labelled_claims import LABELS, cases
from tests.checks.test_labelled_claims import GOAL, context_of, verdict


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
    """Read as many different lines as make a mail of six hundred words; nothing of them is remembered."""
    campaign = cases()[0][0]
    context = context_of(campaign)
    texts = [text for one, _label, text, _words in cases() if one is campaign]
    fields = [TextField(path=f"body.{n}", label="Text", text=f"{text} {n}") for n, text in enumerate(texts)]
    started = time.process_time()
    claims(fields, context)
    spent = (time.process_time() - started) * 1000
    words = sum(len(field.text.split()) for field in fields)
    return Figure("claims of 600 words, most of them figures", spent * 600 / words, "ms", 25)
