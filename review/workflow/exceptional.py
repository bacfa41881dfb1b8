"""The exception: a review lead approves although a rule is in the way, with a reason for all to read."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import Role, User
from generation import audit
from generation.models import AuditAction, Generation
from review import notifying
from review.exceptions import NotAllowed, ReasonMissing, WrongState
from review.gate import able, gate_of
from review.models import Decision, NotificationKind
from review.workflow.approving import must_confirm, must_override
from review.workflow.moves import (
    UNHELD,
    Status,
    clean_note,
    end_claim,
    keep_decision,
    move,
    must_see,
    record_move,
    said_with,
    wrong_state,
)
from review.workflow.seen import as_seen, must_be_unchanged, must_be_what_was_seen
from review.writers import writers_of

UNDER_REVIEW = (Status.SUBMITTED, Status.IN_REVIEW)


def rules_in_the_way(generation: Generation, user: User) -> list[str]:
    """Return in words what keeps `user` from approving the draft at once."""
    told = []
    if generation.requested_by_id == user.pk:
        told.append(_("Approved by the person who requested it"))
    elif user.pk in writers_of([generation])[generation.pk]:
        told.append(_("Approved by somebody who wrote part of it"))
    gate = gate_of(generation)
    missing = [stage.name for stage in gate.plan.stages[gate.at :] if stage.name]
    if missing and not (gate.is_last and gate.missing == 1 and not gate.obstacle(user)):
        told.append(_("Approval missing: %(stages)s") % {"stages": ", ".join(missing)})
    return told


@transaction.atomic
def set_rules_aside(
    *,
    by: User,
    generation: Generation,
    seen: str,
    reason: str,
    note: str = "",
    confirmed: Sequence[str] = (),
) -> Decision:
    """Approve for good although `by` wrote part of it or stages are missing.

    Everything else holds: the bytes are those that were seen, what is risky is confirmed, and what must be
    fixed needs a note of its own. Nobody else may be reading the draft. Raises:
        NotAllowed: `by` is no review lead, or no rule is in the way.
        ReasonMissing: there is no reason.
        NotConfirmed, ContentChanged, WrongState: as for `approve`.
    """
    reason = _must_be_for(by, generation, reason)
    must_be_what_was_seen(generation, seen)
    if generation.review_status not in UNDER_REVIEW:
        raise WrongState(wrong_state(generation))
    where = as_seen(generation, held_by=generation.held_by)
    # From here to the end of the transaction nobody else can decide.
    move(generation, UNDER_REVIEW, Status(generation.review_status), where=where)
    rules = rules_in_the_way(generation, by)
    if not rules:
        raise NotAllowed(_("No rule is in the way. Approve the draft as usual."))
    note = must_override(by, generation, note)
    told = must_confirm(generation, confirmed)
    must_be_unchanged(generation, seen)
    concerned: list[User | int | None] = [*User.objects.filter(groups__name=Role.LEAD)]
    concerned += [*notifying.concerned(generation), *able(generation, gate_of(generation))]
    move(generation, UNDER_REVIEW, Status.APPROVED, where=where, decided_at=timezone.now(), **UNHELD)
    end_claim(generation)
    decision = keep_decision(
        by,
        generation,
        Decision.Verdict.APPROVED,
        note=note,
        confirmed=told,
        set_aside=rules,
        set_aside_because=reason,
    )
    _record(by, generation, decision)
    notifying.tell(NotificationKind.APPROVED, to=concerned, on=generation, by=by, reason=reason)
    return decision


def _must_be_for(by: User, generation: Generation, reason: str) -> str:
    """Return the reason, which a review lead has to give, for a draft that nobody else is reading."""
    must_see(by, generation)
    if not by.is_lead:
        raise NotAllowed(_("Only review leads can approve outside the rules."))
    reason = clean_note(reason)
    if not reason:
        raise ReasonMissing(_("Say why the rules are set aside. Everybody can read it."))
    if generation.held_by_id not in (None, by.pk):
        raise WrongState(wrong_state(generation))
    return reason


def _record(by: User, generation: Generation, decision: Decision) -> None:
    """Keep two entries: that rules were set aside, with the reason, and that the draft is approved."""
    facts = {
        "revision": decision.revision.number,
        "frozen_hash": decision.frozen_hash,
        "set_aside": decision.set_aside,
    }
    because = said_with(decision, decision.set_aside_because)
    audit.record(AuditAction.DRAFT_RULES_SET_ASIDE, by=by, on=generation, after=facts | because)
    facts |= {"reasons": [], **said_with(decision, decision.note)}
    record_move(AuditAction.DRAFT_APPROVED, by, generation, Status.APPROVED, **facts)
