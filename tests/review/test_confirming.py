"""What is risky in a draft has to be confirmed, each point by itself, and nothing else."""

import re

import pytest

from generation.models import Generation, RevisionClaim
from review import workflow
from review.confirming import points_of
from review.exceptions import NotConfirmed
from tests.factories import make_finding
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db
Band = Generation.RiskBand


def claim(draft, **values):
    usual = {
        "field": "headline",
        "start": 0,
        "end": 3,
        "text": "20%",
        "kind": "percent",
        "status": "supported",
    }
    return RevisionClaim.objects.create(revision=draft.current_revision, **usual | values)


@pytest.fixture
def risky(held):
    """A draft of medium risk with claims of several kinds and one finding."""
    Generation.objects.filter(pk=held.pk).update(risk_band=Band.MEDIUM, to_check=1)
    claim(held, text="20% off", fact_text="20% off every bag")
    claim(held, text="30%", kind="percent", fact_text="30% of growers")
    claim(held, text="$14.40", kind="price", fact_text="$14.40 a bag")
    claim(held, text="until May 3", kind="date", fact_text="Ends May 3")
    claim(held, text="best-selling roast", kind="superlative", status="no_source")
    make_finding(held)
    return reload(held)


def test_the_points_are_those_of_the_draft(risky):
    assert [point.text for point in points_of(risky)] == [
        "A claim has no source: “best-selling roast”",
        "Price “$14.40”, as the fact says: “$14.40 a bag”",
        "Percentage “20% off”, as the fact says: “20% off every bag”",
        "Date “until May 3”, as the fact says: “Ends May 3”",
    ]


def test_a_draft_of_low_risk_asks_for_nothing(risky):
    risky.risk_band = Band.LOW
    assert points_of(risky) == []


def test_what_must_be_fixed_comes_first(risky):
    make_finding(risky, severity="must_fix", message="An offer has ended", quote="")
    assert points_of(risky)[0].text == "An offer has ended"


def test_without_claims_what_makes_it_risky_is_asked(held):
    Generation.objects.filter(pk=held.pk).update(
        risk_band=Band.MEDIUM, source="template", risk_causes=[["audience", 60000]]
    )
    assert [point.text for point in points_of(reload(held))] == [
        "Template text, no model wrote it",
        "Goes to about 60,000 people",
    ]


def test_every_point_has_to_be_confirmed(risky, reviewer):
    keys = [point.key for point in points_of(risky)]
    for some in ([], keys[1:], ["finding-0", "claim-0"], ["on"]):
        with pytest.raises(NotConfirmed):
            workflow.approve(by=reviewer, generation=risky, seen=risky.frozen_hash, confirmed=some)
    assert reload(risky).review_status == "in_review"

    decision = workflow.approve(by=reviewer, generation=risky, seen=risky.frozen_hash, confirmed=keys)

    assert decision.confirmed == [point.text for point in points_of(risky)]


def test_the_form_begins_with_what_is_to_be_confirmed_and_else_with_its_button(risky, reviewer, client_for):
    def focused():
        page = client_for(reviewer).get(f"/review/{risky.pk}/approve/").text
        return re.findall(r"<(\w+)[^>]* data-focus", page)

    assert focused() == ["h2"]
    Generation.objects.filter(pk=risky.pk).update(risk_band=Band.LOW)
    assert focused() == ["button"]


def test_the_form_has_a_box_for_each_and_the_server_asks_for_all(risky, reviewer, client_for):
    client, url = client_for(reviewer), f"/review/{risky.pk}/approve/"
    keys = [point.key for point in points_of(risky)]
    page = client.get(url).text
    assert page.count('name="confirmed"') == len(keys)
    assert "checked>" not in page

    answer = client.post(url, {"seen": risky.frozen_hash, "confirmed": keys[:2], "note": "Read it."})

    assert answer.status_code == 422
    assert "Confirm each point that you checked" in answer.text
    assert answer.text.count("checked>") == 2
    assert "Read it." in answer.text

    assert client.post(url, {"seen": risky.frozen_hash, "confirmed": keys}).status_code == 302
    assert reload(risky).review_status == "approved"
