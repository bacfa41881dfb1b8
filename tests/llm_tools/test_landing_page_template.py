"""The landing page that is written from the brief alone."""

import pytest

from generation.checks.types import CheckContext, Severity
from generation.llm_tools.landing_page import TOOL
from generation.llm_tools.landing_page_content import OfferBlock, SocialProofBlock
from generation.llm_tools.landing_page_params import GOALS, SECTIONS
from tests.llm_tools.page_samples import a_job, a_page_brief, a_page_kit, html_of, page_params
from tests.llm_tools.samples import TODAY, facts
from tests.llm_tools.test_email_template import BRIEFS

ALL = {"blocks": SECTIONS, "form_fields": ("first_name", "email")}


def _kinds(**changes: object) -> list[str]:
    return [block.type for block in TOOL.fill_template(a_job(**changes), page_params(**ALL)).blocks]


# Each brief in both languages and, over all briefs, each way in.
CASES = [
    (name, language, (place + shift) % 4 + 1)
    for place, name in enumerate(BRIEFS)
    for shift, language in enumerate(("en", "de"))
]


@pytest.mark.parametrize(("name", "language", "variant"), CASES)
def test_any_brief_makes_a_page_with_nothing_that_must_be_fixed(
    name: str, language: str, variant: int
) -> None:
    brief = BRIEFS[name]
    if name != "hostile":
        brief = brief.model_copy(
            update={
                "brand": brief.brand.model_copy(update={"privacy_url": "https://northwind.example/privacy"})
            }
        )
    job = a_job(brief=brief, language=language, variant=variant, variants=4)
    page = TOOL.fill_template(job, page_params(goal=GOALS[variant - 1], **ALL))
    report = TOOL.check(page, CheckContext(brief=brief, language=language, today=TODAY))
    must_fix = [finding for finding in report.findings if finding.severity is Severity.MUST_FIX]
    assert name == "hostile" or must_fix == []
    assert page == TOOL.fill_template(job, page_params(goal=GOALS[variant - 1], **ALL))


def test_there_is_no_proof_without_a_fact() -> None:
    assert "social_proof" in _kinds()
    assert "social_proof" not in _kinds(brief=a_page_brief(facts=facts("Free US shipping over $35")))


def test_each_proof_says_what_its_fact_says() -> None:
    proofs = facts("12,000 subscribers read our letter", "“My favourite” – Jo K., Portland")
    page = TOOL.fill_template(a_job(brief=a_page_brief(facts=proofs)), page_params())
    (block,) = [block for block in page.blocks if isinstance(block, SocialProofBlock)]
    assert [(item.fact, item.text, item.source) for item in block.items] == [
        ("F1", "12,000 subscribers read our letter", ""),
        ("F2", "“My favourite”", "Jo K., Portland"),
    ]


def test_the_price_of_a_fact_stands_in_the_offer() -> None:
    (offer,) = [
        block for block in TOOL.fill_template(a_job(), page_params()).blocks if isinstance(block, OfferBlock)
    ]
    assert (offer.product, offer.price, offer.former_price, offer.code, offer.when) == (
        "Ridgeline Blend, 340 g", "$14.40", "$18.00", "SPRING20", "15–28 March 2027",
    )  # fmt: skip
    assert "Free US shipping over $35." in offer.terms


def test_only_the_sections_that_were_asked_for_are_there() -> None:
    page = TOOL.fill_template(a_job(), page_params(blocks=("offer", "cta")))
    assert [block.type for block in page.blocks] == ["hero", "offer", "cta"]


def test_expired_facts_stay_out() -> None:
    old = facts("“Loved it” – Jo K., Portland", valid_until=TODAY.replace(month=1))
    assert "Loved it" not in html_of(
        TOOL.fill_template(a_job(brief=a_page_brief(facts=old)), page_params(**ALL))
    )


def test_variants_open_in_four_ways() -> None:
    pages = [
        TOOL.fill_template(a_job(variant=variant, variants=4), page_params(**ALL)) for variant in (1, 2, 3, 4)
    ]
    assert len({page.hero.headline for page in pages}) == 4
    assert len({tuple(block.type for block in page.blocks) for page in pages}) == 4


@pytest.mark.parametrize(
    ("language", "dates", "answer"), [("en", "15–28 March 2027", "When"), ("de", "15.–28. März 2027", "Wann")]
)
def test_dates_are_written_as_the_language_writes_them(language: str, dates: str, answer: str) -> None:
    page = TOOL.fill_template(a_job(language=language), page_params(**ALL))
    assert page.hero.kicker == dates
    assert answer in html_of(page)


def test_goal_and_audience_are_for_the_team() -> None:
    html = html_of(TOOL.fill_template(a_job(), page_params(**ALL)))
    assert "18,240" not in html
    assert "900 orders" not in html


def test_the_title_fits_where_the_brief_has_the_words() -> None:
    page = TOOL.fill_template(a_job(), page_params())
    assert 30 <= len(page.meta_title) <= 60
    assert 70 <= len(page.meta_description) <= 155


def test_words_that_the_brand_avoids_are_avoided() -> None:
    kit = a_page_kit(banned_words=("ready", "look", "see", "thinking", "offer", "have"))
    html = html_of(TOOL.fill_template(a_job(brief=a_page_brief(brand=kit, offer="")), page_params()))
    assert "See the offer" not in html
    assert "Ready when" not in html
