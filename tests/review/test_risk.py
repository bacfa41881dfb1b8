import pytest

from generation.models import Campaign, Generation
from review import workflow
from review.risk import Level, risk_columns, risk_of
from tests.factories import BrandFactory
from tests.review.conftest import reload

WORDS = {
    "must fix": ({"must_fix": 1, "top_finding": "A claim has no source"}, "A claim has no source"),
    "several to fix": ({"must_fix": 2, "top_finding": "No source"}, "No source, 2 must fix"),
    "fix without words": ({"must_fix": 3}, "3 must fix"),
    "fix and check": ({"must_fix": 1, "to_check": 1, "top_finding": "No source"}, "No source, 1 must fix"),
    "to check": ({"to_check": 1, "top_finding": "Price"}, "Price"),
    "several to check": ({"to_check": 4, "top_finding": "Price"}, "Price, 4 to check"),
    "check without words": ({"to_check": 2}, "2 to check"),
    "template": ({"source": "template"}, "Template text, no model wrote it"),
    "from the cache": ({"source": "cache"}, "Words of an earlier draft"),
    "a note": ({"top_finding": "Long subject"}, "Long subject"),
    "nothing": ({}, "All checks passed"),
    "many people": ({"risk_causes": [["audience", 60_000]]}, "Goes to about 60,000 people"),
    "a trade": (
        {"risk_causes": [["sector", "finance"]]},
        "Trade with rules of its own: Finance",
    ),
    "no country": ({"risk_causes": [["no_country", True]]}, "No country is named, so every law may apply"),
    "several": (
        {"to_check": 1, "top_finding": "Price", "risk_causes": [["audience", 60_000]]},
        "Price. Goes to about 60,000 people",
    ),
    "a cause that is gone": ({"risk_causes": [["moon", "full"]]}, "All checks passed"),
}


@pytest.mark.parametrize(("columns", "reason"), WORDS.values(), ids=WORDS)
def test_a_risk_says_why(columns, reason):
    assert risk_of(Generation(**{"source": "model"} | columns)).reason == reason


@pytest.mark.parametrize("band", Generation.RiskBand)
def test_a_risk_is_a_word(band):
    risk = risk_of(Generation(risk_band=band))

    assert (risk.level, risk.word) == (Level(band.name.lower()), band.label)


CASES = {
    "nothing": ({}, {}, Level.LOW),
    "a note": ({"top_finding": "Long subject"}, {}, Level.LOW),
    "must fix": ({"must_fix": 1}, {}, Level.HIGH),
    "to check": ({"to_check": 4}, {}, Level.MEDIUM),
    "template": ({"source": "template"}, {}, Level.MEDIUM),
    "words of an earlier draft": ({"source": "cache"}, {}, Level.MEDIUM),
    "a mail to many": ({}, {"audience_size": 50_000}, Level.MEDIUM),
    "a mail to some": ({}, {"audience_size": 49_999}, Level.LOW),
    "a trade with rules of its own": ({}, {"sector": "finance"}, Level.MEDIUM),
    "a usual trade": ({}, {"sector": "food"}, Level.LOW),
    "no country": ({}, {"jurisdictions": []}, Level.MEDIUM),
    "two reasons": ({"to_check": 1}, {"audience_size": 50_000}, Level.MEDIUM),
    "three reasons": ({"to_check": 1}, {"audience_size": 50_000, "sector": "finance"}, Level.HIGH),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "campaign", "level"), CASES.values(), ids=CASES)
def test_the_risk_is_weighed_at_submission(make_waiting, words, campaign, level):
    Campaign.objects.update(**campaign)

    draft = make_waiting(**words)

    assert risk_of(draft).level == level


@pytest.mark.django_db
def test_posts_to_as_many_can_be_corrected(waiting):
    waiting.campaign.audience_size = 60_000
    waiting.tool = "social_post"

    assert risk_columns(waiting)["risk_band"] == Generation.RiskBand.LOW


@pytest.mark.django_db
def test_a_brand_names_the_country_for_its_campaigns(make_waiting, brand):
    Campaign.objects.update(jurisdictions=[])
    other = BrandFactory(jurisdictions=("DE",))
    Campaign.objects.update(brand=other)

    assert risk_of(make_waiting(brand=other)).level == Level.LOW


@pytest.mark.django_db
def test_what_the_campaign_says_later_changes_no_reason(waiting):
    Campaign.objects.update(audience_size=1_000_000)

    assert risk_of(reload(waiting)).reason == "All checks passed"


@pytest.mark.django_db
def test_an_edit_is_weighed_anew(held, reviewer):
    Generation.objects.filter(pk=held.pk).update(must_fix=1, risk_band=Generation.RiskBand.HIGH)

    workflow.edit(by=reviewer, generation=reload(held), based_on=1, edits={"headline": "Lighter mornings"})

    draft = reload(held)
    expected = Level.HIGH if draft.must_fix else Level.MEDIUM if draft.to_check else Level.LOW
    assert risk_of(draft).level == expected
