"""Everything on record about one draft."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_llm.accounts.models import User
from generation.models import CallText, DraftRequest
from review import chain, workflow
from review.evidence import evidence
from tests.factories import LLMCallFactory, make_finding

pytestmark = pytest.mark.django_db


def pages(draft):
    return [reverse(f"review:{name}", args=[draft.pk]) for name in ("evidence", "evidence_json")]


def test_it_holds_the_whole_story(held, reviewer, reviewer2, client_for, lead):
    call = LLMCallFactory(generation=held, status="succeeded", model_answered="a/model")
    CallText.objects.create(
        call=call, messages=[{"role": "user", "content": "Write for [NAME_1]."}], answer='{"x": 1}'
    )
    finding = make_finding(held)
    workflow.edit(
        by=reviewer,
        generation=held,
        based_on=held.current_revision.number,
        edits={"headline": "Fresh from the roaster"},
    )
    held.refresh_from_db()
    workflow.claim(by=reviewer2, generation=held)
    held.refresh_from_db()
    workflow.approve(by=reviewer2, generation=held, seen=held.frozen_hash, note="Checked the price.")
    held.refresh_from_db()
    chain.seal_pending(now=timezone.now())

    told = json.loads(client_for(lead).get(pages(held)[1]).content)

    assert told["draft"]["id"] == str(held.pk)
    assert told["request"]["brief"]["offer"] == held.campaign.offer
    assert told["calls"][0]["messages"][0]["content"] == "Write for [NAME_1]."
    assert told["revisions"][0]["findings"][0]["rule"] == finding.rule
    assert [change["after"] for change in told["revisions"][1]["changes"]] == ["Fresh from the roaster"]
    assert told["revisions"][1]["author"] == "Ana Ferreira"
    assert "The subject fits a phone" in told["revisions"][1]["passed"]
    assert told["decisions"][-1] | {"at": ""} == {
        "verdict": "approved",
        "revision": 2,
        "frozen_hash": held.frozen_hash,
        "reasons": [],
        "note": "Checked the price.",
        "stage": None,
        "confirmed": [],
        "set_aside": [],
        "set_aside_because": "",
        "by": "Tom Okafor",
        "username": "reviewer2",
        "at": "",
    }
    assert told["final"]["documents"]["html"]["sha256"] == held.frozen_renditions["html"]
    assert all(entry["seal"] for entry in told["audit"])


def test_the_page_says_the_same_in_words(held, client_for, lead):
    page = client_for(lead).get(pages(held)[0]).content.decode()

    assert held.frozen_hash in page
    assert "Nobody has decided yet." in page
    assert "No model was asked." in page


def test_moments_are_exact_and_in_the_readers_time(held, client_for, lead):
    User.objects.filter(pk=lead.pk).update(time_zone="Europe/Berlin")
    asked = datetime(2027, 3, 5, 8, 56, 5, 957088, tzinfo=UTC)
    DraftRequest.objects.filter(pk=held.request_id).update(created_at=asked)

    page = client_for(lead).get(pages(held)[0]).content.decode()

    assert "5 Mar 2027, 09:56:05 CET" in page
    assert not re.search(r">[^<]*\d{4}-\d\d-\d\dT\d\d", page)


def test_what_was_chosen_reads_as_on_the_form(held, client_for, lead):
    DraftRequest.objects.filter(pk=held.request_id).update(
        params={"kind": "event_invitation", "tone": "matter_of_fact", "key_message": ""}
    )

    page = client_for(lead).get(pages(held)[0]).content.decode()

    assert "<dt>Type of email</dt><dd>Event invitation</dd>" in page
    assert "matter_of_fact" not in page
    assert "Key message" not in page


def test_what_was_purged_is_said(held, client_for, lead):
    LLMCallFactory(generation=held, status="succeeded")

    assert "What was sent is not kept any more." in client_for(lead).get(pages(held)[0]).content.decode()


def test_its_hash_covers_all_of_it(held):
    now = timezone.now()
    first = evidence(held, now=now)
    make_finding(held)

    assert evidence(held, now=now)["hash"] != first["hash"]
    assert evidence(held, now=now)["hash"] == evidence(held, now=now)["hash"]


@pytest.mark.parametrize("who", ["marketer", "reviewer"])
def test_others_are_told_who_can(held, client_for, request, who):
    for page in pages(held):
        response = client_for(request.getfixturevalue(who)).get(page)
        assert response.status_code == 403
        assert "Ask one of them." in response.content.decode()


def test_the_draft_page_leads_there_for_those_who_may(held, client_for, lead, marketer):
    history = reverse("generation:draft", args=[held.pk]) + "?tab=history"

    assert pages(held)[0] in client_for(lead).get(history).content.decode()
    assert pages(held)[0] not in client_for(marketer).get(history).content.decode()


def test_it_costs_the_same_however_long_the_history(held, django_assert_max_num_queries):
    evidence(held, now=timezone.now())  # what the draft itself refers to is loaded once
    for attempt in range(1, 8):
        LLMCallFactory(generation=held, attempt=attempt)
        make_finding(held)

    with django_assert_max_num_queries(13):
        evidence(held, now=timezone.now())
