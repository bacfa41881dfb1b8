import pytest

from review.risk import Level, risk_of

CASES = {
    "must fix": (
        {"must_fix": 1, "top_finding": "A claim has no source"},
        Level.HIGH,
        "A claim has no source",
    ),
    "several to fix": ({"must_fix": 2, "top_finding": "No source"}, Level.HIGH, "No source, 2 must fix"),
    "fix without words": ({"must_fix": 3}, Level.HIGH, "3 must fix"),
    "to check": ({"to_check": 1, "top_finding": "Price"}, Level.MEDIUM, "Price"),
    "several to check": ({"to_check": 4, "top_finding": "Price"}, Level.MEDIUM, "Price, 4 to check"),
    "check without words": ({"to_check": 2}, Level.MEDIUM, "2 to check"),
    "template": ({"source": "template"}, Level.MEDIUM, "Template text, no model wrote it"),
    "from the cache": ({"source": "cache"}, Level.MEDIUM, "Words of an earlier draft"),
    "a note": ({"top_finding": "Long subject"}, Level.LOW, "Long subject"),
    "nothing": ({}, Level.LOW, "All checks passed"),
}


@pytest.mark.parametrize(("facts", "level", "reason"), CASES.values(), ids=CASES)
def test_risk_is_a_word_and_a_reason(facts, level, reason):
    risk = risk_of(**{"must_fix": 0, "to_check": 0, "source": "model", "top_finding": ""} | facts)

    assert (risk.level, risk.reason) == (level, reason)
    assert risk.word == level.capitalize()
