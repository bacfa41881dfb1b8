"""Which laws apply to which campaign, and how strict they are there."""

import time
from datetime import date

import pytest

from generation.checks import compliance, form, languages, style, tone
from generation.checks.jurisdictions import strictness
from generation.checks.law import rules_for
from generation.checks.types import Draft, RuleSetting, Severity, TextField
from generation.llm_tools.email import TOOL
from tests.llm_tools.samples import a_content, a_context, a_kit, facts, with_body

MUST, CHECK, NOTE = Severity.MUST_FIX, Severity.CHECK, Severity.NOTE


def severity_of(rule, text, *, settings=(), subject=None, **changes):
    content = with_body(text) if text else a_content()
    context = a_context(**changes).model_copy(update={"settings": settings})
    found = [finding for finding in TOOL.check(content, context).findings if finding.rule == rule]
    return found[0].severity if found else None


@pytest.mark.parametrize(
    ("where", "named", "expected"),
    [
        (["US"], ("US",), MUST),
        (["US"], ("EU",), None),
        (["US"], (), CHECK),
        (["all"], (), MUST),
        (["all"], ("AU",), MUST),
        (["EU"], ("DE",), MUST),
        (["DE"], ("EU",), CHECK),
        (["US-CA"], ("US",), CHECK),
        (["US-CA"], ("US-NY",), None),
        (["US"], ("US-CA",), MUST),
        (["EU", "UK"], ("US", "UK"), MUST),
    ],
)
def test_a_law_is_as_strict_as_the_campaign_is_near(where, named, expected):
    assert strictness(where, MUST, named) is expected


def test_what_is_only_a_note_gets_no_milder():
    assert strictness(["US"], NOTE, ()) is NOTE


@pytest.mark.parametrize(
    ("rule", "text", "jurisdictions", "expected"),
    [
        ("compliance.green", "Eco-friendly bags", ("US",), MUST),
        ("compliance.green", "Eco-friendly bags", ("UK",), CHECK),
        ("compliance.green", "Eco-friendly bags", (), CHECK),
        ("compliance.green", "Eco-friendly bags", ("AU",), None),
        ("compliance.jobs_appeal", "Our jobs depend on you", ("EU",), MUST),
        ("compliance.jobs_appeal", "Our jobs depend on you", ("US",), None),
        ("compliance.fees", "$20 plus service fee", ("UK",), MUST),
        ("compliance.fees", "$20 plus service fee", ("US",), NOTE),
        ("compliance.fees", "$20 plus service fee", ("US-CA",), CHECK),
        ("compliance.pyramid", "Build your downline", (), MUST),
        ("compliance.privacy_link", "", ("EU",), MUST),
        ("compliance.privacy_link", "", ("US",), None),
        ("compliance.imprint", "", ("DE",), MUST),
        ("compliance.imprint", "", ("FR",), None),
        ("compliance.company", "", ("UK",), CHECK),
        ("compliance.unsubscribe", "", ("EU",), None),
    ],
)
def test_jurisdictions_decide(rule, text, jurisdictions, expected):
    assert severity_of(rule, text, jurisdictions=jurisdictions) is expected


def test_the_brands_jurisdictions_count_where_the_campaign_names_none():
    brand = a_kit(jurisdictions=("EU",))

    assert (
        severity_of("compliance.jobs_appeal", "Our jobs depend on you", jurisdictions=(), brand=brand) is MUST
    )
    assert (
        severity_of("compliance.jobs_appeal", "Our jobs depend on you", jurisdictions=("US",), brand=brand)
        is None
    )


def test_a_sector_brings_its_own_rules():
    text = "It is low fat"

    assert severity_of("compliance.nutrition", text, jurisdictions=("EU",)) is None
    assert severity_of("compliance.nutrition", text, jurisdictions=("EU",), sector="food") is MUST
    assert (
        severity_of("compliance.fees", "$20 plus service fee", jurisdictions=("US",), sector="events") is MUST
    )
    assert severity_of("compliance.tobacco", "Hello", jurisdictions=("US",), sector="tobacco") is MUST


def test_a_law_applies_from_its_first_day():
    text = "We want to be free of carbon by 2040"
    before, after = date(2026, 9, 26), date(2026, 9, 27)

    assert severity_of("compliance.green_future", text, jurisdictions=("EU",), today=before) is None
    assert severity_of("compliance.green_future", text, jurisdictions=("EU",), today=after) is CHECK


@pytest.mark.parametrize(
    ("rule", "sector", "missing", "there"),
    [
        ("compliance.fin_risk", "finance", "Invest today", "Invest today. Your capital is at risk."),
        ("compliance.alcohol_age", "alcohol", "Our new stout", "Our new stout, 18+ only"),
        (
            "compliance.gambling_help",
            "gambling",
            "Play tonight",
            "Play tonight. 18+. GambleAware can help.",
        ),
        (
            "compliance.structure_function",
            "supplement",
            "It supports sleep",
            "It supports sleep. This statement has not been evaluated by the Food and Drug Administration. "
            "This product is not intended to diagnose, treat, cure, or prevent any disease.",
        ),
        (
            "compliance.past_performance",
            "finance",
            "The fund gained 12% over the last year",
            "The fund gained 12% over the last year. Past performance is not a guide to the future.",
        ),
        ("compliance.renewal", "", "It renews automatically", "It renews automatically. Cancel at any time."),
        ("compliance.credit", "", "12 monthly payments", "12 monthly payments, 9.9% APR"),
    ],
)
def test_required_words(rule, sector, missing, there):
    context = {"jurisdictions": ("US", "UK"), "sector": sector}

    assert severity_of(rule, missing, **context) is MUST
    assert severity_of(rule, there, **context) is None


def test_required_details_of_the_brand_must_be_on_each_document():
    brand = a_kit(
        company="Northwind Coffee Ltd, company 01234567",
        legal_footer="Northwind Coffee Ltd, company 01234567",
    )

    assert severity_of("compliance.company", "", jurisdictions=("UK",), brand=brand) is None


def test_the_finding_names_the_laws_that_apply():
    context = a_context(jurisdictions=("US",))
    (finding,) = [
        f
        for f in TOOL.check(with_body("Eco-friendly bags"), context).findings
        if f.rule == "compliance.green"
    ]

    assert "16 CFR 260.4" in finding.detail
    assert "UCPD" not in finding.detail


def test_a_fact_vouches():
    text = "It is FDA-approved"

    assert severity_of("compliance.seal", text) is CHECK
    assert severity_of("compliance.seal", text, facts=facts("The press is FDA-approved")) is None


# ---- what a brand decided ----------------------------------------------------------------------


def test_a_brand_can_silence_a_rule_and_change_how_strict_it_is():
    rule = "compliance.green"

    assert severity_of(rule, "Eco-friendly bags", settings=(RuleSetting(rule=rule, enabled=False),)) is None
    assert severity_of(rule, "Eco-friendly bags", settings=(RuleSetting(rule=rule, severity=NOTE),)) is NOTE


def test_a_brand_can_have_words_left_alone():
    setting = RuleSetting(rule="compliance.green", terms=("biodegradable",))

    assert severity_of("compliance.green", "Biodegradable filters", settings=(setting,)) is None
    assert severity_of("compliance.green", "Eco-friendly filters", settings=(setting,)) is MUST


def test_a_silenced_rule_is_not_said_to_have_passed():
    context = a_context().model_copy(
        update={"settings": (RuleSetting(rule="compliance.green", enabled=False),)}
    )

    assert "No vague green claim" not in TOOL.check(a_content(), context).passed


# ---- hostile text ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    [
        "free ",
        "a",
        "eco",
        "no i ",
        "by 2030 ",
        "was $1 ",
        '"aaaa ',
        "reviews ",
        "support ",
        "1,",
        "é",
        "lose 1 ",
        "no ",
        "is ",
        "the the ",
        "[a](b",
        "! ",
    ],
)
def test_every_rule_of_law_takes_time_in_proportion_on_repetition(piece):
    """Four times the text may take eight times as long; what looks back from everywhere takes sixteen."""
    quarter, whole = (min(_seconds(piece, length) for _try in range(2)) for length in (25_000, 100_000))

    assert whole < 8 * quarter + 0.2


def _seconds(piece, length):
    draft = Draft(fields=(TextField(path="a", label="A", text=(piece * length)[:length]),))
    context = a_context(jurisdictions=(), sector="")
    rules = (*compliance.RULES, *form.RULES, *form.MAILBOX, *tone.RULES, *style.RULES, *languages.RULES)
    started = time.process_time()
    for rule in (*rules, *rules_for("email", "mailbox")):
        if rule.applies(context) and rule.reads("en"):
            list(rule.check(draft, context))
    return time.process_time() - started
