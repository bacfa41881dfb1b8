"""Figures on the labelled set. `make bench` prints them."""

import pytest

from generation.llm_client.privacy.redaction import Redactor
from tests.llm_client.privacy import labelled
from tests.llm_client.privacy.labelled import GOALS, recalls, unchanged

SEEN = labelled.seen()
HELD_OUT = labelled.held_out()
OBFUSCATED = labelled.obfuscated()
ORDINARY = labelled.ordinary()


def test_set_is_as_large_as_it_claims() -> None:
    assert len(SEEN) >= 600
    assert len({sentence.text for sentence in [*SEEN, *HELD_OUT]}) >= 1200
    assert len(labelled.LOCALES) >= 10
    assert len(OBFUSCATED) >= 150
    assert len(set(ORDINARY)) >= 200


@pytest.mark.parametrize("sentences", [SEEN, HELD_OUT, OBFUSCATED], ids=["seen", "held out", "obfuscated"])
def test_recall_reaches_its_goals(sentences: list[labelled.Labelled]) -> None:
    counted = recalls(sentences, Redactor())

    assert {kind: found / of for kind, (found, of) in counted.items() if found / of < GOALS[kind]} == {}


def test_ordinary_sentences_are_left_alone() -> None:
    same, of = unchanged(ORDINARY, Redactor())

    assert same / of >= 0.99
