"""How a draft passes from the reviewer who holds it to another: asked for, handed over, or taken."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.models import AuditAction, Generation
from review import notifying
from review.exceptions import NotAllowed, WrongState
from review.models import Claim, HandoverRequest, NotificationKind
from review.workflow.moves import (
    Status,
    claim_length,
    end_claim,
    move,
    must_not_have_requested,
    must_review,
    must_see,
    wrong_state,
)


@transaction.atomic
def ask_to_take_over(*, by: User, generation: Generation) -> HandoverRequest:
    """Ask the reviewer who holds the draft for it. Asking again during the same claim changes nothing.

    Raises:
        NotAllowed: `by` is no reviewer, or requested the draft.
        WrongState: nobody else holds it.
    """
    must_review(by, generation)
    must_not_have_requested(by, generation)
    claim = Claim.objects.open().filter(generation=generation).select_related("reviewer").first()
    if claim is None or claim.reviewer_id == by.pk:
        raise WrongState(wrong_state(generation))
    try:
        with transaction.atomic():
            asked = HandoverRequest.objects.create(claim=claim, asked_by=by, asked_at=timezone.now())
    except IntegrityError:
        return HandoverRequest.objects.get(claim=claim, asked_by=by)
    audit.record(
        AuditAction.DRAFT_HANDOVER_ASKED, by=by, on=generation, after={"held_by": str(claim.reviewer)}
    )
    notifying.tell(NotificationKind.HANDOVER_ASKED, to=[claim.reviewer], on=generation, by=by)
    return asked


@transaction.atomic
def hand_over(*, by: User, generation: Generation, request: HandoverRequest) -> Claim:
    """Give the draft that one holds to who asked for it.

    Raises:
        NotAllowed: who asked may not review it any more.
        WrongState: `by` does not hold it any more, or the request was for another claim.
    """
    must_review(by, generation)
    if not HandoverRequest.objects.open(generation).filter(pk=request.pk, claim__reviewer=by).exists():
        raise WrongState(wrong_state(generation))
    must_review(request.asked_by, generation)
    must_not_have_requested(request.asked_by, generation)
    return _pass_on(by, generation, by, request.asked_by, AuditAction.DRAFT_HANDED_OVER)


@transaction.atomic
def keep(*, by: User, generation: Generation, request: HandoverRequest) -> None:
    """Say no to who asked for the draft that one holds. Nothing happens if that was said before."""
    must_review(by, generation)
    asked = HandoverRequest.objects.open(generation).filter(pk=request.pk, claim__reviewer=by)
    asked.update(declined_at=timezone.now())


@transaction.atomic
def take_over(*, by: User, generation: Generation) -> Claim:
    """Take a draft from the reviewer who holds it.

    Raises:
        NotAllowed: `by` is no review lead, or requested it.
        WrongState: nobody holds it.
    """
    must_see(by, generation)
    if not by.is_lead:
        raise NotAllowed(_("Only review leads can take over a draft that somebody is reviewing."))
    must_not_have_requested(by, generation)
    holder = generation.held_by
    held = _pass_on(by, generation, holder, by, AuditAction.DRAFT_TAKEN_OVER)
    notifying.tell(NotificationKind.CLAIM_TAKEN, to=[holder], on=generation, by=by)
    return held


def _pass_on(by: User, generation: Generation, holder: User | None, to: User, action: AuditAction) -> Claim:
    now = timezone.now()
    until = now + claim_length()
    move(
        generation,
        [Status.IN_REVIEW],
        Status.IN_REVIEW,
        where={"held_by": holder},
        held_by=to,
        held_until=until,
    )
    end_claim(generation)
    held = Claim.objects.create(generation=generation, reviewer=to, claimed_at=now, expires_at=until)
    audit.record(action, by=by, on=generation, before={"held_by": str(holder)}, after={"held_by": str(to)})
    return held
