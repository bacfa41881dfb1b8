"""Where drafts stand for the person who asked for them: one meaning for tiles, lists and filters."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q

from crm_llm.accounts.models import User
from generation.models import Generation

_Status = Generation.Status
_Review = Generation.ReviewStatus

WRITING = Q(status__in=[_Status.QUEUED, _Status.RUNNING])
IN_REVIEW = Q(review_status__in=[_Review.SUBMITTED, _Review.IN_REVIEW])
APPROVED = Q(review_status=_Review.APPROVED)
FAILED = Q(status=_Status.FAILED, review_status=_Review.DRAFT)
CHANGES_REQUESTED = Q(review_status=_Review.CHANGES_REQUESTED)


def ready_to_submit() -> Q:
    """Drafts with words, unless another variant of their request has been put to review."""
    chosen = Generation.objects.filter(IN_REVIEW | APPROVED | CHANGES_REQUESTED, request=OuterRef("request"))
    return Q(status=_Status.READY, review_status=_Review.DRAFT) & ~Q(Exists(chosen))


def could_review(user: User | AnonymousUser) -> Q:
    """What a reviewer could decide, of the queue: what they hold, and what nobody else has or asked for."""
    open_to_them = Q(assigned_to=None) | Q(assigned_to=user.pk)
    return Q(held_by=user.pk) | Q(held_by=None) & open_to_them & ~Q(requested_by=user.pk)


def needs_you() -> Q:
    """What waits for the person who asked: changes requested, not written, ready to submit."""
    return CHANGES_REQUESTED | FAILED | ready_to_submit()
