import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generation.models import Generation
from generation.reading.progress import poll_interval
from tests.factories import BrandMembershipFactory, DraftRequestFactory, GenerationFactory, make_ready

pytestmark = pytest.mark.django_db


def write(draft, stage="writing"):
    Generation.objects.filter(pk=draft.pk).update(
        status="running",
        stage=stage,
        lease_token=uuid.uuid4(),
        lease_expires_at=timezone.now() + timedelta(hours=1),
    )
    return draft


def poll(client, draft, htmx, **query):
    return client.get(f"/drafts/{draft.pk}/status/", query, headers=htmx)


def test_a_queued_draft_says_how_many_are_ahead(client_for, marketer, htmx):
    GenerationFactory()
    draft = GenerationFactory()

    assert "1 draft ahead" in poll(client_for(marketer), draft, htmx).content.decode()


def test_the_first_in_line_is_told_so(client_for, marketer, htmx):
    assert "First in line" in poll(client_for(marketer), GenerationFactory(), htmx).content.decode()


def test_it_asks_again_while_the_draft_is_being_written(client_for, marketer, htmx):
    response = poll(client_for(marketer), write(GenerationFactory()), htmx)
    page = response.content.decode()

    assert 'hx-trigger="every 1s"' in page
    assert 'aria-current="step"' in page
    assert "<title>Writing: " in page
    assert "<html" not in page


@pytest.mark.parametrize(("seconds", "interval"), [(0, 1), (9, 1), (10, 2), (59, 2), (60, 5), (3600, 5)])
def test_it_asks_less_often_as_time_goes_by(seconds, interval):
    assert poll_interval(timedelta(seconds=seconds)) == interval


def test_only_a_new_stage_is_said_aloud(client_for, marketer, htmx):
    draft = write(GenerationFactory())
    client = client_for(marketer)

    changed = poll(client, draft, htmx, stage="queued")
    same = poll(client, draft, htmx, stage="writing")

    assert json.loads(changed["HX-Trigger"]) == {"live": {"value": "Writing"}}
    assert "HX-Trigger" not in same


def test_while_nothing_is_new_only_the_seconds_change(client_for, marketer, htmx):
    draft = write(GenerationFactory())
    client = client_for(marketer)
    first = poll(client, draft, htmx)

    again = poll(client, draft, htmx, stage="writing", shown=first.context["shown"])
    page = again.content.decode()

    assert first["HX-Retarget"] == "#progress"
    assert page.startswith('<span class="meta" id="elapsed"')
    assert "stages" not in page
    assert "hx-trigger" in page


def test_a_change_of_model_is_told_while_it_happens(client_for, marketer, htmx):
    draft = write(GenerationFactory(notice="GPT-5 mini was asked instead."))

    assert "GPT-5 mini was asked instead." in poll(client_for(marketer), draft, htmx).content.decode()


def test_a_finished_draft_takes_the_place_of_the_whole_and_asks_no_more(client_for, marketer, htmx):
    draft = make_ready(GenerationFactory())

    response = poll(client_for(marketer), draft, htmx, stage="checking")
    page = response.content.decode()

    assert response["HX-Retarget"] == "#draft"
    assert json.loads(response["HX-Trigger"])["live"] == {"value": "The draft is ready."}
    assert "hx-trigger" not in page
    assert 'id="draft-actions" hx-swap-oob="true"' in page
    assert page.index("<title>") < page.index('id="draft"')


@pytest.mark.parametrize(
    ("status", "words"),
    [("failed", "The draft could not be made."), ("cancelled", "The draft was cancelled.")],
)
def test_a_draft_that_ended_without_words_says_so(client_for, marketer, htmx, status, words):
    response = poll(client_for(marketer), GenerationFactory(status=status), htmx)

    assert words in response["HX-Trigger"]
    assert "hx-trigger" not in response.content.decode()


def test_the_strip_of_variants_goes_on_until_the_last_is_written(client_for, marketer, htmx):
    request = DraftRequestFactory(variants=2)
    first = make_ready(GenerationFactory(request=request, variant=1))
    second = GenerationFactory(request=request, variant=2)
    client = client_for(marketer)

    before = poll(client, first, htmx, part="variants").content.decode()
    make_ready(second)
    after = poll(client, first, htmx, part="variants").content.decode()

    assert "every 2s" in before
    assert "hx-trigger" not in after


def test_without_a_script_it_is_the_page_with_a_link_to_refresh(client_for, marketer):
    page = client_for(marketer).get(f"/drafts/{write(GenerationFactory()).pk}/status/").content.decode()

    assert "<html" in page
    assert "Refresh" in page
    assert "<title>Writing: " in page


def test_cancel_is_offered_until_the_checks(client_for, marketer):
    client = client_for(marketer)

    pages = [
        client.get(f"/drafts/{write(GenerationFactory(), stage).pk}/").content.decode()
        for stage in ("writing", "checking")
    ]

    assert ["/cancel/" in page for page in pages] == [True, False]


def test_a_poll_costs_the_same_for_one_and_for_many(client_for, marketer, htmx):
    client = client_for(marketer)
    draft = write(GenerationFactory())
    few = _queries(client, draft, htmx)
    for _ in range(30):
        GenerationFactory()

    assert _queries(client, draft, htmx) == few <= 8


def _queries(client, draft, htmx):
    poll(client, draft, htmx)
    with CaptureQueriesContext(connection) as queries:
        poll(client, draft, htmx)
    return len(queries)


def test_a_stranger_finds_nothing(client_for, outsider, marketer, htmx):
    draft = GenerationFactory()
    BrandMembershipFactory(brand=draft.brand, user=marketer)

    assert poll(client_for(outsider), draft, htmx).status_code == 404


def test_it_needs_a_login(client, htmx):
    assert poll(client, GenerationFactory(), htmx).status_code in (302, 401)


def test_posting_is_refused(client_for, marketer):
    assert client_for(marketer).post(f"/drafts/{GenerationFactory().pk}/status/").status_code == 405


def test_the_strip_of_variants_asked_for_without_htmx_is_the_whole_page(client_for, marketer):
    draft = GenerationFactory(request__requested_by=marketer)
    response = client_for(marketer).get(f"/drafts/{draft.pk}/status/?part=variants")
    assert response.status_code == 200
    assert "<h1" in response.content.decode()
