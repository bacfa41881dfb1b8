from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from crm_llm.keyset import cursor_after
from generation.models import QUEUE_ORDER, AuditEntry, Generation, Revision
from review import queue, workflow
from review.views.queue import PAGE_SIZE
from tests.conftest import Role
from tests.factories import CampaignFactory, GenerationFactory, make_finding, make_ready
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db
QUEUE = reverse("review:queue")


def titles(response):
    return [row.generation.title for row in response.context["rows"]]


def name(draft, title):
    Generation.objects.filter(pk=draft.pk).update(title=title)


def test_the_queue_lists_what_waits_oldest_first(client_for, reviewer, make_waiting):
    newer, older = make_waiting(), make_waiting()
    Generation.objects.filter(pk=older.pk).update(
        submitted_at=timezone.now() - timedelta(hours=3), title="Older"
    )
    name(newer, "Newer")

    response = client_for(reviewer).get(QUEUE)

    assert response.status_code == 200
    assert titles(response) == ["Older", "Newer"]
    assert "3 h ago" in response.content.decode()


def test_the_order_is_overdue_then_risk_then_age(client_for, reviewer, make_waiting):
    late = timezone.now() - timedelta(hours=1)
    make_waiting(title="Young")
    make_waiting(title="Risky", must_fix=1)
    make_waiting(title="To check", to_check=1)
    make_waiting(title="Late and risky", must_fix=1, due_at=late)
    make_waiting(title="Late", due_at=late)
    old = make_waiting(title="Old")
    Generation.objects.filter(pk=old.pk).update(submitted_at=timezone.now() - timedelta(hours=3))

    assert titles(client_for(reviewer).get(QUEUE)) == [
        "Late and risky", "Late", "Risky", "To check", "Old", "Young",
    ]  # fmt: skip


def test_what_falls_due_moves_to_the_front_with_the_next_sweep(client_for, reviewer, make_waiting):
    make_waiting(title="Risky", must_fix=1)
    soon = make_waiting(title="Soon", due_at=timezone.now() + timedelta(hours=1))
    assert workflow.mark_overdue() == 0
    Generation.objects.filter(pk=soon.pk).update(due_at=timezone.now() - timedelta(minutes=1))

    assert workflow.mark_overdue() == 1
    assert workflow.mark_overdue() == 0
    assert titles(client_for(reviewer).get(QUEUE)) == ["Soon", "Risky"]


def test_what_is_decided_is_not_swept(approved):
    Generation.objects.filter(pk=approved.pk).update(due_at=timezone.now() - timedelta(minutes=1))

    assert workflow.mark_overdue() == 0


def test_it_needs_login(client):
    assert client.get(QUEUE).status_code == 302


@pytest.mark.parametrize("who", ["marketer", "admin", "nobody"])
def test_others_than_reviewers_are_told_who_can(client_for, request, who):
    response = client_for(request.getfixturevalue(who)).get(QUEUE)

    assert response.status_code == 403
    assert "Only reviewers and review leads" in response.content.decode()


def test_leads_see_the_queue(client_for, lead, waiting):
    assert titles(client_for(lead).get(QUEUE)) == [waiting.title]


def test_another_brands_drafts_are_not_listed(client_for, outsider, waiting):
    assert titles(client_for(outsider).get(QUEUE)) == []


def test_it_is_read_only(client_for, reviewer):
    assert client_for(reviewer).post(QUEUE).status_code == 405


def test_htmx_gets_the_list_without_the_frame(client_for, reviewer, waiting, htmx):
    page = client_for(reviewer).get(QUEUE).content.decode()
    fragment = client_for(reviewer).get(QUEUE, headers=htmx | {"HX-Target": "queue"}).content.decode()

    assert "<html" in page
    assert "<html" not in fragment
    assert 'id="queue"' in fragment


def test_views_filter_and_count(client_for, reviewer, reviewer2, make_waiting):
    mine, theirs, _risky = make_waiting(), make_waiting(), make_waiting(must_fix=1, title="Risky")
    workflow.claim(by=reviewer, generation=mine)
    workflow.claim(by=reviewer2, generation=theirs)
    name(mine, "Mine")

    client = client_for(reviewer)

    assert titles(client.get(QUEUE, {"view": "mine"})) == ["Mine"]
    assert titles(client.get(QUEUE, {"view": "unclaimed"})) == ["Risky"]
    assert titles(client.get(QUEUE, {"view": "high"})) == ["Risky"]
    tabs = {view: count for view, _label, count in client.get(QUEUE).context["tabs"]}
    assert tabs == {"all": 3, "mine": 1, "unclaimed": 1, "high": 1, "overdue": 0}


def test_a_hold_that_ran_out_is_unclaimed(client_for, reviewer, held):
    Generation.objects.filter(pk=held.pk).update(held_until=timezone.now() - timedelta(minutes=1))

    response = client_for(reviewer).get(QUEUE, {"view": "unclaimed"})

    assert titles(response) == [held.title]
    assert "Unclaimed" in response.content.decode()


def test_filters_narrow_the_list(client_for, reviewer, waiting):
    other = CampaignFactory(brand=waiting.brand, slug="other", name="Other")
    client = client_for(reviewer)

    assert titles(client.get(QUEUE, {"tool": "email", "campaign": waiting.campaign.slug})) == [waiting.title]
    assert titles(client.get(QUEUE, {"campaign": other.slug})) == []
    assert "No drafts match" in client.get(QUEUE, {"campaign": other.slug}).content.decode()


def test_a_filter_that_makes_no_sense_is_left_out(client_for, reviewer, waiting):
    response = client_for(reviewer).get(
        QUEUE, {"view": "nonsense", "tool": "fax", "campaign": "none", "after": "x"}
    )

    assert titles(response) == [waiting.title]


def test_an_empty_queue_is_all_clear(client_for, reviewer):
    assert "All clear" in client_for(reviewer).get(QUEUE).content.decode()


def test_an_empty_view_says_what_others_hold_and_until_when(client_for, reviewer2, held):
    until = timezone.localtime(held.held_until).strftime("%H:%M")

    content = client_for(reviewer2).get(QUEUE, {"view": "unclaimed"}).content.decode()

    assert "Nothing waits that nobody holds." in content
    assert "With others" in content
    assert f"{held.held_by.display_name} until" in content
    assert until in content


def test_filters_that_fit_nothing_can_be_cleared(client_for, reviewer, waiting):
    content = client_for(reviewer).get(QUEUE, {"view": "high", "language": "de"}).content.decode()

    assert "No drafts match" in content
    assert "All clear" not in content
    assert "?view=high" in content


def test_a_finished_queue_says_how_much_and_how_long(client_for, reviewer, approved):
    assert "Queue done: 1 decided, 1 min" in client_for(reviewer).get(QUEUE).content.decode()


def test_counts_stop_somewhere(client_for, reviewer, make_waiting, monkeypatch):
    monkeypatch.setattr("crm_llm.counting.MOST_COUNTED", 2)
    for _number in range(4):
        make_waiting()

    content = client_for(reviewer).get(QUEUE).content.decode()

    assert "2+ waiting" in content
    assert content.count("2+") > 4
    assert ">4<" not in content


def test_own_drafts_are_marked(client_for, reviewer, make_waiting, marketer):
    reviewer.groups.add(Group.objects.get(name=Role.MARKETER))
    make_waiting(by=reviewer)

    response = client_for(reviewer).get(QUEUE)

    assert "You asked for this; another reviewer must decide." in response.content.decode()
    assert response.context["next"] is None


def test_what_a_reviewer_edited_is_marked_and_not_next(client_for, reviewer, reviewer2, held):
    workflow.edit(by=reviewer, generation=held, based_on=1, edits={"headline": "Lighter mornings"})

    assert "You wrote part of this; another" in client_for(reviewer).get(QUEUE).content.decode()
    assert client_for(reviewer).get(QUEUE).context["next"] is None
    assert client_for(reviewer2).get(QUEUE).context["next"] == held


def test_rows_say_who_holds_a_draft(client_for, reviewer, reviewer2, held):
    assert "You until" in client_for(reviewer).get(QUEUE).content.decode()
    assert "Ana until" in client_for(reviewer2).get(QUEUE).content.decode()


def test_due_times_are_shown(client_for, reviewer, waiting):
    Generation.objects.filter(pk=waiting.pk).update(due_at=timezone.now() - timedelta(hours=2, minutes=5))

    assert "Overdue 2 h" in client_for(reviewer).get(QUEUE).content.decode()


def test_long_queues_come_in_pages(client_for, reviewer, make_waiting, htmx):
    drafts = {make_waiting().pk for _number in range(PAGE_SIZE + 3)}
    client = client_for(reviewer)
    first = client.get(QUEUE)
    cursor = first.context["next_cursor"]

    rest = client.get(QUEUE, {"after": cursor}, headers=htmx)

    assert len(first.context["rows"]) == PAGE_SIZE
    assert len(rest.context["rows"]) == 3
    assert {row.generation.pk for row in [*first.context["rows"], *rest.context["rows"]]} == drafts
    assert rest.content.decode().lstrip().startswith("<li")
    assert "<html" in client.get(QUEUE, {"after": cursor}).content.decode()


def test_news_count_what_came_since(client_for, reviewer, make_waiting, htmx):
    make_waiting()
    since = timezone.now().isoformat()
    make_waiting()
    make_waiting()

    response = client_for(reviewer).get(QUEUE, {"since": since}, headers=htmx | {"HX-Target": "queue-news"})

    assert "2 new drafts. Show them" in response.content.decode()
    assert 'hx-trigger="every 20s"' in response.content.decode()


@pytest.mark.parametrize("since", ["", "yesterday", "2026-13-45T99:00", "2026-01-01T00:00:00"])
def test_news_since_nonsense_are_none(client_for, reviewer, waiting, htmx, since):
    response = client_for(reviewer).get(QUEUE, {"since": since}, headers=htmx | {"HX-Target": "queue-news"})

    assert response.status_code == 200
    assert "Show" not in response.content.decode()


def test_the_queue_costs_the_same_however_long_it_is(
    client_for, reviewer, reviewer2, make_waiting, django_assert_max_num_queries
):
    client = client_for(reviewer)
    make_waiting()
    client.get(QUEUE)
    with django_assert_max_num_queries(12) as few:
        client.get(QUEUE)
    for number in range(8):
        draft = make_waiting()
        if number % 2:
            workflow.claim(by=reviewer2, generation=draft)
    with django_assert_max_num_queries(12) as many:
        client.get(QUEUE)
    first = queue.waiting(reviewer).order_by(*QUEUE_ORDER)[0]
    further_down = cursor_after(queue.waiting(reviewer), QUEUE_ORDER, first)
    with django_assert_max_num_queries(12):
        assert client.get(QUEUE, {"after": further_down}).context["next"] == first

    assert len(many) - len(few) <= 1


def test_a_decision_is_confirmed_with_undo_on_the_next_page(client_for, reviewer, approved):
    content = client_for(reviewer).get(QUEUE).content.decode()

    assert f"Approved “{approved.title}”" in content
    assert reverse("review:undo", args=[approved.pk]) in content
    assert "You decided 1 today" in content


def test_an_undone_decision_is_not_confirmed(client_for, reviewer, approved):
    workflow.undo(by=reviewer, generation=reload(approved))

    assert "Approved “" not in client_for(reviewer).get(QUEUE).content.decode()


@pytest.fixture
def made_of_edited(make_waiting, marketer, reviewer):
    """A draft that waits, made from one that `reviewer` edited two tries ago."""
    first = make_waiting()
    workflow.claim(by=reviewer, generation=first)
    workflow.edit(by=reviewer, generation=reload(first), based_on=1, edits={"headline": "Lighter mornings"})
    tries = {"request__campaign": first.campaign, "request__requested_by": marketer}
    second = make_ready(GenerationFactory(parent=first, **tries))
    third = make_ready(GenerationFactory(parent=second, **tries))
    workflow.submit(by=marketer, generation=third)
    Generation.objects.filter(pk=first.pk).update(review_status="superseded")
    return reload(third)


@pytest.fixture
def combined_from_theirs(waiting, reviewer):
    """A draft that waits, with words in it that `reviewer` wrote elsewhere."""
    revision = Revision.objects.create(
        generation=waiting,
        number=2,
        origin="person",
        author=waiting.requested_by,
        writers=[reviewer.pk],
        content=waiting.current_revision.content,
        content_hash=waiting.current_revision.content_hash,
    )
    Generation.objects.filter(pk=waiting.pk).update(current_revision=revision)
    return reload(waiting)


@pytest.fixture
def asked_anew_by_another(make_waiting, marketer, reviewer):
    """A draft that waits, made from one that `reviewer` had asked for."""
    first = make_ready(GenerationFactory(request__requested_by=reviewer))
    draft = make_waiting()
    Generation.objects.filter(pk=draft.pk).update(parent=first)
    return reload(draft)


@pytest.mark.parametrize("origin", ["made_of_edited", "combined_from_theirs", "asked_anew_by_another"])
def test_the_queue_offers_nothing_that_approval_refuses(client_for, request, reviewer, reviewer2, origin):
    draft = request.getfixturevalue(origin)

    mine, theirs = client_for(reviewer).get(QUEUE), client_for(reviewer2).get(QUEUE)

    assert workflow.approval_obstacle(draft, reviewer).startswith("You wrote part")
    assert "You wrote part of this" in mine.content.decode()
    assert mine.context["next"] is None
    screen = client_for(reviewer).get(reverse("review:item", args=[draft.pk])).context["screen"]
    assert not screen.may_claim

    assert workflow.approval_obstacle(draft, reviewer2) == ""
    assert "You wrote part of this" not in theirs.content.decode()
    assert theirs.context["next"] == draft


def test_what_comes_behind_many_own_drafts_is_still_found(reviewer, make_waiting, monkeypatch):
    monkeypatch.setattr(queue, "STEP", 2)
    theirs = make_ready(GenerationFactory(request__requested_by=reviewer))
    *made_of_theirs, last = [make_waiting() for _number in range(5)]
    Generation.objects.filter(pk__in=[draft.pk for draft in made_of_theirs]).update(parent=theirs)

    assert queue.next_for(reviewer, now=timezone.now()) == last


def test_the_pane_shows_words_and_findings_and_claims_nothing(client_for, reviewer, waiting):
    make_finding(waiting, quote="Our best-selling roast")
    headers = {"HX-Request": "true", "HX-Target": "peek"}
    entries = AuditEntry.objects.count()

    answer = client_for(reviewer).get(f"/review/{waiting.pk}/", headers=headers)

    assert answer.text.lstrip().startswith('<aside class="card peek" id="peek"')
    assert "Our best-selling roast" in answer.text
    assert waiting.current_revision.content["headline"] in answer.text
    assert "hx-post" not in answer.text
    assert (reload(waiting).review_status, AuditEntry.objects.count()) == ("submitted", entries)


def test_the_head_tells_the_median_of_a_day_of_several_decisions(client_for, reviewer, make_waiting):
    def decide():
        draft = make_waiting()
        workflow.claim(by=reviewer, generation=draft)
        now = reload(draft)
        workflow.approve(by=reviewer, generation=now, seen=now.frozen_hash)

    for _number in range(4):
        decide()
    assert "median" not in client_for(reviewer).get(QUEUE).text
    decide()
    assert "median 1 min" in client_for(reviewer).get(QUEUE).text
