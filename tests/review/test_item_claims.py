from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from generation.models import AuditEntry, Generation
from review import workflow
from review.models import Claim
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db
CHANGES = ["claim", "release", "take_over"]


def url(draft, name):
    return reverse(f"review:{name}", args=[draft.pk])


def test_claiming_holds_the_draft(client_for, reviewer, waiting):
    response = client_for(reviewer).post(url(waiting, "claim"))

    assert response.url == url(waiting, "item")
    assert reload(waiting).held_by == reviewer
    assert AuditEntry.objects.filter(action="draft.claimed", actor=reviewer).exists()


def test_claiming_by_htmx_answers_with_the_bar_and_the_head(client_for, reviewer, waiting, htmx):
    response = client_for(reviewer).post(
        url(waiting, "claim"), {"seen": waiting.frozen_hash}, headers=htmx | {"HX-Target": "decision"}
    )

    content = response.content.decode()
    assert response.status_code == 200
    assert 'id="decision"' in content
    assert 'id="review-head" hx-swap-oob="true"' in content
    assert 'data-key="a"' in content


def test_claiming_other_words_than_those_on_the_page_draws_the_page_again(
    client_for, reviewer, waiting, htmx
):
    response = client_for(reviewer).post(url(waiting, "claim"), {"seen": "0" * 64}, headers=htmx)

    assert response.status_code == 200
    assert response["HX-Retarget"] == "#desk"
    assert "It is not what you opened" in response.content.decode()
    assert reload(waiting).held_by == reviewer


def test_the_second_of_two_who_claim_is_told_who_was_first(
    client_for, reviewer, reviewer2, waiting, monkeypatch
):
    def first_the_rival(*, by, generation, claim=workflow.claim):
        claim(by=reviewer2, generation=reload(generation))
        return claim(by=by, generation=generation)

    monkeypatch.setattr(workflow, "claim", first_the_rival)

    response = client_for(reviewer).post(url(waiting, "claim"))

    assert response.status_code == 409
    assert "Tom Okafor is reviewing this draft now." in response.content.decode()
    assert reload(waiting).held_by == reviewer2
    assert Claim.objects.count() == 1


@pytest.mark.parametrize("name", CHANGES)
def test_changes_need_login(client, held, name):
    assert client.post(url(held, name)).status_code == 302


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_not_made_by_get(client_for, reviewer, held, name):
    assert client_for(reviewer).get(url(held, name)).status_code == 405


@pytest.mark.parametrize("name", [*CHANGES, "heartbeat"])
def test_strangers_do_not_find_it(client_for, outsider, held, name):
    assert client_for(outsider).post(url(held, name)).status_code == 404


@pytest.mark.parametrize("name", [*CHANGES, "heartbeat"])
def test_marketers_are_refused(client_for, marketer, held, name):
    assert client_for(marketer).post(url(held, name)).status_code == 403


def test_release_gives_the_draft_back(client_for, reviewer, held):
    response = client_for(reviewer).post(url(held, "release"))

    assert response.url == reverse("review:queue")
    assert reload(held).review_status == "submitted"


def test_release_by_htmx_goes_to_the_queue(client_for, reviewer, held, htmx):
    response = client_for(reviewer).post(url(held, "release"), headers=htmx)

    assert response["HX-Redirect"] == reverse("review:queue")


def test_only_the_holder_can_release(client_for, reviewer2, held):
    assert client_for(reviewer2).post(url(held, "release")).status_code == 409
    assert reload(held).review_status == "in_review"


def test_a_lead_takes_over(client_for, lead, held):
    response = client_for(lead).post(url(held, "take_over"))

    assert response.url == url(held, "item")
    assert reload(held).held_by == lead
    assert AuditEntry.objects.filter(action="draft.taken_over", actor=lead).exists()


def test_reviewers_can_not_take_over(client_for, reviewer2, held):
    assert client_for(reviewer2).post(url(held, "take_over")).status_code == 403


def test_the_heartbeat_lengthens_the_hold(client_for, reviewer, held, htmx):
    Generation.objects.filter(pk=held.pk).update(held_until=timezone.now() + timedelta(minutes=1))

    response = client_for(reviewer).post(url(held, "heartbeat"), headers=htmx)

    assert "Yours until" in response.content.decode()
    assert reload(held).held_until > timezone.now() + timedelta(minutes=10)


def test_the_clock_is_read_without_winding_it(client_for, reviewer, held, htmx):
    soon = timezone.now() + timedelta(seconds=90)
    Generation.objects.filter(pk=held.pk).update(held_until=soon)

    content = client_for(reviewer).get(url(held, "heartbeat"), headers=htmx).content.decode()

    assert "Keep reviewing" in content
    assert reload(held).held_until == soon


def test_a_lost_hold_is_said_to_be_lost_and_polled_no_more(client_for, reviewer, lead, held, htmx):
    workflow.take_over(by=lead, generation=held)

    response = client_for(reviewer).post(url(held, "heartbeat"), headers=htmx)

    assert response.status_code == 409
    assert "Lea Duval has it now" in response.content.decode()
    assert "hx-trigger" not in response.content.decode()


def test_a_hold_that_ran_out_says_that_nobody_took_the_draft(client_for, reviewer, held, htmx):
    Generation.objects.filter(pk=held.pk).update(held_until=timezone.now() - timedelta(minutes=1))

    content = client_for(reviewer).get(url(held, "heartbeat"), headers=htmx).content.decode()

    assert "nobody took it" in content


def test_the_heartbeat_without_script_leads_to_the_page(client_for, reviewer, held):
    assert client_for(reviewer).post(url(held, "heartbeat")).url == url(held, "item")
