"""What changed: against the model's words, the last approved ones, and any revision that an address names."""

import re

import pytest
from django.urls import reverse

from generation.models import Generation
from review import workflow
from tests.factories import GenerationFactory, email_content, make_ready
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db


def page(client, draft, **query):
    answer = client.get(reverse("review:item", args=[draft.pk]), {"view": "diff", **query})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def chosen(content):
    return re.findall(r'<option value="(\w+)" selected>', content)


def edit(draft, by, headline):
    if draft.review_status != "in_review":
        workflow.claim(by=by, generation=draft)
    workflow.edit(
        by=by, generation=draft, based_on=draft.current_revision.number, edits={"headline": headline}
    )
    return reload(draft)


@pytest.fixture
def twice_edited(held, reviewer, reviewer2):
    return edit(edit(held, reviewer, "First new words"), reviewer2, "Second new words")


def test_the_words_are_compared_with_the_models_first(client_for, reviewer, twice_edited):
    content = page(client_for(reviewer), twice_edited)

    assert chosen(content) == ["r1"]
    assert "Written by the model" in content
    assert "unchanged fields" in content
    assert "<del>" in content


def test_any_revision_has_an_address(client_for, reviewer, twice_edited):
    content = page(client_for(reviewer), twice_edited, against="r2")

    assert chosen(content) == ["r2"]
    assert re.search(r"<del><span class=\"sr\">removed:\s*</span>First</del>", content)
    assert "2 words changed since" not in content
    assert "1 word changed since r2, Ana Ferreira." in content


def test_in_one_column_by_address(client_for, reviewer, twice_edited):
    assert "sides-one" in page(client_for(reviewer), twice_edited, layout="inline")
    assert "sides-one" not in page(client_for(reviewer), twice_edited)


def test_words_that_were_approved_before_can_be_compared_with(
    client_for, reviewer, lead, reviewer2, approved
):
    workflow.withdraw(by=lead, generation=approved, note="The price is wrong.")
    workflow.reopen(by=lead, generation=reload(approved), note="Corrected below.")
    draft = edit(reload(approved), reviewer2, "Corrected words")

    content = page(client_for(reviewer), draft, against="approved")
    assert chosen(content) == ["approved"]
    assert "Last approved, r1" in content


def test_a_draft_made_from_an_approved_one_is_compared_with_it(client_for, reviewer, marketer, approved):
    again = make_ready(
        GenerationFactory(request__campaign=approved.campaign, request__requested_by=marketer),
        content=email_content(headline="Made anew"),
    )
    Generation.objects.filter(pk=again.pk).update(parent=approved)
    workflow.submit(by=marketer, generation=reload(again))

    content = page(client_for(reviewer), reload(again))
    assert chosen(content) == ["approved"]
    assert "Made" in content


def test_a_draft_without_other_words_says_so(client_for, reviewer, waiting):
    assert "There are no other words that can be read." in page(client_for(reviewer), waiting)
    assert "view-diff" not in page(client_for(reviewer), waiting)
