"""What a reviewer adds in words: an edit of the draft."""

from django.db import transaction
from django.utils import timezone

from crm_llm.accounts.models import User
from generation import audit, revisions
from generation.models import AuditAction, Generation, Revision
from review import freezing
from review.risk import risk_columns
from review.workflow.moves import (
    UNHELD,
    Status,
    end_claim,
    keep_submission,
    move,
    must_hold,
    must_review,
)


@transaction.atomic
def edit(*, by: User, generation: Generation, based_on: int, edits: dict[str, str]) -> Revision:
    """Save the reviewer's edit as a new revision and put the draft back into the queue.

    Whoever edits becomes a writer: somebody else must approve. An edit that changes nothing changes
    no status either. Raises:
        NotAllowed: `by` does not hold the draft.
        StaleRevision, EditRefused: as for a marketer's edit.
        WrongState: the draft is not in review.
    """
    must_review(by, generation)
    must_hold(by, generation)
    before = revisions.same_words(generation, based_on)
    now = timezone.now()
    written = revisions.add_edit(generation, by=by, based_on=based_on, edits=edits, now=now)
    if written is None:
        return before
    revision, columns = written
    frozen = freezing.freeze(generation, revision)
    freezing.keep(revision, frozen)
    move(
        generation,
        [Status.IN_REVIEW],
        Status.SUBMITTED,
        where={"held_by": by, "current_revision": before},
        **frozen.columns,
        **columns,
        **risk_columns(generation, **columns),
        **UNHELD,
    )
    end_claim(generation)
    keep_submission(by, generation, revision, frozen)
    audit.record(
        AuditAction.DRAFT_EDITED,
        by=by,
        on=generation,
        before={
            "revision": before.number,
            "content": before.content,
            "review_status": Status.IN_REVIEW.value,
        },
        after={
            "revision": revision.number,
            "content": revision.content,
            "review_status": Status.SUBMITTED.value,
        },
    )
    return revision
