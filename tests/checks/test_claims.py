from datetime import date

import pytest

from generation.checks.claims import claims
from generation.checks.figures import amount, figures_in
from generation.checks.types import Claim, TextField
from generation.llm_tools.email import TOOL
from tests.llm_tools.samples import CONTENT, a_content, a_context, a_kit, facts, found, with_body


def read(text: str, **brief) -> list[Claim]:
    return claims([TextField(path="body", label="Text", text=text)], a_context(**brief))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("$18.00 or 14,40 € or US$5", ["price", "price", "price"]),
        ("20% or 20 percent or zwanzig Prozent or half price", ["percent"] * 4),
        ("15 March; March 15; 2027-03-15; 15.03.2027; 15. März; the 15th", ["date"] * 6),
        ("15–28 March and March 15 to 28 and 15. bis 28. März", ["date"] * 3),
        ("6 pm, 18:30, 11:59 p.m. and 18 Uhr", ["time"] * 4),
        ("two weeks, 48 hours, 48-hour, drei Tage", ["duration"] * 4),
        ("code SPRING20 and SAVE-10", ["code", "code"]),
        ("12,000 cups, 1.5 million, 340 g", ["number"] * 3),
        ("1. first\n2. second\nStep 3", []),
        ("a day, one thing, may 10 be yours", ["number"]),
        ("https://a.example/2027/15 and {{ tag1 }} and a1@b2.example", []),
        ("#1 again", []),
    ],
)
def test_figures_are_told_apart(text, kinds):
    assert [figure.kind for figure in figures_in(text)] == kinds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,250.50", "1250.5"),
        ("1.250,50", "1250.5"),
        ("18,00", "18"),
        ("12,000", "12000"),
        ("0.125", "0.125"),
        ("10 000", "10000"),
        ("zwölf", "12"),
    ],
)
def test_numbers_are_read_in_both_notations(text, value):
    assert str(amount(text)) in {value, f"{value}E+0"} or amount(text) == type(amount(text))(value)


@pytest.mark.parametrize(
    ("text", "claim", "status", "key"),
    [
        ("Get 20% off every bag.", "20% off every bag", "supported", "F1"),
        ("From 15 March to 28 March.", "From 15 March", "supported", "F2"),
        ("Runs March 15 to 28, 2027.", "March 15 to 28, 2027", "supported", "F2"),
        ("Orders over $35 ship free", "over $35 ship free", "supported", "F3"),
        ("It was $18.00.", "was $18.00", "supported", "F4"),
        ("Within 48 hours of shipping", "Within 48 hours of shipping", "supported", "F5"),
        ("Ends at 23:59.", "23:59", "supported", "F2"),
        ("Use SPRING20.", "SPRING20", "supported", "Brief"),
        ("The Ridgeline is 20 percent less", "20 percent less", "supported", "F1"),
        ("Save $3.60 on Ridgeline", "Save $3.60", "derived", "F4"),
        ("For two weeks.", "For two weeks", "derived", "F2"),
        ("25% off every bag", "25% off every bag", "contradicted", "F1"),
        ("Save 30% now", "Save 30%", "contradicted", "F1"),
        ("The Ridgeline Blend is $12.00.", "$12.00", "contradicted", "F4"),
        ("Free shipping over $50", "over $50", "contradicted", "F3"),
        ("We roast in Portland within 24 hours", "within 24 hours", "contradicted", "F5"),
        ("The sale ends on 30 March.", "30 March", "contradicted", "Brief"),
        ("From 15 March to 30 March.", "30 March", "contradicted", "Brief"),
        ("15–30 March", "15–30 March", "contradicted", "Brief"),
        ("Cups cost $9", "$9", "no_source", ""),
        ("40% of people agree", "40% of people agree", "no_source", ""),
        ("We are open at 9 am", "9 am", "no_source", ""),
        ("Made since 1987", "since 1987", "no_source", ""),
        ("Use CODE99", "CODE99", "no_source", ""),
        ("12,000 happy people", "12,000 happy people", "no_source", ""),
        ("Visit us on 3 April", "3 April", "no_source", ""),
    ],
)
def test_each_claim_meets_its_fact(text, claim, status, key):
    found_claims = {found.text: found for found in read(text)}

    assert claim in found_claims
    assert (found_claims[claim].status, found_claims[claim].fact_key) == (status, key)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Start with our best-selling roast since 2019, or tea.", "our best-selling roast since 2019"),
        ("We are the #1 roaster", "#1 roaster"),
        ("It is the best coffee in town", "the best coffee"),
        ("Unser meistverkaufter Kaffee", "meistverkaufter Kaffee"),
        ("An award-winning blend", "award-winning blend"),
    ],
)
def test_superlatives_are_claims(text, claim):
    (found_claim,) = read(text)

    assert (found_claim.text, found_claim.kind, found_claim.status) == (claim, "superlative", "no_source")


@pytest.mark.parametrize(
    "text",
    [
        "All the best",
        "Coffee at its best",
        "the best part of the morning",
        "make the most of it",
        "the only way",
        "leading up to it",
    ],
)
def test_figures_of_speech_are_no_claims(text):
    assert read(text) == []


def test_a_fact_in_the_same_words_supports_a_superlative():
    (claim,) = read("Our best-selling roast", facts=facts("Ridgeline is our best selling roast (2026 sales)"))

    assert (claim.status, claim.fact_key) == ("supported", "F1")


def test_claims_quote_the_words_they_stand_on():
    text = "Until 28 March: **20% off** and over $35 free."

    assert [text[claim.start : claim.end] for claim in read(text)] == [claim.text for claim in read(text)]


def test_a_derived_claim_shows_its_sum():
    (claim,) = read("For two weeks.")

    assert claim.detail == "15 March to 28 March are 14 days."


# ---- reductions in the EU ----------------------------------------------------------------------

LAMP = facts("The Otto lamp: $80.00, now $60.00")[0].model_copy(update={"lowest_30d": "$64.00"})


def lamp_claim(text: str, *jurisdictions: str) -> Claim:
    (claim,) = read(text, facts=(LAMP,), offer="", jurisdictions=jurisdictions)
    return claim


def test_a_reduction_in_the_eu_counts_from_the_lowest_price_of_thirty_days():
    claim = lamp_claim("25% off now", "DE")

    assert (claim.status, claim.fact_key) == ("contradicted", "F1")
    assert claim.detail == "From 64, the lowest price of the last 30 days, it is 6.3% less."


def test_the_lawful_share_follows_from_the_lowest_price():
    claim = lamp_claim("6% off now", "EU")

    assert (claim.status, claim.detail) == ("derived", "64 to 60 is 6.3% less.")


def test_elsewhere_a_reduction_counts_from_the_old_price():
    assert lamp_claim("25% off now", "US").status == "derived"


@pytest.mark.parametrize(("jurisdictions", "severity"), [(("DE",), "must_fix"), ((), "check")])
def test_where_nobody_said_whose_law_applies_the_finding_is_one_step_milder(jurisdictions, severity):
    context = a_context(facts=(LAMP,), offer="", jurisdictions=jurisdictions)

    report = TOOL.check(a_content(subjects=[CONTENT["subjects"][2]] * 3, ps="25% off now"), context)

    assert [one.severity for one in report.findings if one.rule == "facts.prior_price"] == [severity]


# ---- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "rule", "quote"),
    [
        ("Our best-selling roast", "facts.superlative", "Our best-selling roast"),
        ("It is 25% off now", "facts.contradicted", "25% off"),
        ("Cups cost $9", "facts.no_source", "$9"),
        ("Beans from Guatemala", "facts.names", "Guatemala"),
        (
            "[Deals](https://northwind.example/deals)",
            "facts.pages",
            "https://northwind.example/deals",
        ),
        ("“It is all I drink now,” says Ann Carter", "facts.no_source", "“It is all I drink now,”"),
        ("Sunday 15 March is the day", "facts.weekday", "Sunday 15 March"),
        ("Orders over $35 ship free", "facts.limits", "over $35 ship free"),
    ],
)
def test_rules_on_facts(body, rule, quote):
    content = with_body(body).model_copy(update={"subjects": with_body("x").subjects[1:] * 2, "chosen": 1})

    assert found(content).get(rule) == [quote]


def test_a_limit_that_is_named_anywhere_is_enough():
    assert "facts.limits" not in found(with_body("US orders over $35 ship free"))


def test_an_expired_fact_supports_nothing():
    context = a_context(facts=facts("12,000 subscribers", valid_until=date(2027, 1, 31)))

    report = found(with_body("Join 12,000 subscribers"), context)

    assert report.get("facts.expired") == ["12,000 subscribers"]


def test_the_same_missing_source_is_reported_once():
    assert found(with_body("Cups cost $9. Yes, $9."))["facts.no_source"] == ["$9"]


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ("Cups cost $9", "must_fix"),
        ("40% of people agree", "must_fix"),
        ("Visit us on 3 April", "must_fix"),
        ("“It is all I drink now,” says Ann Carter", "must_fix"),
        ("Open at 9 am", "check"),
        ("13,000 happy cafés", "check"),
    ],
)
def test_what_costs_money_or_trust_must_have_a_source(body, severity):
    report = TOOL.check(with_body(body), a_context())

    found = {one.severity for one in report.findings if one.rule == "facts.no_source"}
    assert found == {severity}


def test_in_a_regulated_sector_every_figure_must_have_a_source():
    report = TOOL.check(with_body("13,000 happy cafés"), a_context(sector="health"))

    assert {one.severity for one in report.findings if one.rule == "facts.no_source"} == {"must_fix"}


def test_what_a_brand_may_always_say_supports_a_claim():
    (claim,) = read("100% Arabica", brand=a_kit(claims_allowed=("Our coffee is 100% Arabica",)))

    assert (claim.status, claim.fact_key) == ("supported", "Brand")
