"""Another try, and cancelling one."""

import pytest

from generation.models import AuditAction, AuditEntry, DraftRequest, Generation
from tests.factories import BrandMembershipFactory, DraftRequestFactory, GenerationFactory, make_ready

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(marketer):
    return make_ready(GenerationFactory(request__requested_by=marketer))


def url_of(draft, verb="regenerate"):
    return f"/drafts/{draft.pk}/{verb}/"


def test_the_form_asks_what_is_not_right(client_for, marketer, draft):
    page = client_for(marketer).get(url_of(draft)).content.decode()

    for words in ("Too long", "Off tone", "Wrong fact", "Weak call to action", "Not our words"):
        assert words in page


def test_another_try_is_a_new_draft_and_the_first_stays(client_for, marketer, draft):
    response = client_for(marketer).post(
        url_of(draft),
        {"reasons": ["too_long", "off_tone"], "note": "Calmer, please.", "idempotency_key": "k"},
    )

    child = Generation.objects.get(parent=draft)
    assert (response.status_code, response["Location"]) == (303, f"/drafts/{child.pk}/")
    assert child.request.feedback == "Too long, Off tone.\n\nCalmer, please."
    assert Generation.objects.get(pk=draft.pk).status == "ready"
    assert AuditEntry.objects.get(generation=child).action == AuditAction.DRAFT_RETRIED


def test_the_model_can_be_asked_again_with_no_word(client_for, marketer, draft, htmx):
    response = client_for(marketer).post(url_of(draft), {"idempotency_key": "k"}, headers=htmx)

    assert response["HX-Redirect"] == f"/drafts/{Generation.objects.get(parent=draft).pk}/"


@pytest.mark.parametrize("status", ["failed", "cancelled"])
def test_a_draft_that_was_not_written_can_be_tried_again(client_for, marketer, status):
    draft = GenerationFactory(status=status)

    assert client_for(marketer).get(url_of(draft)).status_code == 200
    assert client_for(marketer).post(url_of(draft), {}).status_code == 303


def test_pressing_twice_asks_once(client_for, marketer, draft):
    client = client_for(marketer)

    for _ in range(2):
        client.post(url_of(draft), {"idempotency_key": "k"})

    assert DraftRequest.objects.filter(parent=draft).count() == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"note": "x" * 1801}, "This is too long."),
        ({"note": "Calmer\x07"}, "characters that can’t be seen"),
        ({"reasons": ["boring"]}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client_for, marketer, draft, data, words):
    response = client_for(marketer).post(url_of(draft), {"note": "Kept", **data, "idempotency_key": "k"})
    page = response.content.decode()

    assert response.status_code == 422
    assert words in page
    assert data.get("note", "Kept")[:10] in page
    assert not Generation.objects.filter(parent=draft).exists()


@pytest.mark.parametrize("status", ["submitted", "in_review"])
def test_a_draft_under_review_refuses(client_for, marketer, reviewer, draft, status):
    held = {"held_by": reviewer, "held_until": draft.created_at} if status == "in_review" else {}
    Generation.objects.filter(pk=draft.pk).update(review_status=status, frozen_hash="0", **held)

    assert client_for(marketer).get(url_of(draft)).status_code == 409
    assert client_for(marketer).post(url_of(draft)).status_code == 409


def test_a_draft_that_is_being_written_is_cancelled(client_for, marketer):
    draft = GenerationFactory()

    response = client_for(marketer).post(url_of(draft, "cancel"))

    assert response["Location"] == f"/drafts/{draft.pk}/"
    assert Generation.objects.get(pk=draft.pk).status == "cancelled"
    assert AuditEntry.objects.filter(generation=draft, action=AuditAction.DRAFT_CANCELLED).count() == 1


def test_cancelling_twice_is_cancelling_once(client_for, marketer):
    draft = GenerationFactory()
    client = client_for(marketer)

    answers = [client.post(url_of(draft, "cancel")).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert AuditEntry.objects.filter(generation=draft, action=AuditAction.DRAFT_CANCELLED).count() == 1


def test_a_finished_draft_can_not_be_cancelled(client_for, marketer, draft, htmx):
    response = client_for(marketer).post(url_of(draft, "cancel"), headers=htmx)

    assert (response.status_code, response["HX-Retarget"]) == (409, "#conflict")
    assert "This draft is already finished." in response.content.decode()


@pytest.mark.parametrize("verb", ["regenerate", "cancel"])
def test_both_need_a_marketer(client_for, reviewer, draft, verb):
    assert client_for(reviewer).post(url_of(draft, verb)).status_code == 403


@pytest.mark.parametrize("verb", ["regenerate", "cancel"])
def test_both_need_a_login(client, draft, verb):
    assert client.post(url_of(draft, verb)).status_code == 302


@pytest.mark.parametrize("verb", ["regenerate", "cancel"])
def test_a_stranger_finds_nothing(client_for, outsider, marketer, draft, verb):
    BrandMembershipFactory(brand=draft.brand, user=marketer)

    assert client_for(outsider).post(url_of(draft, verb)).status_code == 404


def test_cancelling_by_a_link_is_refused(client_for, marketer, draft):
    assert client_for(marketer).get(url_of(draft, "cancel")).status_code == 405


def test_part_verb_and_locks_are_stored_with_the_request(client_for, marketer, draft, settings):
    settings.OPENROUTER_BASE_URL = "http://127.0.0.1:9"
    response = client_for(marketer).post(
        url_of(draft),
        {"verb": "tone:playful", "scope": "sections.0", "locks": ["headline"], "idempotency_key": "k"},
    )

    made = DraftRequest.objects.get(parent=draft)
    assert response.status_code == 303
    assert (made.verb, made.verb_option, made.scope, made.locks) == (
        "tone", "playful", "sections.0", ["headline"],
    )  # fmt: skip


def test_without_a_model_the_page_says_what_a_rewrite_needs(client_for, marketer, draft, settings):
    settings.OPENROUTER_BASE_URL, settings.OPENROUTER_API_KEYS = "", []
    response = client_for(marketer).post(url_of(draft), {"verb": "shorten", "idempotency_key": "k"})

    assert response.status_code == 422
    assert "OPENROUTER_API_KEY" in response.content.decode()
    assert not draft.children.exists()


def test_a_link_chooses_the_part(client_for, marketer, draft):
    page = client_for(marketer).get(f"{url_of(draft)}?scope=headline").content.decode()

    assert '<option value="headline" selected>' in page


def test_personal_data_in_the_note_is_hinted_at_and_nothing_is_sent(client_for, marketer, draft, htmx):
    page = client_for(marketer).post(
        url_of(draft), {"note": "Ask nadia@northwind.example", "intent": "hidden"}, headers=htmx
    )

    assert "Email address" in page.content.decode()
    assert not draft.children.exists()


def test_how_many_tries_are_left_is_shown_where_there_is_a_limit(client_for, marketer, draft, settings):
    settings.TRIES_PER_DRAFT = 5
    Generation.objects.filter(pk=draft.pk).update(tries=3)

    assert "2 of 5 left" in client_for(marketer).get(f"/drafts/{draft.pk}/").content.decode()


def test_a_rewrite_that_came_to_nothing_is_asked_of_its_parent_again(client_for, marketer, draft):
    request = DraftRequestFactory(
        campaign=draft.campaign, parent=draft, parent_revision=draft.current_revision, verb="shorten"
    )
    failed = GenerationFactory(request=request, parent=draft, status="failed", error="No model answered.")

    page = client_for(marketer).get(f"/drafts/{failed.pk}/").content.decode()

    assert f'action="/drafts/{draft.pk}/regenerate/"' in page
    assert 'value="shorten"' in page


def test_once_it_is_written_a_rewrite_opens_beside_what_it_was(client_for, marketer, draft, htmx):
    request = DraftRequestFactory(
        campaign=draft.campaign, parent=draft, parent_revision=draft.current_revision, verb="shorten"
    )
    child = make_ready(GenerationFactory(request=request, parent=draft))

    response = client_for(marketer).get(f"/drafts/{child.pk}/status/", headers=htmx)

    assert response["HX-Redirect"] == f"/drafts/{child.pk}/compare/"
