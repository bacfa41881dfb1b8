"""What the transitions share: the conditional UPDATE, who may take part, and the rows left behind."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.models import AuditAction, Generation, Revision
from generation.text import has_control_characters
from review import freezing, policies
from review.exceptions import NotAllowed, ReasonMissing, WrongState
from review.models import Claim, Decision, Submission

Status = Generation.ReviewStatus

UNHELD: dict[str, Any] = {"held_by": None, "held_until": None}


def move(
    generation: Generation,
    sources: Sequence[Generation.ReviewStatus],
    target: Generation.ReviewStatus,
    *,
    where: dict[str, Any] | None = None,
    **columns: Any,
) -> None:
    """Change the status if it is one of `sources` and `where` holds; keep the instance in step.

    Raises:
        WrongState: it is not so any more.
    """
    rows = Generation.objects.filter(pk=generation.pk, review_status__in=sources, **(where or {}))
    if not rows.update(review_status=target, **columns):
        raise WrongState(wrong_state(generation))
    generation.review_status = target
    for name, value in columns.items():
        setattr(generation, name, value)


def wrong_state(generation: Generation) -> str:
    now = Generation.objects.select_related("held_by").get(pk=generation.pk)
    if now.review_status == Status.IN_REVIEW and now.held_by:
        return _("%(name)s is reviewing this draft now.") % {"name": now.held_by}
    return _("This draft is “%(status)s” now, so that can’t be done.") % {
        "status": now.get_review_status_display()
    }


def keep_decision(
    by: User | None, generation: Generation, verdict: Decision.Verdict, **told: Any
) -> Decision:
    """Store what was decided about the bytes that are frozen now, for the submission they belong to."""
    return Decision.objects.create(
        generation=generation,
        revision=current_revision(generation),
        verdict=verdict,
        frozen_hash=generation.frozen_hash,
        submission=generation.submissions.order_by("-pk").first(),
        decided_by=by,
        **told,
    )


def record_move(
    action: AuditAction,
    by: User,
    generation: Generation,
    status: Generation.ReviewStatus,
    **facts: Any,
) -> None:
    audit.record(action, by=by, on=generation, after={"review_status": status.value, **facts})


def said_with(decision: Decision, words: str) -> dict[str, Any]:
    """Return what an entry keeps of the words of a decision: erasable, and by whose number to erase them."""
    return {"comment": words, "decision_number": decision.pk} if words else {}


def keep_submission(
    by: User,
    generation: Generation,
    revision: Revision,
    frozen: freezing.Frozen,
    *,
    instead_of: Submission | None = None,
) -> Submission:
    """Store what is put to review, with the policy that is in force for it.

    `instead_of` is the submission of the same words whose policy and times still hold.
    """
    if instead_of is None:
        stamp = policies.stamp_for(generation, now=timezone.now())
    else:
        stamp = {name: getattr(instead_of, name) for name in policies.STAMPED}
    if due_at := stamp.get("due_at"):
        # Whatever comes first: what was asked for with the draft, or what the policy says.
        generation.due_at = min(due_at, generation.request.due_at or due_at)
        generation.is_overdue = generation.due_at <= timezone.now()
        Generation.objects.filter(pk=generation.pk).update(
            due_at=generation.due_at, is_overdue=generation.is_overdue
        )
    return Submission.objects.create(
        **stamp,
        generation=generation,
        revision=revision,
        frozen_hash=frozen.hash,
        renditions=frozen.rendition_hashes,
        brand_kit=frozen.brand_kit,
        submitted_by=by,
    )


def end_claim(generation: Generation) -> None:
    Claim.objects.open().filter(generation=generation).update(ended_at=timezone.now())


def end_expired_claim(generation: Generation, now: datetime) -> int:
    """Put a draft whose claim ran out back into the queue, if it is still so; return 1 if it was."""
    rows = Generation.objects.filter(pk=generation.pk, review_status=Status.IN_REVIEW, held_until__lte=now)
    if not rows.update(review_status=Status.SUBMITTED, **UNHELD):
        return 0
    holder = generation.held_by
    generation.review_status, generation.held_by, generation.held_until = Status.SUBMITTED, None, None
    end_claim(generation)
    audit.record(
        AuditAction.DRAFT_CLAIM_EXPIRED,
        on=generation,
        before={"held_by": str(holder)},
        after={"review_status": Status.SUBMITTED.value},
    )
    return 1


def must_see(by: User, generation: Generation) -> None:
    if not Generation.objects.visible_to(by).filter(pk=generation.pk).exists():
        raise NotAllowed(_("You are not a member of this brand."))


def must_review(by: User, generation: Generation) -> None:
    must_see(by, generation)
    if not by.is_reviewer:
        raise NotAllowed(_("Only reviewers can do that."))


def must_not_have_requested(by: User, generation: Generation) -> None:
    """Keep people from deciding about what they asked for: not only approval, any decision."""
    if generation.requested_by_id == by.pk:
        raise NotAllowed(_("You requested this draft, so another reviewer must decide."))


def must_hold(by: User, generation: Generation) -> None:
    if generation.review_status != Status.IN_REVIEW:
        raise WrongState(wrong_state(generation))
    if generation.held_by_id != by.pk:
        raise NotAllowed(_("%(name)s is reviewing this draft now.") % {"name": generation.held_by})


def current_revision(generation: Generation) -> Revision:
    revision = generation.current_revision
    if revision is None:
        raise WrongState(_("This draft has no words yet."))
    return revision


def claim_length() -> timedelta:
    return timedelta(minutes=settings.REVIEW_CLAIM_MINUTES)


def clean_note(text: str) -> str:
    text = text.strip()
    if has_control_characters(text):
        raise ReasonMissing(_("The text holds characters that can’t be seen. Please type it again."))
    if len(text) > 2000:
        raise ReasonMissing(_("The text is too long. Keep it under 2,000 characters."))
    return text
