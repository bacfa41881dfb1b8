"""A judge's answer, and what becomes of it: pure values."""

from datetime import UTC, datetime

import pytest

from generation.brief import BrandKit, Brief
from generation.checks.types import Severity, TextField
from generation.judges import JUDGES, UnknownJudge, get_judge
from generation.judges.base import SYSTEM_VARIABLES, USER_VARIABLES, Verdict, located
from generation.liquid import fence_problems, render_prompt, template_problems
from generation.llm_tools.base import InvalidContent

KIT = BrandKit(
    name="Northwind", voice="Dry.", sender_name="N", website="", postal_address="", unsubscribe_url=""
)
BRIEF = Brief(
    campaign="Spring",
    objective="",
    audience="",
    offer="20% off",
    brand=KIT,
    taken_at=datetime(2027, 3, 1, tzinfo=UTC),
)
FIELDS = (
    TextField(path="headline", label="Headline", text="The most epic coffee ever"),
    TextField(path="body", label="Text", text="Roasted in Portland.\n\nPicked by  hand at dawn."),
)
JUDGE = get_judge("judge_brand_voice")


def verdict(evidence, outcome="problem"):
    return Verdict(reason="Hype.", evidence=evidence, verdict=outcome)


def test_a_problem_with_its_words_is_a_check_on_them():
    found = JUDGE.finding(verdict("most epic coffee"), FIELDS)

    assert (found.rule, found.severity, found.field) == ("judge.brand_voice", Severity.CHECK, "headline")
    assert FIELDS[0].text[found.start : found.end] == found.quote == "most epic coffee"
    assert found.detail == "Hype."


def test_white_space_in_a_quotation_does_not_matter():
    found = JUDGE.finding(verdict("Portland. Picked by hand"), FIELDS)

    assert (found.field, found.quote) == ("body", "Portland.\n\nPicked by  hand")


@pytest.mark.parametrize("evidence", ["", "coffee", "words that nobody wrote", "The most epic tea ever"])
def test_a_verdict_without_its_words_counts_for_nothing(evidence):
    assert JUDGE.finding(verdict(evidence), FIELDS) is None


@pytest.mark.parametrize("outcome", ["fine", "cannot_assess"])
def test_no_problem_is_no_finding(outcome):
    assert JUDGE.finding(verdict("most epic coffee", outcome), FIELDS) is None


@pytest.mark.parametrize(
    "answer", ["", "no", "{}", '{"verdict": "approved", "reason": "", "evidence": ""}', "[1]", "\x00"]
)
def test_an_answer_that_is_no_verdict_is_refused(answer):
    with pytest.raises(InvalidContent):
        JUDGE.parse(answer)


def test_repetitive_text_is_searched_in_time():
    text = "a " * 50_000
    assert located("a a a a a a a a a b", [TextField(path="x", label="X", text=text)]) is None


@pytest.mark.parametrize("name", JUDGES)
def test_each_prompt_names_known_variables_and_fences_what_it_judges(name):
    judge = JUDGES[name]

    assert template_problems(judge.system_prompt, SYSTEM_VARIABLES, banned=USER_VARIABLES) == []
    assert template_problems(judge.user_prompt, USER_VARIABLES) == []
    assert fence_problems(judge.user_prompt, USER_VARIABLES) == []


@pytest.mark.parametrize("name", JUDGES)
def test_each_prompt_renders(name):
    judge = JUDGES[name]

    system = render_prompt(judge.system_prompt, judge.system_variables(KIT))
    user = render_prompt(judge.user_prompt, judge.user_variables(FIELDS, BRIEF), fence_code="abcdefghij")

    assert "Northwind" in system
    assert "epic coffee ever" not in system
    assert "Headline: The most epic coffee ever" in user


def test_an_unknown_judge_is_named():
    with pytest.raises(UnknownJudge, match="judge_x"):
        get_judge("judge_x")
