"""Findings that a reviewer looks at and puts aside, and checks of words that are still being typed."""

import pytest
from django.urls import reverse

from generation.models import AuditEntry, Finding
from review import workflow
from review.exceptions import NotAllowed, ReasonMissing, WrongState
from review.models import FindingDismissal
from tests.factories import make_finding
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db


def url(draft, name):
    return reverse(f"review:{name}", args=[draft.pk])


def dismiss(draft, by, finding, reason="It is the name of the blend."):
    workflow.dismiss_finding(by=by, generation=draft, finding=finding, reason=reason)


def test_a_dismissed_finding_is_kept_with_its_reason(client_for, reviewer, held):
    finding = make_finding(held, message="An unknown name")
    client = client_for(reviewer)
    for _press in range(2):
        answer = client.post(
            url(held, "dismiss"), {"finding": finding.pk, "reason": "It is the blend's name."}
        )
        assert answer.url == url(held, "item")

    page = client.get(url(held, "item")).content.decode()
    assert "1 dismissed" in page
    assert "It is the blend&#x27;s name." in page
    assert FindingDismissal.objects.count() == 1
    entry = AuditEntry.objects.get(action="draft.finding_dismissed")
    assert (entry.actor, entry.said) == (reviewer, "It is the blend's name.")


def test_what_must_be_fixed_is_never_dismissed(client_for, reviewer, held):
    finding = make_finding(held, severity="must_fix")
    with pytest.raises(NotAllowed):
        dismiss(held, reviewer, finding)
    assert "Dismiss finding" not in client_for(reviewer).get(url(held, "item")).content.decode()


def test_a_reason_is_needed_and_the_draft_must_be_held(reviewer, reviewer2, held):
    finding = make_finding(held)
    with pytest.raises(ReasonMissing):
        dismiss(held, reviewer, finding, " ")
    with pytest.raises(NotAllowed):
        dismiss(held, reviewer2, finding)


def test_findings_of_other_words_are_not_dismissed(reviewer, held):
    finding = make_finding(held)
    workflow.edit(by=reviewer, generation=held, based_on=1, edits={"headline": "Other words"})
    workflow.claim(by=reviewer, generation=reload(held))
    with pytest.raises(WrongState):
        dismiss(reload(held), reviewer, finding)


def test_a_finding_of_another_draft_is_not_found(client_for, reviewer, held, make_waiting):
    elsewhere = make_finding(make_waiting())
    answer = client_for(reviewer).post(url(held, "dismiss"), {"finding": elsewhere.pk, "reason": "No."})
    assert answer.status_code == 404


def test_words_are_checked_while_they_are_typed_and_nothing_is_stored(client_for, reviewer, held, htmx):
    before = Finding.objects.count()
    typed = {"intent": "check", "text-headline": "Cheap coffee, hurry", "based_on": 1}

    answer = client_for(reviewer).post(url(held, "edit"), typed, headers=htmx)

    content = answer.content.decode()
    assert content.lstrip().startswith("<aside")
    assert "Checks of what you typed" in content
    assert "cheap" in content.lower()
    assert reload(held).current_revision.number == 1
    assert Finding.objects.count() == before


def test_without_a_script_the_checks_come_with_the_page_and_what_was_typed(client_for, reviewer, held):
    typed = {"intent": "check", "text-headline": "Cheap coffee, hurry", "based_on": 1}

    content = client_for(reviewer).post(url(held, "edit"), typed).content.decode()

    assert "<html" in content
    assert "Checks of what you typed" in content
    assert 'value="Cheap coffee, hurry"' in content
