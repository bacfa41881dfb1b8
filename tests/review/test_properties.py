"""Whatever any mix of people does to a draft, in whatever order, the invariants of the review hold."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from crm_llm.accounts.models import Role
from crm_llm.errors import DomainError
from generation import services
from generation.models import AuditAction, AuditEntry, Generation
from review import chain, workflow
from review.confirming import points_of
from review.gate import APPROVALS
from review.models import Claim, Decision, ReviewPolicy, ReviewStage, Submission
from review.plans import Plan
from tests.conftest import person
from tests.factories import CampaignFactory, GenerationFactory, change_kit, make_ready

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

PEOPLE: dict[str, tuple[str, ...]] = {
    "maya": (Role.MARKETER,),
    "both": (Role.MARKETER, Role.REVIEWER, Role.LEAD),
    "ana": (Role.REVIEWER,),
    "tom": (Role.REVIEWER, "Legal"),
    "lou": (Role.REVIEWER, "Legal"),
    "lea": (Role.LEAD,),
}
who = st.sampled_from(sorted(PEOPLE))
WORDS = ("Slow mornings", "Fresh beans", "Calm dawns")


class Desk(RuleBasedStateMachine):
    """One draft under a policy of two stages, and six people who try whatever they like."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.people = {name: person(name) for name in PEOPLE}
        for name, groups in PEOPLE.items():
            self.people[name].groups.set(Group.objects.get_or_create(name=group)[0] for group in groups)
        campaign = CampaignFactory(owner=self.people["maya"])
        policy = ReviewPolicy.objects.create(name="Brand, then Legal")
        for place, group in enumerate((Role.REVIEWER, "Legal"), start=1):
            ReviewStage.objects.create(
                policy=policy, position=place, name=group, group=Group.objects.get(name=group)
            )
        self.brand = campaign.brand
        self.pk = make_ready(
            GenerationFactory(request__campaign=campaign, request__requested_by=self.people["maya"])
        ).pk
        self.kept: dict[int, str] = {}
        self.kits = 0
        self.submit("maya")

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)

    @property
    def draft(self) -> Generation:
        joined = ("brand", "campaign", "current_revision", "held_by", "parent", "request", "requested_by")
        return Generation.objects.select_related(*joined).get(pk=self.pk)

    def tries(self, verb: Any, name: str, **typed: Any) -> None:
        """Let somebody try; a refusal is no failure."""
        try:
            with transaction.atomic():
                verb(by=self.people[name], generation=self.draft, **typed)
        except DomainError:
            pass

    @rule(name=who)
    def submit(self, name: str) -> None:
        self.tries(workflow.submit, name)

    @rule(name=who)
    def recall(self, name: str) -> None:
        self.tries(workflow.recall, name)

    @rule(name=who)
    def claim(self, name: str) -> None:
        self.tries(workflow.claim, name)

    @rule(name=who)
    def release(self, name: str) -> None:
        self.tries(workflow.release, name)

    @rule(name=who, words=st.sampled_from(WORDS))
    def edit(self, name: str, words: str) -> None:
        revision = self.draft.current_revision
        assert revision is not None
        self.tries(workflow.edit, name, based_on=revision.number, edits={"headline": words})

    @rule(name=who, words=st.sampled_from(WORDS))
    def author_edits(self, name: str, words: str) -> None:
        revision = self.draft.current_revision
        assert revision is not None
        self.tries(services.edit, name, based_on=revision.number, edits={"headline": words})

    @rule(name=who)
    def comment(self, name: str) -> None:
        self.tries(workflow.comment, name, body="Nice.")

    @rule(name=who, stale=st.booleans())
    def approve(self, name: str, stale: bool) -> None:
        draft = self.draft
        seen = "0" * 64 if stale else draft.frozen_hash
        self.tries(
            workflow.approve, name, seen=seen, note="Read.", confirmed=[one.key for one in points_of(draft)]
        )

    @rule(name=who)
    def claim_and_approve(self, name: str) -> None:
        """What most sequences come to late or never by chance."""
        self.claim(name)
        self.approve(name, stale=False)

    @rule(name=who)
    def set_rules_aside(self, name: str) -> None:
        draft = self.draft
        self.tries(
            workflow.set_rules_aside,
            name,
            seen=draft.frozen_hash,
            reason="It is urgent.",
            note="Read.",
            confirmed=[one.key for one in points_of(draft)],
        )

    @rule(name=who)
    def request_changes(self, name: str) -> None:
        seen = self.draft.frozen_hash
        self.tries(workflow.request_changes, name, seen=seen, reasons=["other"], note="Shorter.")

    @rule(name=who)
    def reject(self, name: str) -> None:
        self.tries(workflow.reject, name, seen=self.draft.frozen_hash, reason="legal", note="No.")

    @rule(name=who)
    def undo(self, name: str) -> None:
        self.tries(workflow.undo, name)

    @rule(name=who)
    def withdraw(self, name: str) -> None:
        self.tries(workflow.withdraw, name, note="Wrong price.")

    @rule(name=who)
    def reopen(self, name: str) -> None:
        self.tries(workflow.reopen, name, note="Right again.")

    @rule()
    def time_passes(self) -> None:
        Generation.objects.filter(pk=self.pk, review_status="in_review").update(
            held_until=timezone.now() - timedelta(seconds=1)
        )
        workflow.expire_claims()

    @rule()
    def the_kit_changes(self) -> None:
        self.kits += 1
        change_kit(self.brand, legal_footer=f"Terms {self.kits}.")

    @invariant()
    def no_revision_is_lost_or_changed(self) -> None:
        now = dict(self.draft.revisions.values_list("number", "content_hash"))
        assert sorted(now) == list(range(1, len(now) + 1))
        assert self.kept.items() <= now.items()
        self.kept = now

    @invariant()
    def one_claim_is_open_where_the_draft_is_held(self) -> None:
        draft = self.draft
        claims = list(Claim.objects.open().filter(generation=draft))
        assert [claim.reviewer_id for claim in claims] == ([draft.held_by_id] if draft.held_by_id else [])
        assert (draft.review_status == "in_review") == bool(claims)

    @invariant()
    def what_is_approved_was_approved_by_the_right_people_on_these_very_bytes(self) -> None:
        draft = self.draft
        if draft.review_status != "approved":
            return
        last = Decision.objects.filter(generation=draft).latest("pk")
        assert (last.verdict, last.frozen_hash) == ("approved", draft.frozen_hash)
        assert last.revision_id == draft.current_revision_id
        submission = Submission.objects.filter(generation=draft).latest("pk")
        assert submission.frozen_hash == draft.frozen_hash
        if last.set_aside:
            assert Role.LEAD in PEOPLE[last.decided_by.username]  # type: ignore[union-attr]
            assert AuditEntry.objects.filter(action=AuditAction.DRAFT_RULES_SET_ASIDE).exists()
            return
        counted = self._standing(submission)
        wrote = {draft.requested_by_id, *draft.revisions.values_list("author", flat=True)}
        assert len({one.decided_by_id for one in counted}) == len(counted)
        assert not wrote & {one.decided_by_id for one in counted}
        stages = Plan.under(submission).stages
        assert [one.stage for one in counted] == list(range(len(stages)))
        for one in counted:
            assert one.frozen_hash == draft.frozen_hash
            assert one.decided_by is not None
            assert stages[one.stage or 0].group_name in PEOPLE[one.decided_by.username]

    def _standing(self, submission: Submission) -> list[Decision]:
        """The approvals of a submission that nobody undid, told anew from the record."""
        counted: list[Decision] = []
        before = None
        for one in Decision.objects.filter(submission=submission).order_by("pk"):
            if one.verdict in APPROVALS:
                counted.append(one)
            elif one.verdict == "undone" and before in APPROVALS:
                counted.pop()
            before = one.verdict
        return counted

    @invariant()
    def every_decision_is_on_record(self) -> None:
        decisions = Decision.objects.filter(generation=self.pk).exclude(verdict__in=["undone", "reopened"])
        entries = AuditEntry.objects.filter(
            generation=self.pk, action__in=[f"draft.{value}" for value in Decision.Verdict.values]
        ).exclude(action__in=["draft.undone", "draft.reopened"])
        assert entries.count() == decisions.count()


def test_no_sequence_of_steps_breaks_the_review(db):
    @seed(20)
    @settings(
        max_examples=6,
        stateful_step_count=25,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    class Fixed(Desk):
        pass

    run_state_machine_as_test(Fixed)


def test_the_chain_verifies_after_a_long_story(db):
    desk = Desk()
    for name in ("maya", "both"):
        desk.submit(name)
    for name in ("both", "ana", "lea", "tom", "maya", "lou"):
        desk.claim(name)
        desk.edit(name, WORDS[len(name) % 3])
        desk.claim_and_approve(name)
        desk.comment(name)
    desk.set_rules_aside("lea")
    desk.withdraw("tom")
    desk.reopen("lea")
    chain.seal_pending(now=timezone.now() + timedelta(minutes=1), thorough=True)

    verdict = chain.verify()

    assert not verdict.problems
    assert verdict.unsealed == 0
    desk.teardown()
