"""The claim-to-fact table against labels given by hand."""

from collections import Counter

from generation.checks.claims import claims
from generation.checks.types import CheckContext, TextField
from tests.checks.labelled_claims import LABELS, Labelled, cases
from tests.llm_tools.samples import a_context, facts

LEAST = 150
GOAL = 0.95


def context_of(campaign: Labelled) -> CheckContext:
    items = list(facts(*campaign.facts))
    items[0] = items[0].model_copy(update={"lowest_30d": campaign.lowest_30d})
    return a_context(campaign.language, facts=tuple(items), **campaign.brief)


def verdict(campaign: Labelled, text: str, words: str) -> str:
    """Return what the checks say of the words: the status of the claim that holds them, or `none`."""
    start = text.index(words)
    found = [
        claim
        for claim in claims([TextField(path="body", label="Text", text=text)], context_of(campaign))
        if claim.start < start + len(words) and start < claim.end
    ]
    # Of a quotation and its speaker, or a measure and its price, the one that fits the words best.
    best = min(
        found, key=lambda claim: abs(claim.start - start) + abs(claim.end - start - len(words)), default=None
    )
    return best.status.value if best else "none"


def test_the_claims_of_labelled_texts_are_told():
    wrong = [
        f"{campaign.language}: {text} ({words}): {found}, not {label}"
        for campaign, label, text, words in cases()
        if (found := verdict(campaign, text, words)) != label
    ]

    assert len(wrong) <= (1 - GOAL) * len(cases()), "\n".join(wrong)


def test_the_labelled_set_is_large_and_mixed():
    labels = Counter(label for _campaign, label, _text, _words in cases())

    assert labels.total() >= LEAST
    assert set(labels) == set(LABELS.values())
    assert {campaign.language for campaign, *_rest in cases()} == {"en", "de"}
