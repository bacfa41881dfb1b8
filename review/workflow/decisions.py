"""What a reviewer decides about the bytes that were seen: approve, request changes, reject."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation.models import AuditAction, Generation
from review import freezing, notifying
from review.exceptions import ContentChanged, NotAllowed, ReasonMissing
from review.models import Decision, NotificationKind
from review.workflow.moves import (
    UNHELD,
    Status,
    clean_note,
    current_revision,
    end_claim,
    keep_decision,
    move,
    must_hold,
    must_not_have_requested,
    must_review,
    record_move,
)
from review.writers import writers_of


def approval_obstacle(generation: Generation, user: User) -> str:
    """Return why `user` may not approve the current words, as a sentence; empty if nothing is in the way."""
    if not user.is_reviewer:
        return _("Only reviewers can approve.")
    if generation.requested_by_id == user.pk:
        return _("You requested this draft, so another reviewer must approve it.")
    if user.pk in writers_of([generation])[generation.pk]:
        return _(
            "You wrote part of these words, or asked for those they were made from, so another reviewer must "
            "approve them."
        )
    return ""


@transaction.atomic
def approve(*, by: User, generation: Generation, seen: str, note: str = "") -> Decision:
    """Approve exactly the bytes whose frozen hash is `seen`.

    Raises:
        NotAllowed: `by` requested or wrote part of it, is no reviewer, or does not hold the draft.
        ReasonMissing: a finding must be fixed and no note says why it is approved all the same.
        ContentChanged: the words, the brand or a template changed since they were seen.
        WrongState: the draft is not in review.
    """
    must_review(by, generation)
    obstacle = approval_obstacle(generation, by)
    if obstacle:
        raise NotAllowed(obstacle)
    note = clean_note(note)
    if generation.must_fix and not note:
        raise ReasonMissing(
            _("A finding must be fixed. Write why you approve it all the same, or request changes.")
        )
    _must_be_unchanged(generation, seen)
    return _decide(by, generation, seen, Decision.Verdict.APPROVED, Status.APPROVED, [], note)


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
    if seen != generation.frozen_hash:
        raise ContentChanged(_("The draft has changed since you opened it. Read it again before you decide."))
    revision = current_revision(generation)
    move(
        generation,
        [Status.IN_REVIEW],
        target,
        where={"held_by": by, "frozen_hash": seen, "current_revision": revision},
        decided_at=timezone.now(),
        **UNHELD,
    )
    end_claim(generation)
    decision = keep_decision(by, generation, verdict, reasons, note)
    record_move(
        AuditAction(f"draft.{target.value}"),
        by,
        generation,
        target,
        reason=note,
        reasons=reasons,
        revision=revision.number,
        frozen_hash=seen,
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


def _must_be_unchanged(generation: Generation, seen: str) -> None:
    """Freeze the current words again: a new brand kit or template makes other bytes than those seen.

    What they are made of stays as it was read until the approval is stored.
    """
    frozen = freezing.freeze(generation, current_revision(generation))
    if frozen.hash != seen or not freezing.hold_still(generation, frozen):
        raise ContentChanged(
            _(
                "The brand’s details, a picture or our layout changed after you opened this draft. "
                "Release it and claim it again to see it as it is now."
            )
        )


def _known(reasons: list[str]) -> list[str]:
    return [reason for reason in reasons if reason in Decision.Reason.values]
