"""What a policy says of time: remind those who can approve, say what is overdue, then tell the leads."""

from collections.abc import Iterable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Subquery

from crm_llm.accounts.models import Role, User
from generation import audit
from generation.models import AuditAction, Generation
from review import notifying
from review.gate import able, gate_of
from review.models import NotificationKind, Nudge, Submission

Kind = Nudge.Kind

MOMENTS = {Kind.REMINDER: "remind_at", Kind.OVERDUE: "due_at", Kind.ESCALATED: "escalate_at"}
"""The column of a submission that says when it is time."""
ACTIONS = {
    Kind.REMINDER: AuditAction.DRAFT_REMINDED,
    Kind.OVERDUE: AuditAction.DRAFT_OVERDUE,
    Kind.ESCALATED: AuditAction.DRAFT_ESCALATED,
}
AT_ONCE = 200


def nudge(*, now: datetime) -> int:
    """Tell of each draft under review whose moment came, once for each moment; return how often."""
    told = 0
    for kind, column in MOMENTS.items():
        for submission in _due(kind, column, now):
            told += _tell(kind, submission, due=getattr(submission, column))
    return told


def _due(kind: Nudge.Kind, column: str, now: datetime) -> Iterable[Submission]:
    latest = Submission.objects.filter(generation=OuterRef("generation")).order_by("-pk").values("pk")[:1]
    done = Nudge.objects.filter(generation=OuterRef("generation"), kind=kind, due=OuterRef(column))
    found = Submission.objects.filter(
        ~Exists(done),
        generation__in=Generation.objects.in_queue(),
        pk=Subquery(latest),
        **{f"{column}__lte": now},
    )
    return found.select_related("generation__held_by", "generation__brand").order_by(column)[:AT_ONCE]


def _tell(kind: Nudge.Kind, submission: Submission, *, due: datetime) -> int:
    """Tell it unless another sweep was first; return 1 if this one was."""
    generation = submission.generation
    with transaction.atomic():
        try:
            with transaction.atomic():
                Nudge.objects.create(generation=generation, kind=kind, due=due)
        except IntegrityError:
            return 0
        when = submission.due_at.isoformat() if submission.due_at else ""
        people = _people(kind, generation)
        notifying.tell(NotificationKind(kind.value), to=people, on=generation, due_at=when)
        audit.record(ACTIONS[kind], on=generation, after={"due_at": when})
    return 1


def _people(kind: Nudge.Kind, generation: Generation) -> list[User]:
    """Whoever reads it, else all who can give the approval that is missing; in the end the leads."""
    if kind == Kind.ESCALATED:
        return list(User.objects.filter(groups__name=Role.LEAD))
    people = [generation.held_by] if generation.held_by else able(generation, gate_of(generation))
    return [*people, generation.requested_by] if kind == Kind.OVERDUE else people
