"""What a reviewer decides, other than to approve, about the bytes that were seen."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation.models import AuditAction, Generation
from review import notifying
from review.exceptions import ReasonMissing
from review.models import Decision, NotificationKind
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
    record_move,
    said_with,
)
from review.workflow.seen import as_seen, must_be_what_was_seen


@transaction.atomic
def request_changes(
    *, by: User, generation: Generation, seen: str, reasons: list[str], note: str
) -> Decision:
    """Send a draft back with what should change.

    Raises:
        NotAllowed: `by` requested it, or does not hold the draft.
        ReasonMissing: there is no instruction, or no known reason.
        ContentChanged, WrongState: as for `approve`.
    """
    must_review(by, generation)
    note = clean_note(note)
    if not note:
        raise ReasonMissing(_("Say what should change."))
    verdict = Decision.Verdict.CHANGES_REQUESTED
    return _decide(by, generation, seen, verdict, Status.CHANGES_REQUESTED, _known(reasons), note)


@transaction.atomic
def reject(*, by: User, generation: Generation, seen: str, reason: str, note: str) -> Decision:
    """Turn a draft down for good, with one main reason. A lead can reopen it.

    Raises:
        NotAllowed: `by` requested it, or does not hold the draft.
        ReasonMissing: there is no reason, or no note.
        ContentChanged, WrongState: as for `approve`.
    """
    must_review(by, generation)
    note = clean_note(note)
    if not note or not _known([reason]):
        raise ReasonMissing(_("Choose a reason and say why, so that the author can learn from it."))
    return _decide(by, generation, seen, Decision.Verdict.REJECTED, Status.REJECTED, [reason], note)


def _decide(
    by: User,
    generation: Generation,
    seen: str,
    verdict: Decision.Verdict,
    target: Generation.ReviewStatus,
    reasons: list[str],
    note: str,
) -> Decision:
    must_not_have_requested(by, generation)
    must_hold(by, generation)
    must_be_what_was_seen(generation, seen)
    where = as_seen(generation, held_by=by)
    move(generation, [Status.IN_REVIEW], target, where=where, decided_at=timezone.now(), **UNHELD)
    end_claim(generation)
    decision = keep_decision(by, generation, verdict, reasons=reasons, note=note)
    record_move(
        AuditAction(f"draft.{target.value}"),
        by,
        generation,
        target,
        reasons=reasons,
        revision=decision.revision.number,
        frozen_hash=seen,
        **said_with(decision, note),
    )
    notifying.tell(
        NotificationKind(verdict.value),
        to=notifying.concerned(generation),
        on=generation,
        by=by,
        reasons=reasons,
        reason=note,
    )
    return decision


def _known(reasons: list[str]) -> list[str]:
    return [reason for reason in reasons if reason in Decision.Reason.values]
