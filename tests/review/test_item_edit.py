import pytest
from django.urls import reverse

from generation.models import AuditEntry, Revision, UnsavedEdit
from review import workflow
from tests.factories import make_finding
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db


def url(draft, name="edit"):
    return reverse(f"review:{name}", args=[draft.pk])


def test_every_text_has_a_field_with_a_counter(client_for, reviewer, held):
    content = client_for(reviewer).get(url(held)).content.decode()

    assert 'name="text-headline"' in content
    assert 'data-counter-for="text-headline"' in content
    assert 'name="based_on" value="1"' in content


def test_a_finding_leads_to_its_field(client_for, reviewer, held):
    make_finding(held, field="sections.0.body")

    assert f"{url(held)}#text-sections-0-body" in client_for(reviewer).get(url(held, "item")).content.decode()


def test_saving_makes_a_revision_that_somebody_else_must_approve(client_for, reviewer, held):
    client = client_for(reviewer)

    response = client.post(url(held), {"based_on": 1, "text-headline": "Lighter mornings"}, follow=True)

    revision = Revision.objects.get(generation=held, number=2)
    assert (revision.author, revision.content["headline"]) == (reviewer, "Lighter mornings")
    assert reload(held).review_status == "submitted"
    assert AuditEntry.objects.filter(action="draft.edited", actor=reviewer).exists()
    assert response.redirect_chain[-1][0] == f"{url(held, 'item')}?view=diff"
    content = response.content.decode()
    assert "another reviewer must approve it" in content
    assert "Lighter mornings" in content


def test_saving_the_same_words_changes_nothing(client_for, reviewer, held):
    headline = held.current_revision.content["headline"]

    response = client_for(reviewer).post(url(held), {"based_on": 1, "text-headline": headline}, follow=True)

    assert "Nothing was changed." in response.content.decode()
    assert reload(held).review_status == "in_review"


def test_it_needs_login(client, held):
    assert client.post(url(held)).status_code == 302


def test_strangers_do_not_find_it(client_for, outsider, held):
    assert client_for(outsider).get(url(held)).status_code == 404


def test_marketers_are_refused(client_for, marketer, held):
    assert client_for(marketer).get(url(held)).status_code == 403


def test_other_methods_are_refused(client_for, reviewer, held):
    assert client_for(reviewer).put(url(held)).status_code == 405


def test_who_does_not_hold_the_draft_is_led_back(client_for, reviewer2, held):
    assert client_for(reviewer2).get(url(held)).url == url(held, "item")


def test_who_does_not_hold_the_draft_can_not_save_and_keeps_the_text(client_for, reviewer2, held):
    response = client_for(reviewer2).post(url(held), {"based_on": 1, "text-headline": "My better headline"})

    assert response.status_code == 403
    assert "Ana Ferreira is reviewing this draft now." in response.content.decode()
    assert "My better headline" in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"text-headline": ""},
        {"text-headline": "x" * 500},
        {"text-nonsense": "x"},
        {"text-headline": "a\x00b"},
    ],
    ids=["empty", "too long", "no such field", "control characters"],
)
def test_text_that_does_not_fit_comes_back(client_for, reviewer, held, typed):
    response = client_for(reviewer).post(url(held), {"based_on": 1} | typed)

    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert Revision.objects.filter(generation=held).count() == 1


@pytest.mark.parametrize("based_on", ["", "x", "-1", "7", "9" * 30])
def test_text_based_on_another_revision_is_kept_beside_it(client_for, reviewer, held, based_on):
    response = client_for(reviewer).post(
        url(held), {"based_on": based_on, "text-headline": "My better headline"}
    )

    content = response.content.decode()
    assert response.status_code == 409
    assert "My better headline" in content
    assert 'name="based_on" value="1"' in content
    assert "<ins>" in content


def test_a_rival_who_takes_over_between_read_and_write_wins(client_for, reviewer, lead, held, monkeypatch):
    def first_the_rival(*, by, generation, edit=workflow.edit, **typed):
        workflow.take_over(by=lead, generation=reload(generation))
        return edit(by=by, generation=generation, **typed)

    monkeypatch.setattr(workflow, "edit", first_the_rival)

    response = client_for(reviewer).post(url(held), {"based_on": 1, "text-headline": "My better headline"})

    assert response.status_code == 409
    assert "My better headline" in response.content.decode()
    assert Revision.objects.filter(generation=held).count() == 1


def test_what_is_kept_is_said_beside_the_form_or_on_a_whole_page_with_it(client_for, reviewer, held, htmx):
    client = client_for(reviewer)
    typed = {"text-headline": "Half a thought", "based_on": 1, "intent": "keep"}

    beside = client.post(url(held), typed, headers=htmx).text
    page = client.post(url(held), typed).text

    assert beside.lstrip().startswith("<span")
    assert "Kept in your account at" in beside
    assert page.lstrip().startswith("<!doctype html>")
    assert "Kept in your account at" in page
    assert 'value="Half a thought"' in page


def test_what_a_reviewer_typed_survives_a_claim_that_was_lost(client_for, reviewer, reviewer2, lead, held):
    client, typed = client_for(reviewer), {"text-headline": "Half a thought", "based_on": 1}
    workflow.take_over(by=lead, generation=held)
    assert "Kept in your account" in client.post(url(held), typed | {"intent": "keep"}).text
    workflow.release(by=lead, generation=reload(held))
    workflow.claim(by=reviewer, generation=reload(held))

    assert "Bring them back" in client.get(url(held)).text
    assert 'value="Half a thought"' in client.get(f"{url(held)}?unsaved=1").text
    client.post(url(held), typed)
    workflow.claim(by=reviewer2, generation=reload(held))
    assert "Bring them back" not in client_for(reviewer2).get(url(held)).text
    assert not UnsavedEdit.objects.exists()
