import pytest
from django.urls import reverse

from generation.models import AuditEntry, Generation
from review import workflow
from tests.factories import CampaignFactory, GenerationFactory, make_ready
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db
VERBS = {"submit": "submitted", "recall": "draft", "archive": "archived"}


@pytest.fixture
def draft(brand, marketer):
    campaign = CampaignFactory(brand=brand, owner=marketer)
    return make_ready(GenerationFactory(request__campaign=campaign, request__requested_by=marketer))


def ready_for(verb, draft, marketer):
    if verb == "recall":
        workflow.submit(by=marketer, generation=draft)


def url(draft, verb):
    return reverse(f"review:{verb}", args=[draft.pk])


@pytest.mark.parametrize("verb", VERBS)
def test_it_works_and_is_recorded(client_for, marketer, draft, verb):
    ready_for(verb, draft, marketer)

    response = client_for(marketer).post(url(draft, verb))

    assert response.url == reverse("generation:draft", args=[draft.pk])
    assert reload(draft).review_status == VERBS[verb]
    entry = AuditEntry.objects.filter(generation=draft).order_by("-id")[0]
    assert (entry.actor, entry.after["review_status"]) == (marketer, VERBS[verb])


@pytest.mark.parametrize("verb", VERBS)
def test_htmx_goes_to_the_draft(client_for, marketer, draft, htmx, verb):
    ready_for(verb, draft, marketer)

    response = client_for(marketer).post(url(draft, verb), headers=htmx)

    assert response["HX-Redirect"] == reverse("generation:draft", args=[draft.pk])


@pytest.mark.parametrize("verb", VERBS)
def test_it_needs_login(client, draft, verb):
    assert client.post(url(draft, verb)).status_code == 302


@pytest.mark.parametrize("verb", VERBS)
def test_strangers_do_not_find_it(client_for, outsider, draft, verb):
    assert client_for(outsider).post(url(draft, verb)).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_reviewers_are_refused(client_for, reviewer, marketer, draft, verb):
    ready_for(verb, draft, marketer)

    assert client_for(reviewer).post(url(draft, verb)).status_code == 403


@pytest.mark.parametrize("verb", VERBS)
def test_get_does_nothing(client_for, marketer, draft, verb):
    assert client_for(marketer).get(url(draft, verb)).status_code == 405


@pytest.mark.parametrize(("verb", "status"), [("submit", 409), ("recall", 409), ("archive", 409)])
def test_a_draft_in_review_stays_there(client_for, marketer, reviewer, draft, htmx, verb, status):
    workflow.submit(by=marketer, generation=draft)
    workflow.claim(by=reviewer, generation=reload(draft))

    response = client_for(marketer).post(url(draft, verb), headers=htmx)

    assert response.status_code == status
    assert response["HX-Retarget"] == "#conflict"
    assert reload(draft).review_status == "in_review"


def test_recalling_what_was_just_claimed_is_refused(client_for, marketer, reviewer, draft, monkeypatch):
    workflow.submit(by=marketer, generation=draft)

    def first_the_reviewer(*, by, generation, recall=workflow.recall):
        workflow.claim(by=reviewer, generation=reload(generation))
        return recall(by=by, generation=generation)

    monkeypatch.setattr(workflow, "recall", first_the_reviewer)

    assert client_for(marketer).post(url(draft, "recall")).status_code == 409
    assert reload(draft).review_status == "in_review"


def test_submitting_twice_is_one_submission(client_for, marketer, draft):
    client = client_for(marketer)
    client.post(url(draft, "submit"))

    assert client.post(url(draft, "submit")).status_code == 409
    assert draft.submissions.count() == 1


def test_a_draft_that_is_being_written_is_not_submitted(client_for, marketer, draft):
    unwritten = GenerationFactory(request__campaign=draft.campaign)

    assert client_for(marketer).post(url(unwritten, "submit")).status_code == 409
    assert Generation.objects.get(pk=unwritten.pk).review_status == "draft"
