from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from generation import audit
from generation.models import AuditAction, Generation
from generation.stores import alerts
from tests.factories import (
    BrandMembershipFactory,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    make_ready,
)

pytestmark = pytest.mark.django_db


def mine(person, **fields):
    return GenerationFactory(request=DraftRequestFactory(requested_by=person), **fields)


def in_review(draft, reviewer=None):
    state = (
        {"review_status": "in_review", "held_by": reviewer, "held_until": timezone.now()}
        if reviewer
        else {"review_status": "submitted"}
    )
    return make_ready(draft, frozen_hash="f" * 64, submitted_at=timezone.now(), **state)


def numbers(response):
    return [tile.number for tile in response.context["tiles"]]


def test_it_needs_a_sign_in(client):
    assert client.get("/").headers["Location"] == "/accounts/login/?next=/"


def test_it_refuses_other_methods(client_for, marketer):
    assert client_for(marketer).post("/").status_code == 405


def test_a_new_marketer_is_told_how_to_begin(client_for, marketer):
    page = client_for(marketer).get("/").content.decode()
    assert "No drafts yet" in page
    assert "No campaigns yet" in page


def test_tiles_count_where_drafts_stand(client_for, marketer, reviewer):
    make_ready(mine(marketer))
    mine(marketer, status="failed", error="The model took too long.")
    mine(marketer)
    in_review(mine(marketer))
    in_review(mine(marketer), reviewer)
    response = client_for(marketer).get("/")
    assert numbers(response) == [2, 1, 2, 0]
    assert 'href="/drafts/?mine=1&amp;status=in-review"' in response.content.decode()


def test_drafts_of_others_are_not_counted(client_for, marketer, outsider):
    make_ready(mine(outsider))
    assert numbers(client_for(marketer).get("/")) == [0, 0, 0, 0]


def test_approvals_count_from_monday_on(client_for, marketer, reviewer):
    draft = make_ready(mine(marketer), frozen_hash="f" * 64, review_status="approved")
    with transaction.atomic():
        audit.record(AuditAction.DRAFT_APPROVED, by=reviewer, on=draft)
    assert numbers(client_for(marketer).get("/"))[3] == 1


def test_changes_requested_come_first_with_the_reviewers_words(client_for, marketer, reviewer):
    make_ready(mine(marketer))
    returned = make_ready(mine(marketer), review_status="changes_requested")
    with transaction.atomic():
        audit.record(
            AuditAction.DRAFT_CHANGES_REQUESTED, by=reviewer, on=returned, reason="Say when the doors close."
        )
    tasks = client_for(marketer).get("/").context["tasks"]
    assert tasks[0].draft == returned
    assert tasks[0].line == "Ana: “Say when the doors close.”"


def test_a_failure_says_why_and_offers_another_try(client_for, marketer):
    failed = mine(marketer, status="failed", error="The model took too long.")
    page = client_for(marketer).get("/").content.decode()
    assert "The model took too long." in page
    assert f'href="/drafts/{failed.pk}/regenerate/"' in page


def test_variants_are_one_task_that_compares_them(client_for, marketer):
    request = DraftRequestFactory(requested_by=marketer, variants=2)
    make_ready(GenerationFactory(request=request), must_fix=1, top_finding="A claim has no source")
    best = make_ready(GenerationFactory(request=request, variant=2))
    tasks = client_for(marketer).get("/").context["tasks"]
    assert [(task.draft, task.action) for task in tasks] == [(best, "Compare")]
    assert tasks[0].line.startswith("2 variants are ready. Variant B: Passed every check.")


def test_variants_that_were_not_chosen_do_not_nag(client_for, marketer):
    request = DraftRequestFactory(requested_by=marketer, variants=2)
    make_ready(GenerationFactory(request=request))
    in_review(GenerationFactory(request=request, variant=2))
    response = client_for(marketer).get("/")
    assert response.context["tasks"] == []
    assert numbers(response)[0] == 0


def test_reviewers_see_what_waits_the_longest_first(client_for, reviewer, marketer):
    newer = in_review(mine(marketer))
    older = in_review(mine(marketer))
    Generation.objects.filter(pk=older.pk).update(submitted_at=timezone.now() - timedelta(hours=5))
    in_review(mine(reviewer))
    response = client_for(reviewer).get("/")
    assert response.context["waiting"] == [older, newer]
    assert response.context["tiles"] == []
    assert 'id="review-count">2<' in response.content.decode()


def test_drafts_of_a_brand_with_members_stay_hidden(client_for, outsider, marketer):
    campaign = CampaignFactory(name="Secret launch")
    BrandMembershipFactory(brand=campaign.brand, user=marketer)
    in_review(GenerationFactory(request=DraftRequestFactory(campaign=campaign)))
    assert "Secret launch" not in client_for(outsider).get("/").content.decode()


def test_prompt_admins_find_the_prompts(client_for, admin):
    assert 'href="/admin/generation/prompt/"' in client_for(admin).get("/").content.decode()


def test_people_without_a_role_are_told(client_for, nobody):
    assert "You can read, not change." in client_for(nobody).get("/").content.decode()


@pytest.mark.parametrize(("keys", "is_shown"), [([], True), (["sk-test"], False)])
def test_a_missing_model_is_said(client_for, marketer, settings, keys, is_shown):
    settings.OPENROUTER_API_KEYS, settings.OPENROUTER_BASE_URL = keys, ""
    page = client_for(marketer).get("/").content.decode()
    assert ("No model is set up" in page) is is_shown


@pytest.mark.parametrize("part", ["tiles", "work"])
def test_parts_refresh_as_fragments(client_for, marketer, htmx, part):
    response = client_for(marketer).get("/", headers=htmx | {"HX-Target": part})
    assert f'id="{part}"' in response.content.decode()
    assert "<html" not in response.content.decode()
    assert "HX-Request" in response.headers["Vary"]


def test_the_lists_poll_while_something_is_written(client_for, marketer, htmx):
    draft = mine(marketer)
    assert 'hx-trigger="every 2s"' in client_for(marketer).get("/").content.decode()
    Generation.objects.filter(pk=draft.pk).update(created_at=timezone.now() - timedelta(minutes=3))
    assert 'hx-trigger="every 5s"' in client_for(marketer).get("/").content.decode()


def test_the_lists_stop_polling_when_all_is_written(client_for, marketer, htmx):
    make_ready(mine(marketer))
    response = client_for(marketer).get("/", headers=htmx | {"HX-Target": "work"})
    assert "hx-trigger" not in response.content.decode()
    assert "draft-changed" in response.headers["HX-Trigger"]


def test_queries_do_not_grow_with_drafts(
    client_for, marketer, django_assert_num_queries, django_assert_max_num_queries
):
    client = client_for(marketer)

    def fill():
        request = DraftRequestFactory(requested_by=marketer)
        for number in (1, 2):
            make_ready(GenerationFactory(request=request, variant=number))
        make_ready(mine(marketer), review_status="changes_requested")
        mine(marketer, status="failed", error="No.")

    fill()
    with django_assert_max_num_queries(16) as first:
        client.get("/")
    for _ in range(4):
        fill()
    with django_assert_num_queries(len(first)):
        client.get("/")


def test_admins_see_open_alerts_and_others_do_not(client_for, admin, marketer):
    alerts.raise_alert("budget.used_up", "Spring, November 2026", "All is spent.")

    assert "All is spent." in client_for(admin).get("/").content.decode()
    assert "All is spent." not in client_for(marketer).get("/").content.decode()
