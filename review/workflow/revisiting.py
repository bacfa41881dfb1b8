"""What changes a decision afterwards: undo, withdraw, reopen."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.models import UNDO_WINDOW, AuditAction, Generation
from review import freezing, notifying
from review.exceptions import NotAllowed, ReasonMissing, WrongState
from review.models import Claim, Decision, NotificationKind
from review.workflow.moves import (
    Status,
    claim_length,
    clean_note,
    current_revision,
    keep_decision,
    keep_submission,
    move,
    must_review,
    must_see,
    record_move,
    said_with,
)

Verdict = Decision.Verdict

LEADS_TO: dict[str, str] = {
    Verdict.STAGE_APPROVED: Status.SUBMITTED,
    Verdict.APPROVED: Status.APPROVED,
    Verdict.CHANGES_REQUESTED: Status.CHANGES_REQUESTED,
    Verdict.REJECTED: Status.REJECTED,
}
"""Where a decision that can be undone leaves the draft."""


def can_undo(last: Decision, generation: Generation, user: User, *, now: datetime) -> bool:
    """Say whether the draft still stands where `user` left it with its last decision, seconds ago."""
    decided_at = last.created_at if last.verdict == Verdict.STAGE_APPROVED else generation.decided_at
    stands = LEADS_TO.get(last.verdict) == generation.review_status
    return (
        stands
        and last.decided_by_id == user.pk
        and decided_at is not None
        and now <= decided_at + UNDO_WINDOW
    )


@transaction.atomic
def undo(*, by: User, generation: Generation) -> Decision:
    """Take one's own decision back within ten seconds; the draft is in review again.

    Raises:
        NotAllowed: somebody else decided.
        WrongState: the ten seconds are over, or there is no decision to undo.
    """
    must_review(by, generation)
    last = Decision.objects.filter(generation=generation).order_by("-id").first()
    if last is None or LEADS_TO.get(last.verdict) != generation.review_status:
        raise WrongState(_("There is no decision to undo."))
    if last.decided_by_id != by.pk:
        raise NotAllowed(_("Only the person who decided can undo it."))
    now = timezone.now()
    if not can_undo(last, generation, by, now=now):
        raise WrongState(_("A decision can be undone for ten seconds only. Ask a review lead to reopen it."))
    undone = generation.review_status
    move(
        generation,
        [Status(undone)],
        Status.IN_REVIEW,
        # Whoever was sent the draft back may have edited it meanwhile: then there is something new to read.
        where={
            "decided_at": generation.decided_at,
            "current_revision": last.revision_id,
            "frozen_hash": last.frozen_hash,
        },
        held_by=by,
        held_until=now + claim_length(),
        decided_at=None,
    )
    Claim.objects.create(generation=generation, reviewer=by, claimed_at=now, expires_at=now + claim_length())
    decision = keep_decision(by, generation, Verdict.UNDONE)
    notifying.take_back(on=generation, by=by, since=last.created_at)
    audit.record(
        AuditAction.DRAFT_DECISION_UNDONE,
        by=by,
        on=generation,
        before={"review_status": undone},
        after={"review_status": Status.IN_REVIEW.value},
    )
    return decision


@transaction.atomic
def withdraw(*, by: User, generation: Generation, note: str) -> Decision:
    """Withdraw an approval, with a reason. Nothing is served from then on.

    Raises:
        NotAllowed: `by` is no reviewer.
        ReasonMissing: there is no reason.
        WrongState: the draft is not approved.
    """
    must_review(by, generation)
    note = clean_note(note)
    if not note:
        raise ReasonMissing(_("Say why the approval is withdrawn."))
    move(generation, [Status.APPROVED], Status.WITHDRAWN, decided_at=timezone.now())
    decision = keep_decision(by, generation, Verdict.WITHDRAWN, note=note)
    said = said_with(decision, note)
    record_move(AuditAction.DRAFT_WITHDRAWN, by, generation, Status.WITHDRAWN, **said)
    approved = Decision.objects.filter(generation=generation, verdict=Decision.Verdict.APPROVED)
    people = notifying.concerned(generation) | set(approved.values_list("decided_by", flat=True))
    notifying.tell(NotificationKind.WITHDRAWN, to=people, on=generation, by=by, reason=note)
    return decision


@transaction.atomic
def reopen(*, by: User, generation: Generation, note: str) -> Decision:
    """Put a rejected or withdrawn draft back into the queue, with a reason.

    Raises:
        NotAllowed: `by` is no review lead.
        ReasonMissing: there is no reason.
        WrongState: the draft is neither rejected nor withdrawn.
    """
    must_see(by, generation)
    if not by.is_lead:
        raise NotAllowed(_("Only review leads can reopen a draft."))
    note = clean_note(note)
    if not note:
        raise ReasonMissing(_("Say why the draft is reopened."))
    revision = current_revision(generation)
    frozen = freezing.freeze(generation, revision)
    freezing.keep(revision, frozen)
    move(
        generation,
        [Status.REJECTED, Status.WITHDRAWN],
        Status.SUBMITTED,
        where={"current_revision": revision},
        **frozen.columns,
        submitted_at=timezone.now(),
        decided_at=None,
    )
    decision = keep_decision(by, generation, Verdict.REOPENED, note=note)
    # A new submission: what was approved before it was decided against counts no more.
    keep_submission(by, generation, revision, frozen)
    record_move(AuditAction.DRAFT_REOPENED, by, generation, Status.SUBMITTED, **said_with(decision, note))
    return decision
