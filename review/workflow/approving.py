"""Approve the bytes that were seen, for the stage that is open."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.models import AuditAction, Generation
from review import notifying
from review.confirming import points_of
from review.exceptions import NotAllowed, NotConfirmed, ReasonMissing, WrongState
from review.gate import Gate, able, gate_of
from review.minor import own_edits
from review.models import Decision, NotificationKind
from review.plans import Stage
from review.workflow.moves import (
    UNHELD,
    Status,
    clean_note,
    end_claim,
    keep_decision,
    move,
    must_hold,
    must_not_have_requested,
    must_review,
    said_with,
    wrong_state,
)
from review.workflow.seen import as_seen, must_be_unchanged, must_be_what_was_seen
from review.writers import writers_of


def approval_obstacle(generation: Generation, user: User, gate: Gate | None = None) -> str:
    """Return why `user` may not approve the current words, as a sentence; empty if nothing is in the way."""
    if not user.is_reviewer:
        return _("Only reviewers can approve.")
    if generation.requested_by_id == user.pk:
        return _("You requested this draft, so another reviewer must approve it.")
    if user.pk in writers_of([generation])[generation.pk]:
        edits = own_edits(generation, user) if generation.brand.own_minor_edits else None
        if edits is None or not edits.is_minor:
            told = _(
                "You wrote part of these words, or asked for those they were made from, so another reviewer "
                "must approve them."
            )
            return f"{told} {edits.said}" if edits else told
    return (gate or gate_of(generation)).obstacle(user)


def override_obstacle(generation: Generation, user: User) -> str:
    """Return why `user` may not approve in spite of what must be fixed; empty if nothing is in the way."""
    if not generation.must_fix or user.is_lead:
        return ""
    return _(
        "A finding must be fixed. Only a review lead can approve it all the same; you can request changes."
    )


@transaction.atomic
def approve(
    *, by: User, generation: Generation, seen: str, note: str = "", confirmed: Sequence[str] = ()
) -> Decision:
    """Approve exactly the bytes whose frozen hash is `seen`, for the stage that is open.

    The last stage approves the draft; before it the draft goes back to the queue for the next. Raises:
        NotAllowed: `by` requested or wrote part of it, is not asked at this stage, or does not hold it; or a
            finding must be fixed and `by` is no lead.
        ReasonMissing: a finding must be fixed and no note says why it is approved all the same.
        NotConfirmed: `confirmed` lacks the key of one of `points_of(generation)`.
        ContentChanged: the words, the brand or a template changed since they were seen.
        WrongState: the draft is not in review.
    """
    must_review(by, generation)
    must_not_have_requested(by, generation)
    must_hold(by, generation)
    must_be_what_was_seen(generation, seen)
    # From here to the end of the transaction nobody else can decide, so that no approval is counted twice.
    move(generation, [Status.IN_REVIEW], Status.IN_REVIEW, where=as_seen(generation, held_by=by))
    gate = gate_of(generation)
    obstacle = approval_obstacle(generation, by, gate)
    if obstacle:
        raise NotAllowed(obstacle)
    note = must_override(by, generation, note)
    told = must_confirm(generation, confirmed)
    must_be_unchanged(generation, seen)
    return approve_stage(by=by, generation=generation, gate=gate, note=note, confirmed=told)


def must_override(by: User, generation: Generation, note: str) -> str:
    """Return the note, which has to say why a lead approves in spite of what must be fixed."""
    obstacle = override_obstacle(generation, by)
    if obstacle:
        raise NotAllowed(obstacle)
    note = clean_note(note)
    if generation.must_fix and not note:
        raise ReasonMissing(
            _("A finding must be fixed. Write why you approve it all the same, or request changes.")
        )
    return note


def must_confirm(generation: Generation, confirmed: Sequence[str]) -> list[str]:
    """Return in words what was confirmed, which has to be all that is risky in the draft."""
    points = points_of(generation)
    if any(point.key not in confirmed for point in points):
        raise NotConfirmed(_("Confirm each point that you checked, or request changes."))
    return [point.text for point in points]


def approve_stage(
    *,
    by: User | None,
    generation: Generation,
    gate: Gate,
    note: str = "",
    confirmed: Sequence[str] = (),
    outside: str = "",
) -> Decision:
    """Give the approval that is missing, and move the draft on where nothing is missing any more.

    For whoever has made sure, in this transaction, that this person may and that the bytes are those seen.
    `outside` names an approver without an account.

    Raises:
        WrongState: the draft has moved on.
    """
    now = timezone.now()
    stage = gate.stage
    if stage is None:
        raise WrongState(wrong_state(generation))
    closes = _closes(generation, gate, stage, by)
    is_final = closes and gate.is_last
    verdict = Decision.Verdict.APPROVED if is_final else Decision.Verdict.STAGE_APPROVED
    move(
        generation,
        [Status.IN_REVIEW if by else Status.SUBMITTED],
        Status.APPROVED if is_final else Status.SUBMITTED,
        where=as_seen(generation, held_by=by),
        decided_at=now if is_final else None,
        **UNHELD,
    )
    end_claim(generation)
    decision = keep_decision(
        by,
        generation,
        verdict,
        note=note,
        confirmed=list(confirmed),
        stage=gate.at,
        closes_stage=closes,
        decided_outside=outside,
    )
    _record_approval(by, generation, gate, decision, outside)
    _tell_of_approval(by, generation, gate.followed_by(decision), note, outside)
    return decision


def _record_approval(
    by: User | None, generation: Generation, gate: Gate, decision: Decision, outside: str
) -> None:
    after = {
        "review_status": generation.review_status,
        "reasons": [],
        "revision": decision.revision.number,
        "frozen_hash": decision.frozen_hash,
        **said_with(decision, decision.note),
    }
    if gate.stage and not gate.plan.is_usual:
        after |= {"stage": gate.stage.name, "place": f"{gate.at + 1}/{len(gate.plan.stages)}"}
    audit.record(
        AuditAction(f"draft.{decision.verdict}"),
        by=by,
        actor_label=outside,
        on=generation,
        after=after,
    )


def _tell_of_approval(by: User | None, generation: Generation, gate: Gate, note: str, outside: str) -> None:
    """Tell the writers that nothing is missing any more, or who can approve that it is their turn."""
    if gate.stage is None:
        kind, people = NotificationKind.APPROVED, notifying.concerned(generation)
    elif gate.given[-1].closes_stage:
        kind, people = NotificationKind.STAGE_OPENED, {person.pk for person in able(generation, gate)}
    else:
        return
    notifying.tell(kind, to=people, on=generation, by=by, reason=note, name=outside)


def _closes(generation: Generation, gate: Gate, stage: Stage, by: User | None) -> bool:
    """Say whether nothing is missing at the stage once this approval is given."""
    if stage.everyone:
        return not any(person != by for person in able(generation, gate))
    return gate.missing <= 1
