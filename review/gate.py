"""What a draft under review has passed, what is missing, and who can give it.

The one rule behind the workflow, the review screen, the queue and the author's page. Approvals count for the
submission that they were given to: new words, a new kit or a new submission begin at the first stage.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_llm.accounts.models import Role, User
from generation.models import BrandMembership, Generation
from review.models import Decision, Submission
from review.plans import Plan, Stage
from review.writers import writers_of

APPROVALS = (Decision.Verdict.STAGE_APPROVED, Decision.Verdict.APPROVED)


@dataclass(frozen=True)
class Approval:
    verdict: str
    stage: int | None
    closes_stage: bool
    person: int | None
    """None where somebody without an account approved."""
    name: str


@dataclass(frozen=True)
class Gate:
    """The stages of one submission, and the approvals that stand."""

    plan: Plan
    given: tuple[Approval, ...] = ()

    @property
    def at(self) -> int:
        """The place of the stage that is open; as many as there are stages where all are passed."""
        return sum(approval.closes_stage for approval in self.given)

    @property
    def stage(self) -> Stage | None:
        return self.plan.stages[self.at] if self.at < len(self.plan.stages) else None

    @property
    def is_last(self) -> bool:
        return self.at == len(self.plan.stages) - 1

    def of_stage(self, place: int) -> list[Approval]:
        return [approval for approval in self.given if approval.stage == place]

    def followed_by(self, decision: Decision) -> "Gate":
        """Return the gate as one more approval leaves it."""
        by = decision.decided_by
        name = (by.first_name or by.username) if by else decision.decided_outside
        given = Approval(
            decision.verdict, decision.stage, decision.closes_stage, decision.decided_by_id, name
        )
        return Gate(self.plan, (*self.given, given))

    @property
    def people(self) -> set[int]:
        """Ids of those who approved: each approval is somebody else's."""
        return {approval.person for approval in self.given if approval.person is not None}

    @property
    def missing(self) -> int:
        """How many approvals the open stage still needs, as far as that is a number."""
        stage = self.stage
        return 0 if stage is None else max(1, stage.approvals - len(self.of_stage(self.at)))

    def obstacle(self, user: User) -> str:
        """Return why this person can't give the approval that is missing; empty if nothing is in the way."""
        stage = self.stage
        if stage is None:
            return _("Every stage is approved.")
        if user.pk in self.people:
            return _("You approved this version already. Each approval has to come from somebody else.")
        if stage.outside:
            return _("This draft waits for %(stage)s: an approver outside decides by a link.") % {
                "stage": stage.name
            }
        if stage.group is not None and stage.group not in user.group_ids:
            return _(
                "This draft waits for %(stage)s. Only members of the group %(group)s can approve it."
            ) % {
                "stage": stage.name,
                "group": stage.group_name,
            }
        return ""

    def waits_for(self, stage: Stage, missing: int) -> str:
        """Say whose approval a stage needs: "Legal", "2 more of Brand", "everyone of Legal"."""
        if stage.everyone:
            return _("everyone of %(stage)s") % {"stage": stage.name}
        if stage.approvals > missing:
            return ngettext("%(n)s more of %(stage)s", "%(n)s more of %(stage)s", missing) % {
                "n": missing,
                "stage": stage.name,
            }
        if missing > 1:
            return _("%(n)s people of %(stage)s") % {"n": missing, "stage": stage.name}
        return stage.name

    @property
    def words(self) -> str:
        """Say what is given and what is missing; empty where any one reviewer decides.

        Such as "1 of 2: Brand approved by Ana; waits for Legal".
        """
        stage = self.stage
        if self.plan.is_usual or stage is None:
            return ""
        now = self.waits_for(stage, self.missing)
        if not self.given:
            later = [self.waits_for(one, one.approvals) for one in self.plan.stages[1:]]
            if later:
                return _("Waits for %(now)s, then %(later)s") % {"now": now, "later": ", ".join(later)}
            return _("Waits for %(now)s") % {"now": now}
        # A plan of one stage counts its approvals, a longer one its stages.
        counts_people = len(self.plan.stages) == 1 and not stage.everyone
        return _("%(done)s of %(all)s: %(given)s; waits for %(now)s") % {
            "done": len(self.given) if counts_people else self.at,
            "all": stage.approvals if counts_people else len(self.plan.stages),
            "given": "; ".join(self._said()),
            "now": now,
        }

    def _said(self) -> list[str]:
        said = []
        for place, stage in enumerate(self.plan.stages):
            names = ", ".join(approval.name for approval in self.of_stage(place))
            if names:
                said.append(_("%(stage)s approved by %(names)s") % {"stage": stage.name, "names": names})
        return said


def gates_of(drafts: Sequence[Generation]) -> dict[UUID, Gate]:
    """Return the gate of each draft. One query for all of them: a list has few to spare."""
    if not drafts:
        return {}
    rows = Submission.objects.filter(generation__in=[draft.pk for draft in drafts])
    plans: dict[UUID, tuple[int, Plan]] = {}
    taken: dict[int, list[Approval]] = defaultdict(list)
    for generation, pk, plan, *decision in rows.order_by("pk", "decisions__pk").values_list(
        "generation", "pk", "plan", *_OF_DECISION
    ):
        if plans.get(generation, (0,))[0] != pk:
            plans[generation] = (pk, Plan.model_validate(plan) if plan else Plan())
        if decision[0]:
            taken[pk].append(_approval(*decision))
    gates = {generation: Gate(plan, _standing(taken[pk])) for generation, (pk, plan) in plans.items()}
    return {draft.pk: gates.get(draft.pk) or Gate(Plan()) for draft in drafts}


_OF_DECISION = (
    "decisions__verdict",
    "decisions__stage",
    "decisions__closes_stage",
    "decisions__decided_by",
    "decisions__decided_by__first_name",
    "decisions__decided_by__username",
    "decisions__decided_outside",
)


def _approval(
    verdict: str, stage: int | None, closes: bool, person: int | None, first: str, username: str, outside: str
) -> Approval:
    return Approval(verdict, stage, closes, person, first or username or outside)


def gate_of(generation: Generation) -> Gate:
    return gates_of([generation])[generation.pk]


def _standing(taken: list[Approval]) -> tuple[Approval, ...]:
    """Return the approvals among the decisions that were not undone."""
    given: list[Approval] = []
    last: Approval | None = None
    for decision in taken:
        if decision.verdict in APPROVALS:
            given.append(decision)
        elif decision.verdict == Decision.Verdict.UNDONE and last and last.verdict in APPROVALS:
            given.pop()
        last = decision
    return tuple(given)


def able(generation: Generation, gate: Gate) -> list[User]:
    """Return who can give the approval that is missing: of the group, of the brand, no writer, not twice."""
    stage = gate.stage
    if stage is None or stage.outside:
        return []
    people = User.objects.filter(is_active=True, groups__name__in=[Role.REVIEWER, Role.LEAD])
    if stage.group is not None:
        people = people.filter(pk__in=User.objects.filter(groups=stage.group))
    members = BrandMembership.objects.filter(brand=generation.brand_id)
    if members.exists():
        people = people.filter(Q(is_superuser=True) | Q(pk__in=members.values("user")))
    barred = writers_of([generation])[generation.pk] | gate.people
    return list(people.exclude(pk__in=barred).distinct().order_by("first_name", "username"))


def names(people: Iterable[User]) -> str:
    return ", ".join(person.first_name or person.display_name for person in people)
