"""Approving one's own minor edits: off unless the brand says so, and decided by what changed."""

import pytest

from generation.models import Brand, Generation
from review import workflow
from review.exceptions import NotAllowed
from review.minor import own_edits
from tests.factories import GenerationFactory, email_content, make_ready
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db

BODY = "Our roasters picked a lighter coffee for slow mornings.\n\nIt is on the shelf with 20% off."


@pytest.fixture
def lenient(brand):
    Brand.objects.filter(pk=brand.pk).update(own_minor_edits=True)


@pytest.fixture
def draft(make_waiting):
    content = email_content()
    content["sections"][0] |= {"body": BODY}
    return make_waiting(content=content)


def edit(draft, by, changes):
    """Make the edits, one revision each, and return the draft."""
    for edits in changes:
        workflow.claim(by=by, generation=reload(draft))
        now = reload(draft)
        workflow.edit(by=by, generation=now, based_on=now.current_revision.number, edits=edits)
    return reload(draft)


def approve(draft, by):
    workflow.claim(by=by, generation=reload(draft))
    now = reload(draft)
    # What is risky is tested elsewhere.
    Generation.objects.filter(pk=now.pk).update(risk_band=Generation.RiskBand.LOW, must_fix=0)
    return workflow.approve(by=by, generation=reload(draft), seen=now.frozen_hash)


def with_body(old, new):
    return {"sections.0.body": BODY.replace(old, new)}


FIRST = {"headline": "Slow mornings"}
"""Stored with its claims, as every edit is: the first revision of the factory has none."""


@pytest.fixture
def ready_to_edit(draft, reviewer2):
    return edit(draft, reviewer2, [FIRST])


@pytest.mark.parametrize(
    "changes",
    [
        [with_body("lighter", "brighter")],
        [with_body("picked a lighter", "chose a brighter"), {"headline": "Calm mornings"}],
    ],
)
def test_a_minor_edit_may_be_ones_own(lenient, ready_to_edit, reviewer, changes):
    draft = edit(ready_to_edit, reviewer, changes)

    edits = own_edits(draft, reviewer)

    assert edits is not None
    assert edits.said.startswith("Your edit is minor: ")
    assert approve(draft, reviewer).verdict == "approved"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ([with_body("20%", "25%")], "claim"),
        ([with_body("on the shelf", "in the shop")], "paragraph with a number"),
        ([with_body("a lighter", "no lighter")], "another promise"),
        ([{"headline": "One two three four five six seven"}], "more than a minor edit"),
        (
            [
                with_body("roasters", "farmers"),
                {"headline": "Calm dawns"},
                {"headline": "Gentle early hours"},
            ],
            "more than a minor edit",
        ),
        ([{"call_to_action.url": "https://northwind.example/other"}], "link|claim"),
    ],
)
def test_another_edit_is_for_somebody_else(lenient, ready_to_edit, reviewer, changes, why):
    draft = edit(ready_to_edit, reviewer, changes)

    with pytest.raises(NotAllowed, match=why):
        approve(draft, reviewer)


def test_without_the_brands_leave_no_edit_is_minor(ready_to_edit, reviewer):
    draft = edit(ready_to_edit, reviewer, [with_body("lighter", "brighter")])
    with pytest.raises(NotAllowed, match="You wrote part"):
        approve(draft, reviewer)


def test_who_asked_for_a_draft_or_wrote_what_it_was_made_from_is_more_than_its_editor(
    lenient, ready_to_edit, reviewer, marketer
):
    draft = edit(ready_to_edit, reviewer, [with_body("lighter", "brighter")])
    child = make_ready(
        GenerationFactory(request__campaign=draft.campaign, request__requested_by=marketer, parent=draft)
    )
    workflow.submit(by=marketer, generation=child)
    child = edit(child, reviewer, [{"headline": "Calm"}])

    assert own_edits(child, reviewer) is None
    assert own_edits(draft, marketer) is None


def test_the_queue_says_whether_ones_own_edit_is_minor(lenient, ready_to_edit, reviewer, client_for):
    draft = edit(ready_to_edit, reviewer, [with_body("lighter", "brighter")])
    assert "Your edit is minor, so you may approve it." in client_for(reviewer).get("/review/").text

    edit(draft, reviewer, [with_body("on the shelf", "in the shop")])
    assert "another reviewer must approve it." in client_for(reviewer).get("/review/").text


def test_the_screen_says_why_and_why_not(lenient, ready_to_edit, reviewer, client_for):
    draft = edit(ready_to_edit, reviewer, [with_body("lighter", "brighter")])
    client = client_for(reviewer)
    client.post(f"/review/{draft.pk}/claim/")
    assert "Your edit is minor: 1 word" in client.get(f"/review/{draft.pk}/approve/").text

    edit(draft, reviewer, [with_body("lighter", "brighter") | {"headline": "Only now"}])
    assert "another promise" in client.get(f"/review/{draft.pk}/").text
