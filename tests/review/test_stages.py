"""Policies: stages in order, different people, and nothing that is under review changes with a policy."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation.models import AuditAction, AuditEntry, Generation
from review import workflow
from review.exceptions import NotAllowed, WrongState
from review.gate import able, gate_of
from review.models import Decision, Notification, NotificationKind, ReviewPolicy, ReviewStage
from review.policies import policy_for
from tests.conftest import person
from tests.factories import BrandMembershipFactory, GenerationFactory, change_kit, make_ready
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db


@pytest.fixture
def legal_group(db):
    return Group.objects.create(name="Legal")


@pytest.fixture
def legal(brand, legal_group):
    """A reviewer of the legal group."""
    user = person("legal", Role.REVIEWER, first_name="Lou", last_name="Stern")
    user.groups.add(legal_group)
    BrandMembershipFactory(brand=brand, user=user)
    return user


@pytest.fixture
def reviewers(reviewer):
    return Group.objects.get(name=Role.REVIEWER)


@pytest.fixture
def two_stages(brand, reviewers, legal_group):
    policy = ReviewPolicy.objects.create(name="Brand, then Legal", brand=brand)
    ReviewStage.objects.create(policy=policy, position=1, name="Brand", group=reviewers)
    ReviewStage.objects.create(policy=policy, position=2, name="Legal", group=legal_group)
    return policy


def approve(draft, by):
    workflow.claim(by=by, generation=reload(draft))
    now = reload(draft)
    return workflow.approve(by=by, generation=now, seen=now.frozen_hash)


def test_the_first_stage_puts_the_draft_back_for_the_second(two_stages, make_waiting, reviewer, legal):
    draft = make_waiting()
    assert gate_of(draft).words == "Waits for Brand, then Legal"

    first = approve(draft, reviewer)

    assert (first.verdict, reload(draft).review_status) == ("stage_approved", "submitted")
    assert gate_of(draft).words == "1 of 2: Brand approved by Ana; waits for Legal"
    assert AuditEntry.objects.get(action=AuditAction.DRAFT_STAGE_APPROVED).after["stage"] == "Brand"

    last = approve(draft, legal)

    assert (last.verdict, reload(draft).review_status) == ("approved", "approved")
    assert not reload(draft).is_approved(timezone.now())


def told(draft, kind):
    return {row.recipient.username for row in Notification.objects.filter(generation=draft, kind=kind)}


def test_whose_stage_opens_is_told_and_not_where_the_approval_is_undone(
    two_stages, make_waiting, reviewer, legal, legal_group
):
    reviewer.groups.add(legal_group)
    draft = make_waiting()
    assert told(draft, NotificationKind.STAGE_OPENED) == set()

    approve(draft, reviewer)
    assert told(draft, NotificationKind.STAGE_OPENED) == {"legal"}
    assert told(draft, NotificationKind.APPROVED) == set()

    workflow.undo(by=reviewer, generation=reload(draft))
    assert told(draft, NotificationKind.STAGE_OPENED) == set()

    now = reload(draft)
    workflow.approve(by=reviewer, generation=now, seen=now.frozen_hash)
    approve(draft, legal)
    assert told(draft, NotificationKind.STAGE_OPENED) == {"legal"}
    assert told(draft, NotificationKind.APPROVED) == {"marketer"}


def test_one_of_several_approvals_opens_no_stage(two_stages, make_waiting, reviewer, legal):
    two_stages.stages.filter(name="Brand").update(approvals=2)
    draft = make_waiting()

    approve(draft, reviewer)

    assert told(draft, NotificationKind.STAGE_OPENED) == set()


def test_only_the_group_of_the_stage_approves_it(two_stages, make_waiting, reviewer, reviewer2, legal):
    draft = make_waiting()
    approve(draft, reviewer)

    with pytest.raises(NotAllowed, match="Only members of the group Legal"):
        approve(draft, reviewer2)


def test_nobody_approves_two_stages(two_stages, make_waiting, reviewer, legal_group):
    reviewer.groups.add(legal_group)
    draft = make_waiting()
    approve(draft, reviewer)

    with pytest.raises(NotAllowed, match="somebody else"):
        approve(draft, reviewer)


def test_superusers_get_nothing_extra(two_stages, make_waiting, reviewer, brand):
    draft = make_waiting()
    approve(draft, reviewer)
    root = person("root", Role.REVIEWER, Role.LEAD, is_superuser=True, is_staff=True)

    with pytest.raises(NotAllowed, match="Only members"):
        approve(draft, root)


def test_a_policy_that_changes_later_is_for_later_submissions(two_stages, make_waiting, reviewer, legal):
    before = make_waiting()
    two_stages.delete()
    after = make_waiting()

    assert approve(before, reviewer).verdict == "stage_approved"
    assert approve(after, reviewer).verdict == "approved"


def test_an_edit_begins_at_the_first_stage(two_stages, make_waiting, reviewer, reviewer2, legal):
    draft = make_waiting()
    approve(draft, reviewer)
    workflow.claim(by=legal, generation=reload(draft))
    workflow.edit(by=legal, generation=reload(draft), based_on=1, edits={"headline": "Lighter"})

    gate = gate_of(draft)
    assert (gate.at, gate.given) == (0, ())
    assert approve(draft, reviewer2).verdict == "stage_approved"


def test_a_new_kit_begins_at_the_first_stage_of_the_same_policy(two_stages, make_waiting, reviewer, legal):
    draft = make_waiting()
    approve(draft, reviewer)
    two_stages.stages.all().delete()
    change_kit(draft.brand, legal_footer="Other terms apply.")

    workflow.claim(by=legal, generation=reload(draft))

    assert gate_of(draft).words == "Waits for Brand, then Legal"


def test_recall_and_submit_again_begin_at_the_first_stage(two_stages, make_waiting, marketer, reviewer):
    draft = make_waiting()
    approve(draft, reviewer)
    workflow.recall(by=marketer, generation=reload(draft))
    workflow.submit(by=marketer, generation=reload(draft))

    assert gate_of(draft).given == ()


def test_reopening_begins_at_the_first_stage(two_stages, make_waiting, reviewer, legal, lead):
    draft = make_waiting()
    approve(draft, reviewer)
    approve(draft, legal)
    workflow.withdraw(by=lead, generation=reload(draft), note="The price is wrong.")
    workflow.reopen(by=lead, generation=reload(draft), note="It is right now.")

    assert gate_of(draft).words == "Waits for Brand, then Legal"


def test_a_stage_is_undone_within_ten_seconds(two_stages, make_waiting, reviewer):
    draft = make_waiting()
    approve(draft, reviewer)

    workflow.undo(by=reviewer, generation=reload(draft))

    assert (reload(draft).held_by, gate_of(draft).given) == (reviewer, ())
    workflow.approve(by=reviewer, generation=reload(draft), seen=draft.frozen_hash)
    assert gate_of(draft).at == 1


def test_a_stage_is_not_undone_once_the_next_reviewer_reads(two_stages, make_waiting, reviewer, legal):
    draft = make_waiting()
    approve(draft, reviewer)
    workflow.claim(by=legal, generation=reload(draft))

    with pytest.raises(WrongState):
        workflow.undo(by=reviewer, generation=reload(draft))


def test_an_undone_rejection_takes_no_approval_back(two_stages, make_waiting, reviewer):
    draft = make_waiting()
    approve(draft, reviewer)
    workflow.claim(by=reviewer, generation=reload(draft))
    held = reload(draft)
    workflow.reject(by=reviewer, generation=held, seen=held.frozen_hash, reason="legal", note="No.")
    workflow.undo(by=reviewer, generation=reload(draft))

    assert gate_of(draft).at == 1


def test_two_people_of_one_group(brand, reviewers, make_waiting, reviewer, reviewer2):
    policy = ReviewPolicy.objects.create(name="Four eyes", brand=brand)
    ReviewStage.objects.create(policy=policy, name="Reviewers", group=reviewers, approvals=2)
    draft = make_waiting()
    assert gate_of(draft).words == "Waits for 2 people of Reviewers"

    approve(draft, reviewer)
    assert gate_of(draft).words == "1 of 2: Reviewers approved by Ana; waits for 1 more of Reviewers"
    assert approve(draft, reviewer2).verdict == "approved"


def test_everyone_who_may(brand, reviewers, make_waiting, reviewer, reviewer2, marketer):
    marketer.groups.add(reviewers)
    person("gone", Role.REVIEWER, is_active=False)
    person("elsewhere", Role.REVIEWER)
    policy = ReviewPolicy.objects.create(name="All", brand=brand)
    ReviewStage.objects.create(policy=policy, name="Reviewers", group=reviewers, everyone=True)
    draft = make_waiting()
    assert set(able(draft, gate_of(draft))) == {reviewer, reviewer2}

    assert approve(draft, reviewer).verdict == "stage_approved"
    assert approve(draft, reviewer2).verdict == "approved"


@pytest.mark.parametrize(
    ("band", "wanted"),
    [
        (Generation.RiskBand.HIGH, "of the brand, high"),
        (Generation.RiskBand.MEDIUM, "of the brand"),
    ],
)
def test_the_most_specific_policy_holds(brand, waiting, band, wanted):
    for values in [
        {},
        {"tool": "email", "risk": "high"},
        {"brand": brand},
        {"brand": brand, "risk": "high"},
        {"brand": brand, "tool": "social_post", "risk": "high"},
    ]:
        name = "of the brand" if "brand" in values else "of all"
        ReviewPolicy.objects.create(name=f"{name}{', high' if 'risk' in values else ''}", **values)
    waiting.risk_band = band

    found = policy_for(waiting)

    assert found is not None
    assert found.name == wanted


def test_there_are_no_two_policies_for_one_case(brand):
    for values in ({}, {"brand": brand, "tool": "email", "risk": "high"}):
        ReviewPolicy.objects.create(name="One", **values)
        with pytest.raises(IntegrityError), transaction.atomic():
            ReviewPolicy.objects.create(name="Other", **values)


def test_a_policy_says_when_a_draft_is_due(brand, marketer):
    ReviewPolicy.objects.create(name="Quick", due_hours=24, remind_hours=4, escalate_hours=2)
    now = timezone.now()
    later, sooner = now + timedelta(days=3), now + timedelta(hours=3)
    drafts = []
    for due_at in (None, later, sooner):
        draft = make_ready(
            GenerationFactory(request__requested_by=marketer, request__due_at=due_at, due_at=due_at)
        )
        drafts.append(workflow.submit(by=marketer, generation=draft).generation)

    assert [round((draft.due_at - now) / timedelta(hours=1)) for draft in map(reload, drafts)] == [24, 24, 3]
    submission = drafts[0].submissions.get()
    assert submission.due_at - submission.remind_at == timedelta(hours=4)
    assert submission.escalate_at - submission.due_at == timedelta(hours=2)


def test_an_approver_without_an_account_passes_a_stage_of_its_own(brand, reviewers, make_waiting, reviewer):
    policy = ReviewPolicy.objects.create(name="Client last", brand=brand)
    ReviewStage.objects.create(policy=policy, position=1, name="Brand", group=reviewers)
    ReviewStage.objects.create(policy=policy, position=2, name="Client", outside=True)
    draft = make_waiting()
    approve(draft, reviewer)
    with pytest.raises(NotAllowed, match="outside"):
        approve(draft, person("another", Role.REVIEWER, is_superuser=True))
    workflow.release(by=reload(draft).held_by, generation=reload(draft))
    now = reload(draft)

    with transaction.atomic():
        decision = workflow.approve_stage(by=None, generation=now, gate=gate_of(now), outside="Carla Client")

    assert (decision.who, decision.verdict) == ("Carla Client", "approved")
    assert Generation.objects.get(pk=draft.pk).review_status == "approved"


def test_the_queue_offers_next_what_the_person_is_asked_for(
    two_stages, make_waiting, reviewer, reviewer2, legal, client_for
):
    draft = make_waiting()
    approve(draft, reviewer)

    page = client_for(reviewer2).get("/review/")
    assert "1 of 2: Brand approved by Ana; waits for Legal" in page.text
    assert page.context["next"] is None
    assert client_for(legal).get("/review/").context["next"] == draft


def test_the_screen_says_what_is_missing_and_who_can_give_it(
    two_stages, make_waiting, reviewer, reviewer2, legal, client_for
):
    draft = make_waiting()
    approve(draft, reviewer)

    page = client_for(reviewer2).get(f"/review/{draft.pk}/")

    assert "1 of 2: Brand approved by Ana; waits for Legal." in page.text
    assert "Can approve: Lou." in page.text
    assert "Start reviewing" not in page.text
    assert "Start reviewing" in client_for(legal).get(f"/review/{draft.pk}/").text


def test_the_author_reads_what_is_missing(two_stages, make_waiting, marketer, client_for):
    draft = make_waiting()
    assert "Waits for Brand, then Legal." in client_for(marketer).get(f"/drafts/{draft.pk}/").text


def test_who_approved_a_stage_can_undo_it_on_the_screen(two_stages, make_waiting, reviewer, client_for):
    draft = make_waiting()
    approve(draft, reviewer)
    client = client_for(reviewer)
    assert f'action="/review/{draft.pk}/undo/"' in client.get(f"/review/{draft.pk}/").text

    client.post(f"/review/{draft.pk}/undo/")

    assert Decision.objects.last().verdict == "undone"


def test_prompt_admins_set_policies(client, db):
    client.force_login(person("ada", Role.PROMPT_ADMIN, is_staff=True))
    group = Group.objects.create(name="Legal")
    stage = {
        "stages-0-position": 1,
        "stages-0-name": "Legal",
        "stages-0-group": group.pk,
        "stages-0-approvals": 1,
    }
    management = {"stages-TOTAL_FORMS": 1, "stages-INITIAL_FORMS": 0}

    answer = client.post(
        "/admin/review/reviewpolicy/add/", {"name": "Legal", "risk": "high"} | stage | management
    )

    assert answer.status_code == 302
    assert ReviewStage.objects.get().group == group


@pytest.mark.parametrize(
    "wrong",
    [
        {"stages-0-group": ""},
        {"stages-0-group": "", "stages-0-outside": "on"},
        {"stages-0-approvals": 0},
        {"remind_hours": 2},
        {"due_hours": 2, "remind_hours": 3},
    ],
)
def test_a_policy_that_could_not_work_is_refused(client, db, wrong):
    client.force_login(person("ada", Role.PROMPT_ADMIN, is_staff=True))
    group = Group.objects.create(name="Legal")
    stage = {
        "stages-0-position": 1,
        "stages-0-name": "Legal",
        "stages-0-group": group.pk,
        "stages-0-approvals": 1,
    }
    management = {"stages-TOTAL_FORMS": 1, "stages-INITIAL_FORMS": 0}

    answer = client.post(
        "/admin/review/reviewpolicy/add/", {"name": "Legal", "risk": "high"} | stage | management | wrong
    )

    assert answer.status_code == 200
    assert not ReviewPolicy.objects.exists()


def test_the_queue_costs_no_more_with_stages(
    brand, make_waiting, reviewer, reviewer2, reviewers, client_for, django_assert_max_num_queries
):
    policy = ReviewPolicy.objects.create(name="Four eyes", brand=brand)
    ReviewStage.objects.create(policy=policy, name="Reviewers", group=reviewers, approvals=2)
    for draft in [make_waiting() for _ in range(3)]:
        approve(draft, reviewer)
    client = client_for(reviewer2)

    with django_assert_max_num_queries(12):
        assert client.get("/review/").text.count("approved by Ana") == 3
