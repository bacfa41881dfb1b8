"""The rules against texts as marketers write them: what they must find, and what they must leave alone."""

from tests.checks.corpus import labelled, tallies, wrong


def test_the_corpus_is_large_and_even():
    per_rule = {rule: tally for rule, tally in tallies().items() if rule}

    assert len(labelled()) >= 300
    assert len(per_rule) >= 60
    assert [rule for rule, tally in per_rule.items() if tally.bad < 2 or tally.clean < 2] == []
    keys = {(each.rule, each.text, each.sector, each.formality) for each in labelled()}
    assert len(keys) == len(labelled())


def test_rules_find_what_breaks_them_and_leave_the_rest_alone():
    everything = tallies()[""]

    assert everything.recall >= 0.95, wrong()
    assert everything.precision >= 0.95, wrong()
