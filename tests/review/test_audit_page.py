from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from generation import audit as record
from generation.models import AuditAction, AuditEntry
from review import audit as log
from review import workflow
from review.audit_words import value_of
from review.views.audit import PAGE_SIZE
from tests.factories import PromptVersionFactory

pytestmark = pytest.mark.django_db
AUDIT = reverse("review:audit")


def note(action, on, **changes):
    with transaction.atomic():
        return record.record(action, on=on, **changes)


def rows(response):
    return [row for day in response.context["days"] for row in day.rows]


def actions(response):
    return [row.entry.action for row in rows(response)]


def test_entries_are_listed_newest_first(client_for, lead, reviewer, held):
    response = client_for(lead).get(AUDIT)

    content = response.content.decode()
    assert actions(response) == ["draft.claimed", "draft.submitted"]
    assert "<b>Ana Ferreira</b> began to review the draft" in content
    assert reverse("generation:draft", args=[held.pk]) in content
    assert "Today," in content


@pytest.mark.parametrize("who", ["lead", "admin"])
def test_who_may_read_it(client_for, request, who):
    assert client_for(request.getfixturevalue(who)).get(AUDIT).status_code == 200


@pytest.mark.parametrize("who", ["marketer", "reviewer", "nobody"])
def test_others_are_told_who_can(client_for, request, who):
    response = client_for(request.getfixturevalue(who)).get(AUDIT)

    assert response.status_code == 403
    assert "Only review leads and prompt admins" in response.content.decode()


def test_it_needs_login(client):
    assert client.get(AUDIT).status_code == 302


def test_it_is_read_only(client_for, lead):
    assert client_for(lead).post(AUDIT).status_code == 405


def test_another_brands_entries_are_not_listed(client_for, outsider, lead, held):
    outsider.groups.set(lead.groups.all())

    assert actions(client_for(outsider).get(AUDIT, {"kind": "review"})) == []


def test_entries_about_no_brand_are_listed(client_for, lead, admin):
    note(AuditAction.PROMPT_PUBLISHED, PromptVersionFactory(), by=admin, reason="Leads with the season.")

    content = client_for(lead).get(AUDIT).content.decode()

    assert "set a prompt version live" in content
    assert "Leads with the season." in content


def test_filters_narrow_the_list(client_for, lead, reviewer, marketer, held, make_waiting):
    other = make_waiting()
    client = client_for(lead)

    assert actions(client.get(AUDIT, {"person": "reviewer"})) == ["draft.claimed"]
    assert actions(client.get(AUDIT, {"kind": "campaigns"})) == []
    assert actions(client.get(AUDIT, {"kind": "review", "draft": other.pk})) == ["draft.submitted"]
    assert len(actions(client.get(AUDIT, {"campaign": held.campaign.slug}))) == 3
    assert "No entry fits these filters." in client.get(AUDIT, {"kind": "campaigns"}).content.decode()


def test_dates_are_days_where_the_reader_is(client_for, lead, held):
    lead.time_zone = "Pacific/Auckland"
    lead.save(update_fields=["time_zone"])
    today = timezone.now().astimezone(ZoneInfo("Pacific/Auckland")).date()
    client = client_for(lead)

    assert len(actions(client.get(AUDIT, {"since": today, "until": today, "kind": "review"}))) == 2
    assert actions(client.get(AUDIT, {"since": today + timedelta(days=1)})) == []
    assert actions(client.get(AUDIT, {"until": today - timedelta(days=1)})) == []


@pytest.mark.parametrize(
    "query",
    [
        {"person": "x"},
        {"kind": "x"},
        {"since": "yesterday"},
        {"draft": "x"},
        {"campaign": "%"},
        {"after": "x"},
    ],
    ids=str,
)
def test_a_filter_that_makes_no_sense_is_left_out(client_for, lead, held, query):
    response = client_for(lead).get(AUDIT, query)

    assert response.status_code == 200
    assert len(actions(response)) == 2


@pytest.mark.parametrize(
    "query", [{"draft": "00000000-0000-4000-8000-000000000000"}, {"campaign": "not-mine"}], ids=str
)
def test_what_can_not_be_seen_narrows_the_list_to_nothing(client_for, lead, held, query):
    response = client_for(lead).get(AUDIT, query)

    assert actions(response) == []
    assert "not found" in response.content.decode()


def test_htmx_gets_the_log_without_the_frame(client_for, lead, held, htmx):
    fragment = client_for(lead).get(AUDIT, headers=htmx | {"HX-Target": "log"}).content.decode()

    assert "<html" not in fragment
    assert 'id="log"' in fragment


def test_older_entries_follow(client_for, lead, held, htmx):
    for number in range(PAGE_SIZE):
        note(AuditAction.DRAFT_COMMENTED, held, by=lead, reason=f"Comment {number}")
    client = client_for(lead)
    cursor = client.get(AUDIT).context["next_cursor"]

    older = client.get(AUDIT, {"after": cursor}, headers=htmx | {"HX-Target": "older"})

    assert actions(older) == ["draft.claimed", "draft.submitted"]
    assert 'class="filters"' not in older.content.decode()
    assert "Back to the newest entries" in client.get(AUDIT, {"after": cursor}).content.decode()


def test_an_edit_shows_the_words_before_and_after(client_for, lead, reviewer, held):
    headline = held.current_revision.content["headline"]
    workflow.edit(by=reviewer, generation=held, based_on=1, edits={"headline": "Lighter mornings"})

    response = client_for(lead).get(AUDIT)

    content = response.content.decode()
    changes = {change.label: (change.old, change.new) for change in rows(response)[0].changes}
    assert changes["Headline"] == (headline, "Lighter mornings")
    assert changes["Status"] == ("In review", "Needs review")
    assert changes["Revision"] == ("r1", "r2")
    assert "View change" in content
    assert "<ins>" in content


def test_a_decision_shows_its_reason_and_reasons(client_for, lead, reviewer, rejected):
    response = client_for(lead).get(AUDIT, {"kind": "review"})

    facts = dict(rows(response)[0].facts)
    assert facts["Reasons"] == "Legal or compliance"
    assert facts["Hash"].startswith(rejected.frozen_hash[:4])
    assert "Not allowed." in response.content.decode()


def test_what_was_asked_for_reads_as_on_the_form(client_for, lead, held):
    for asked in (
        {"tool": "email", "params": {"tone": "matter_of_fact", "kind": "win_back"}},
        {"tool": "social_post", "params": {"tone": "matter_of_fact", "networks": ["x", "linkedin"]}},
    ):
        note(AuditAction.DRAFT_REQUESTED, held, by=lead, after=asked)

    post, email = (
        {change.label: change.new for change in row.changes} for row in rows(client_for(lead).get(AUDIT))[:2]
    )

    assert (email["Tone"], email["Type of email"]) == ("Matter-of-fact", "Win-back")
    assert post["Networks"] == "X, LinkedIn"


def test_a_machine_is_drawn_as_one(client_for, lead, held):
    note(AuditAction.DRAFT_WRITTEN, held, actor_label="Claude Sonnet 4.6")

    content = client_for(lead).get(AUDIT).content.decode()

    assert "<b>Claude Sonnet 4.6</b> wrote the draft" in content
    assert "avatar-model" in content


def test_what_is_stored_is_escaped(client_for, lead, held):
    note(
        AuditAction.CAMPAIGN_EDITED,
        held.campaign,
        by=lead,
        brand=held.brand,
        reason="<b>why</b>",
        before={"name": "<i>old</i>"},
        after={"name": "<i>new</i>", "list": [{"a": ["<u>x</u>"]}], "none": None},
    )

    content = client_for(lead).get(AUDIT).content.decode()

    for tag in ("<b>why", "<i>old", "<i>new", "<u>x"):
        assert tag not in content


def test_content_of_another_schema_is_shown_raw(client_for, lead, held):
    note(
        AuditAction.DRAFT_EDITED,
        held,
        by=lead,
        before={"content": {"old": "A"}},
        after={"content": {"old": "B"}},
    )

    change = rows(client_for(lead).get(AUDIT))[0].changes[0]

    assert (change.old, change.new) == ("A", "B")


def test_the_log_costs_the_same_however_long_it_is(
    client_for, lead, reviewer, held, django_assert_max_num_queries
):
    client = client_for(lead)
    client.get(AUDIT)
    note(AuditAction.CAMPAIGN_EDITED, held.campaign, by=lead, brand=held.brand)
    with django_assert_max_num_queries(10) as few:
        client.get(AUDIT)
    for _number in range(10):
        note(AuditAction.DRAFT_COMMENTED, held, by=reviewer)
        note(AuditAction.CAMPAIGN_EDITED, held.campaign, by=lead, brand=held.brand)
    with django_assert_max_num_queries(10) as many:
        client.get(AUDIT)

    assert len(many) == len(few)


def test_every_action_belongs_to_a_kind():
    known = {action for _label, actions in log.KINDS.values() for action in actions}

    assert known == set(AuditAction.values)


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("review_status", "in_review", "In review"),
        ("review_status", "gone", "gone"),
        ("status", "ready", "Ready"),
        ("revision", 3, "r3"),
        ("frozen_hash", "9c41" + "0" * 56 + "e07b", "9c41…e07b"),
        ("frozen_hash", "", "none"),
        ("tool", "email", "Email"),
        ("variant", 2, "B"),
        ("reasons", ["legal", "old_reason"], "Legal or compliance, old_reason"),
        ("flag", True, "yes"),
        ("tags", ["a", "b"], "a, b"),
        ("gone", None, ""),
        ("due_at", "2027-03-05T08:56:05.957088+00:00", "5 Mar 2027, 08:56"),
        ("due_at", "soon", "soon"),
        ("due_at", "2027-02-30T08:56:05+00:00", "2027-02-30T08:56:05+00:00"),
        ("due_at", "2027-03-05T08:56:05", "2027-03-05T08:56:05"),
        ("note", "2027-03-05T08:56:05+00:00", "2027-03-05T08:56:05+00:00"),
    ],
)
def test_values_are_said_as_people_say_them(key, value, words):
    assert value_of(key, value) == words


def test_moments_are_said_in_the_readers_time():
    with timezone.override("America/New_York"):
        assert value_of("due_at", "2027-03-05T08:56:05+00:00") == "5 Mar 2027, 03:56"


def test_days_are_named_from_the_entries(lead, held):
    days = log.by_day(log.rows(lead, AuditEntry.objects.select_related("actor", "generation")))

    assert [day.is_today for day in days] == [True]
    assert not log.Day(datetime(2020, 1, 1).date(), []).is_yesterday
