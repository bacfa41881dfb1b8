import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    BrandMembershipFactory,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    make_ready,
)

pytestmark = pytest.mark.django_db


def drafts(count, **fields):
    return [GenerationFactory(**fields) for _ in range(count)]


def shown(response):
    return {draft.pk for draft in response.context["drafts"]}


def test_it_lists_what_the_person_may_see(client_for, marketer):
    draft = make_ready(GenerationFactory(), title="Lighter mornings")

    page = client_for(marketer).get("/drafts/").content.decode()

    assert "Lighter mornings" in page
    assert f"/drafts/{draft.pk}/" in page


def test_drafts_of_other_brands_are_not_there(client_for, outsider, marketer):
    draft = GenerationFactory()
    BrandMembershipFactory(brand=draft.brand, user=marketer)

    assert shown(client_for(outsider).get("/drafts/")) == set()


@pytest.mark.parametrize(
    ("status", "fields"),
    [
        ("writing", {"status": "queued"}),
        ("ready", {"review_status": "draft"}),
        ("in-review", {"review_status": "submitted", "frozen_hash": "0"}),
        ("approved", {"review_status": "approved", "frozen_hash": "0"}),
        ("not-approved", {"review_status": "rejected", "frozen_hash": "0"}),
        ("archived", {"review_status": "archived"}),
    ],
)
def test_each_tab_shows_its_drafts_only(client_for, marketer, status, fields):
    draft = GenerationFactory() if status == "writing" else make_ready(GenerationFactory(), **fields)
    other = GenerationFactory(status="failed")

    found = shown(client_for(marketer).get("/drafts/", {"status": status}))

    assert draft.pk in found
    assert other.pk not in found


def test_needs_you_is_about_ones_own_drafts(client_for, marketer):
    mine = GenerationFactory(request__requested_by=marketer, status="failed")
    GenerationFactory(status="failed")

    assert shown(client_for(marketer).get("/drafts/", {"status": "needs-you"})) == {mine.pk}


def test_what_is_archived_is_not_among_all(client_for, marketer):
    make_ready(GenerationFactory(), review_status="archived")

    assert shown(client_for(marketer).get("/drafts/")) == set()


def test_filters_combine(client_for, marketer):
    campaign = CampaignFactory()
    mine = GenerationFactory(request=DraftRequestFactory(campaign=campaign, requested_by=marketer))
    GenerationFactory(request=DraftRequestFactory(campaign=campaign))
    GenerationFactory(request__requested_by=marketer)

    query = {"campaign": campaign.slug, "mine": "1", "tool": "email", "status": "writing"}

    assert shown(client_for(marketer).get("/drafts/", query)) == {mine.pk}


@pytest.mark.parametrize("query", [{"status": "lost"}, {"tool": "horoscope"}, {"after": "nonsense"}])
def test_a_filter_that_does_not_exist_is_none(client_for, marketer, query):
    draft = GenerationFactory()

    assert shown(client_for(marketer).get("/drafts/", query)) == {draft.pk}


def test_more_drafts_come_with_the_next_page(client_for, marketer, htmx):
    drafts(30)
    client = client_for(marketer)
    first = client.get("/drafts/")

    second = client.get(f"/drafts/{first.context['more']}", headers=htmx)

    assert len(shown(first)) == 25
    assert len(shown(second)) == 5
    assert not shown(first) & shown(second)
    assert "<html" not in second.content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(client_for, marketer):
    client = client_for(marketer)
    drafts(1)
    counts = []
    for more in (0, 29):
        drafts(more)
        client.get("/drafts/")
        counts.append(_queries(client, "/drafts/"))

    assert counts[0] == counts[1] <= 12


def _queries(client, url, **kwargs):
    with CaptureQueriesContext(connection) as queries:
        client.get(url, **kwargs)
    return len(queries)


def test_rows_that_are_being_written_are_asked_about_together(client_for, marketer, htmx):
    writing, done = GenerationFactory(), GenerationFactory()
    client = client_for(marketer)
    page = client.get("/drafts/").content.decode()
    make_ready(done, title="Now there are words")

    news = client.get("/drafts/", {"ids": f"{writing.pk},{done.pk},x", "poll": "p"}, headers=htmx)

    assert 'hx-trigger="every 2s"' in page
    assert "Now there are words" in news.content.decode()
    assert f"#draft-{writing.pk}" in news.content.decode()
    assert "HX-Trigger" not in news


def test_the_list_stops_asking_when_all_are_written(client_for, marketer, htmx):
    draft = make_ready(GenerationFactory())

    news = client_for(marketer).get("/drafts/", {"ids": str(draft.pk), "poll": "p"}, headers=htmx)

    assert "hx-trigger" not in news.content.decode()
    assert "Your drafts are ready." in news["HX-Trigger"]


def test_asking_about_many_rows_costs_the_same(client_for, marketer, htmx):
    client = client_for(marketer)
    found = [str(draft.pk) for draft in drafts(30)]

    one, many = (
        _queries(client, "/drafts/", data={"ids": ids}, headers=htmx) for ids in (found[0], ",".join(found))
    )

    assert one == many


def test_a_filter_answers_with_the_list_alone(client_for, marketer, htmx):
    page = client_for(marketer).get("/drafts/", {"status": "ready"}, headers=htmx).content.decode()

    assert 'id="drafts-list"' in page
    assert "<html" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({}, "No drafts yet"),
        ({"mine": "1"}, "No drafts match"),
        ({"status": "needs-you"}, "All clear"),
        ({"status": "approved"}, "No drafts match"),
    ],
)
def test_an_empty_list_says_why(client_for, marketer, query, words):
    assert words in client_for(marketer).get("/drafts/", query).content.decode()


def test_markup_in_a_title_stays_text(client_for, marketer):
    make_ready(GenerationFactory(), title="<img src=x onerror=alert(1)>")

    assert b"<img src=x" not in client_for(marketer).get("/drafts/").content


def test_it_needs_a_login(client):
    assert client.get("/drafts/")["Location"].startswith("/accounts/login/")


def test_people_without_a_role_may_look(client_for, nobody):
    assert client_for(nobody).get("/drafts/").status_code == 200


def test_posting_is_refused(client_for, marketer):
    assert client_for(marketer).post("/drafts/").status_code == 405
