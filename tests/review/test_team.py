"""The team board: figures that are right, that say when they mean little, and that cost the same."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from crm_llm.accounts.models import Role, User
from generation.models import BrandMembership, Generation
from review import team, workflow
from review.models import Decision, Submission
from tests.factories import BrandFactory, CampaignFactory, GenerationFactory, UserFactory, make_ready

pytestmark = pytest.mark.django_db
BOARD = "/review/team/"
NOW = timezone.now()


def decide(person, *, verdict="approved", hours=1.0, ago=timedelta(hours=1), reasons=(), draft=None):
    """Store a decision that was taken `ago`, `hours` after the draft was submitted."""
    draft = draft or make_ready(GenerationFactory())
    submission = Submission.objects.create(
        generation=draft,
        revision=draft.current_revision,
        frozen_hash="a" * 64,
        renditions={},
        brand_kit={},
        submitted_by=draft.requested_by,
    )
    decision = Decision.objects.create(
        generation=draft,
        revision=draft.current_revision,
        frozen_hash="a" * 64,
        verdict=verdict,
        reasons=list(reasons),
        note="" if verdict in ("approved", "undone") else "Why.",
        decided_by=person,
    )
    then = NOW - ago
    moved(Submission, submission.pk, then - timedelta(hours=hours))
    moved(Decision, decision.pk, then)
    return draft


def moved(model, pk, moment):
    """Set when a row was written: history itself refuses to be changed."""
    with connection.cursor() as cursor:
        column = model._meta.get_field("created_at")
        cursor.execute(
            f"UPDATE {model._meta.db_table} SET created_at = %s WHERE id = %s",
            [column.get_db_prep_value(moment, connection), pk],
        )


def board(person, days=30):
    return team.board(User.objects.get(pk=person.pk), days, now=NOW + timedelta(minutes=1))


def test_nothing_is_said_calmly(client_for, reviewer):
    page = client_for(reviewer).get(BOARD).content.decode()

    assert "Nothing was decided" in page
    assert "Nothing waits" in page
    assert "too few to compare" in page


def test_it_counts_what_waits_and_since_when(reviewer, make_waiting):
    old = make_waiting()
    make_waiting()
    Generation.objects.filter(pk=old.pk).update(submitted_at=NOW - timedelta(days=3))

    found = board(reviewer)

    assert found.waiting == 2
    assert found.oldest == NOW - timedelta(days=3)


def test_the_median_is_of_the_times_from_submission(lead, reviewer):
    for hours in (1, 1, 1, 2, 2, 4, 4, 4, 90):
        decide(reviewer, hours=hours)
    assert board(lead).team.median_s is None
    decide(reviewer, hours=3)

    assert board(lead).team.median_s == 2.5 * 3600
    assert board(lead).people[0].figures.median_s == 2.5 * 3600


@pytest.mark.parametrize(
    ("verdicts", "passed", "firsts"),
    [
        (["approved"], 1, 1),
        (["rejected"], 0, 1),
        (["changes_requested", "approved"], 0, 1),
        (["approved", "undone"], 0, 0),
        (["rejected", "undone", "approved"], 1, 1),
        (["approved", "undone", "rejected"], 0, 1),
        (["approved", "withdrawn", "reopened", "approved"], 1, 1),
    ],
)
def test_first_pass_is_the_first_decision_that_stands(lead, reviewer, verdicts, passed, firsts):
    draft = None
    for number, verdict in enumerate(verdicts):
        draft = decide(reviewer, verdict=verdict, draft=draft, ago=timedelta(hours=5 - number))

    figures = board(lead).team
    assert (figures.passed, figures.firsts) == (passed, firsts)


def test_what_began_before_the_span_is_no_first_pass(lead, reviewer):
    draft = decide(reviewer, verdict="changes_requested", ago=timedelta(days=9), reasons=["legal"])
    decide(reviewer, draft=draft)

    week, month = board(lead, 7), board(lead, 30)

    assert (week.team.decided, week.team.firsts, week.reasons) == (1, 0, [])
    assert (month.team.decided, month.team.passed, month.team.firsts) == (2, 0, 1)


def test_shares_need_ten(lead, reviewer):
    for _number in range(9):
        decide(reviewer)
    assert board(lead).team.pass_percent is None
    decide(reviewer, verdict="rejected", reasons=["legal"])
    assert board(lead).team.pass_percent == 90


def test_leads_see_each_person_and_reviewers_themselves_and_the_whole(client_for, lead, reviewer, reviewer2):
    decide(reviewer)
    for _number in range(2):
        decide(reviewer2, verdict="changes_requested", reasons=["fact_error", "legal"])

    assert [(bar.label, bar.count, bar.share) for bar in board(lead).people] == [
        (reviewer2.display_name, 2, 100),
        (reviewer.display_name, 1, 50),
    ]
    found = board(reviewer)
    assert (found.people, found.own.decided, found.team.decided) == ([], 1, 3)
    page = client_for(reviewer).get(BOARD).content.decode()
    assert reviewer2.display_name not in page
    assert reviewer2.display_name in client_for(lead).get(BOARD).content.decode()


def test_who_has_no_account_is_named_as_such(lead):
    decision = decide(lead)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE review_decision SET decided_by_id = NULL, decided_outside = 'A lawyer'")

    assert [bar.label for bar in board(lead).people] == ["Outside approvers"]
    assert decision


def test_reasons_are_counted_most_common_first(lead, reviewer):
    for reasons in (["legal"], ["legal", "off_brand"], ["fact_error", "legal"], ["off_brand"], ["gone"]):
        decide(reviewer, verdict="changes_requested", reasons=reasons)

    assert [(bar.label, bar.count, bar.share) for bar in board(lead).reasons] == [
        ("Legal or compliance", 3, 100),
        ("Off brand", 2, 67),
        ("Fact error", 1, 33),
    ]


def test_other_brands_are_not_counted(client_for, reviewer):
    brand = BrandFactory()
    stranger = UserFactory(first_name="Secret", last_name="Person")
    stranger.groups.add(Group.objects.get(name=Role.LEAD))
    BrandMembership.objects.create(brand=brand, user=stranger)
    decide(stranger, draft=make_ready(GenerationFactory(request__campaign=CampaignFactory(brand=brand))))

    assert board(reviewer).team.decided == 0
    assert board(stranger).team.decided == 1


def test_what_is_read_is_bounded_and_said_to_be(lead, reviewer):
    for number in range(3):
        decide(reviewer, ago=timedelta(hours=3 - number))

    found = team.board(lead, 30, now=NOW, most=2)

    assert (found.is_cut, found.team.decided, found.since) == (True, 2, NOW - timedelta(hours=2))
    assert not team.board(lead, 30, now=NOW, most=3).is_cut


def test_it_costs_the_same_however_much_was_decided(
    client_for, lead, reviewer, django_assert_max_num_queries, django_assert_num_queries
):
    decide(reviewer)
    client = client_for(lead)
    client.get(BOARD)
    with django_assert_max_num_queries(12) as first:
        client.get(BOARD)
    for _number in range(5):
        decide(UserFactory(), verdict="rejected", reasons=["legal"])
    with django_assert_num_queries(len(first.captured_queries)):
        client.get(BOARD)


@pytest.mark.parametrize(
    ("asked", "days"), [("7", 7), ("90", 90), ("", 30), ("8", 30), ("x", 30), ("-7", 30)]
)
def test_the_span_is_in_the_address(client_for, reviewer, asked, days):
    assert client_for(reviewer).get(BOARD, {"days": asked}).context["board"].days == days


def test_what_the_desk_decides_is_on_the_board(lead, reviewer, make_waiting):
    draft = make_waiting()
    workflow.claim(by=reviewer, generation=draft)
    draft.refresh_from_db()
    workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)

    [one] = board(lead).team.taken
    assert (one.person, one.verdict, one.is_first) == (reviewer.pk, "approved", True)
    assert one.took is not None
    assert one.took < timedelta(minutes=1)
