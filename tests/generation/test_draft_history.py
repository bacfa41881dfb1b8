"""The history of one draft: narrowed by kind and person, with what a model was not told."""

import pytest
from django.db import transaction

from generation import audit, services
from generation.models import AuditAction, CallText
from generation.reading.timeline import history
from tests.factories import GenerationFactory, LLMCallFactory, make_ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(marketer):
    """A draft that a model wrote, one person edited and another commented on."""
    draft = make_ready(GenerationFactory())
    LLMCallFactory(generation=draft)
    services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "Lighter mornings"})
    return draft


@pytest.fixture
def told(draft, reviewer):
    with transaction.atomic():
        audit.record(AuditAction.DRAFT_DOWNLOADED, on=draft, by=reviewer)
    return draft


def events(found):
    return [event.entry.action if event.entry else "call" for event in found.events]


def test_it_is_narrowed_by_kind_and_person(told, marketer, reviewer):
    assert set(events(history(told))) == {"call", "draft.edited", "draft.downloaded"}
    assert events(history(told, kind="calls")) == ["call"]
    assert events(history(told, kind="edits")) == ["draft.edited"]
    assert events(history(told, kind="people", person=reviewer.pk)) == ["draft.downloaded"]
    assert events(history(told, kind="calls", person=reviewer.pk)) == []
    assert history(told).people == sorted([marketer, reviewer], key=lambda person: person.display_name)


@pytest.mark.parametrize("asked", ["kind=nonsense", "person=99999", "person=x", "kind=&person=", "person=-1"])
def test_what_makes_no_sense_narrows_nothing(client_for, marketer, told, asked):
    response = client_for(marketer).get(f"/drafts/{told.pk}/?tab=history&{asked}")

    assert len(response.context["history"].events) == 3


def test_the_page_offers_the_filters_and_keeps_them(client_for, marketer, reviewer, told):
    page = client_for(marketer).get(f"/drafts/{told.pk}/?tab=history&kind=calls&person={reviewer.pk}")

    assert "Nothing here fits these filters" in page.content.decode()
    assert '<option value="calls" selected>' in page.content.decode()


def test_what_a_model_was_not_told_is_counted_by_kind(client_for, marketer, draft):
    call = draft.llm_calls.get()
    said = "Write to [NAME_1] at [EMAIL_1] or [EMAIL_2]. [EMAIL_1] is best."
    CallText.objects.create(call=call, messages=[{"role": "user", "content": said}], answer="Dear [NAME_1]")

    [event] = history(draft, kind="calls").events
    assert event.hidden == [("email", 2), ("name", 1)]
    assert "2 email, 1 name" in " ".join(
        client_for(marketer).get(f"/drafts/{draft.pk}/?tab=history").content.decode().split()
    )


def test_a_call_whose_text_is_purged_says_nothing_of_it(draft):
    assert history(draft, kind="calls").events[0].hidden == []


def test_it_costs_the_same_however_long_it_is(client_for, marketer, draft, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert [event.hidden for event in history(draft).events]
    for number in range(2, 6):
        LLMCallFactory(generation=draft, attempt=number)
    with django_assert_num_queries(2):
        assert [event.hidden for event in history(draft).events]
