"""What a marketer does: submit, recall, archive."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.models import AuditAction, Generation
from review import freezing, notifying
from review.exceptions import NotAllowed, WrongState
from review.models import Decision, NotificationKind, Submission
from review.risk import risk_columns
from review.workflow.moves import (
    UNHELD,
    Status,
    end_claim,
    keep_submission,
    move,
    must_see,
    record_move,
)


@transaction.atomic
def submit(*, by: User, generation: Generation) -> Submission:
    """Put a draft to review: freeze what will be judged, and supersede the draft it replaces.

    Raises:
        NotAllowed: `by` is no marketer of the brand.
        WrongState: the draft is not finished, or is under review or decided already.
    """
    must_see(by, generation)
    if not by.is_marketer:
        raise NotAllowed(_("Only marketers of this brand can submit a draft for review."))
    revision = generation.current_revision
    if revision is None or not generation.can_be_submitted_by(by):
        raise WrongState(_("This draft can’t be submitted now."))
    frozen = freezing.freeze(generation, revision)
    freezing.keep(revision, frozen)
    now = timezone.now()
    move(
        generation,
        [Status.DRAFT, Status.CHANGES_REQUESTED],
        Status.SUBMITTED,
        where={"current_revision": revision, "status": Generation.Status.READY},
        **frozen.columns,
        **risk_columns(generation),
        submitted_at=now,
        is_overdue=generation.due_at is not None and generation.due_at <= now,
    )
    record_move(
        AuditAction.DRAFT_SUBMITTED,
        by,
        generation,
        Status.SUBMITTED,
        revision=revision.number,
        frozen_hash=frozen.hash,
        kit_version=frozen.brand_kit["version"],
    )
    _supersede_parent(by, generation)
    _tell_who_sent_it_back(by, generation)
    return keep_submission(by, generation, revision, frozen)


@transaction.atomic
def recall(*, by: User, generation: Generation) -> None:
    """Take a draft back that nobody has begun to review.

    Raises:
        NotAllowed: somebody else requested it.
        WrongState: it is not waiting for review.
    """
    must_see(by, generation)
    if generation.requested_by_id != by.pk:
        raise NotAllowed(_("Only the person who requested a draft can recall it."))
    move(
        generation,
        [Status.SUBMITTED],
        Status.DRAFT,
        where={"requested_by": by},
        frozen_hash="",
        frozen_renditions={},
        submitted_at=None,
    )
    record_move(AuditAction.DRAFT_RECALLED, by, generation, Status.DRAFT)


@transaction.atomic
def archive(*, by: User, generation: Generation) -> None:
    """Put a draft away.

    Raises:
        NotAllowed: `by` is neither a marketer nor a lead, or no lead and the draft is approved.
        WrongState: it is being written or reviewed.
    """
    must_see(by, generation)
    if not (by.is_marketer or by.is_lead):
        raise NotAllowed(_("Only marketers and review leads can archive a draft."))
    if generation.review_status == Status.APPROVED and not by.is_lead:
        raise NotAllowed(_("Only review leads can archive an approved draft: it is out of use from then on."))
    if not generation.can_be_archived_by(by):
        raise WrongState(_("This draft can’t be archived while it is being written or reviewed."))
    move(generation, [Status(generation.review_status)], Status.ARCHIVED, where={"status": generation.status})
    record_move(AuditAction.DRAFT_ARCHIVED, by, generation, Status.ARCHIVED)


def _tell_who_sent_it_back(by: User, generation: Generation) -> None:
    """Tell the reviewer who asked for changes, to this draft or to the one that it replaces."""
    drafts = [generation.pk, generation.parent_id]
    asked = Decision.objects.filter(generation__in=drafts, verdict=Decision.Verdict.CHANGES_REQUESTED)
    last = asked.order_by("-id").values_list("decided_by", flat=True)[:1]
    notifying.tell(NotificationKind.SUBMITTED, to=last, on=generation, by=by)


def _supersede_parent(by: User, generation: Generation) -> None:
    """End the review of the draft that this one replaces, unless it is approved already."""
    parent = generation.parent
    if parent is None:
        return
    replaceable = [
        Status.DRAFT,
        Status.SUBMITTED,
        Status.IN_REVIEW,
        Status.CHANGES_REQUESTED,
        Status.REJECTED,
        Status.WITHDRAWN,
    ]
    rows = Generation.objects.filter(
        pk=parent.pk, status=Generation.Status.READY, review_status__in=replaceable
    )
    if rows.update(review_status=Status.SUPERSEDED, **UNHELD):
        end_claim(parent)
        audit.record(
            AuditAction.DRAFT_SUPERSEDED,
            by=by,
            on=parent,
            before={"review_status": parent.review_status},
            after={"review_status": Status.SUPERSEDED.value, "by": str(generation.pk)},
        )
