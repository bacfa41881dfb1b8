"""Who holds a draft while it is reviewed: claim, heartbeat, release, expiry."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from crm_llm.accounts.models import User
from generation import audit
from generation.models import AuditAction, Generation
from review import freezing, queue
from review.exceptions import NotAllowed, WrongState
from review.models import Claim
from review.selection import Selection
from review.workflow.assigning import must_be_free_for
from review.workflow.moves import (
    UNHELD,
    Status,
    claim_length,
    current_revision,
    end_claim,
    end_expired_claim,
    keep_submission,
    move,
    must_not_have_requested,
    must_review,
    record_move,
)

TRIES = 5
"""How often somebody else may be faster before a person is shown the list instead of the next draft."""


@transaction.atomic
def claim(*, by: User, generation: Generation) -> Claim:
    """Begin to review. What is frozen is refreshed if the brand changed since the submission.

    Claiming again what one holds renews it. Raises:
        NotAllowed: `by` is no reviewer, or requested it, or it is kept for another.
        WrongState: somebody else holds it, or it is not waiting.
    """
    must_review(by, generation)
    must_not_have_requested(by, generation)
    must_be_free_for(by, generation)
    now = timezone.now()
    if generation.review_status == Status.IN_REVIEW and generation.held_by_id == by.pk:
        return heartbeat(by=by, generation=generation)
    end_expired_claim(generation, now)
    revision = current_revision(generation)
    frozen = freezing.freeze(generation, revision)
    columns: dict[str, Any] = {"held_by": by, "held_until": now + claim_length()}
    refrozen = frozen.hash != generation.frozen_hash
    if refrozen:
        freezing.keep(revision, frozen)
        columns |= frozen.columns
    before = generation.frozen_hash
    as_read = {"current_revision": revision, "assigned_to": generation.assigned_to_id}
    move(generation, [Status.SUBMITTED], Status.IN_REVIEW, where=as_read, **columns)
    if refrozen:
        before_that = generation.submissions.order_by("-pk").first()
        keep_submission(by, generation, revision, frozen, instead_of=before_that)
        audit.record(
            AuditAction.DRAFT_REFROZEN,
            by=by,
            on=generation,
            before={"frozen_hash": before},
            after={"frozen_hash": frozen.hash},
        )
    held = Claim.objects.create(
        generation=generation, reviewer=by, claimed_at=now, expires_at=columns["held_until"]
    )
    record_move(AuditAction.DRAFT_CLAIMED, by, generation, Status.IN_REVIEW)
    return held


def claim_next(*, by: User, behind: Generation, selection: Selection) -> Generation | None:
    """Begin to review what comes behind `behind` in a selection; None where nothing is left for `by`.

    Two people who decide in the same second stand before the same next draft. Whoever comes second goes on
    to the one behind it, and never reads what somebody else has begun.
    """
    for _try in range(TRIES):
        following = queue.next_for(by, now=timezone.now(), behind=behind, selection=selection)
        if following is None:
            break
        try:
            claim(by=by, generation=following)
        except (NotAllowed, WrongState):
            continue
        return following
    return None


@transaction.atomic
def heartbeat(*, by: User, generation: Generation) -> Claim:
    """Lengthen one's own claim.

    Raises:
        WrongState: `by` does not hold the draft any more.
    """
    until = timezone.now() + claim_length()
    move(generation, [Status.IN_REVIEW], Status.IN_REVIEW, where={"held_by": by}, held_until=until)
    held = Claim.objects.open().get(generation=generation)
    held.expires_at = until
    held.save(update_fields=["expires_at"])
    return held


@transaction.atomic
def release(*, by: User, generation: Generation) -> None:
    """Give a draft back to the queue, undecided.

    Raises:
        WrongState: `by` does not hold it.
    """
    must_review(by, generation)
    move(generation, [Status.IN_REVIEW], Status.SUBMITTED, where={"held_by": by}, **UNHELD)
    end_claim(generation)
    record_move(AuditAction.DRAFT_RELEASED, by, generation, Status.SUBMITTED)


def mark_overdue() -> int:
    """Move to the front of the queue what is due by now; return how many.

    It is no step of a review: nobody's rights or words change, so that it leaves no entry.
    """
    late = Generation.objects.in_queue().filter(is_overdue=False, due_at__lte=timezone.now())
    return late.update(is_overdue=True)


def expire_claims() -> int:
    """Give back to the queue what nobody has touched until its claim ran out; return how many."""
    expired = Generation.objects.filter(review_status=Status.IN_REVIEW, held_until__lte=timezone.now())
    ended = 0
    for generation in expired.select_related("held_by")[:500]:
        with transaction.atomic():
            ended += end_expired_claim(generation, timezone.now())
    return ended
