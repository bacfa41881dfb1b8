"""What a person has decided today, and a moment ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Max, Min, QuerySet
from django.utils import timezone

from crm_llm.accounts.models import User
from generation.models import UNDO_WINDOW
from review.models import Decision

RECENT = timedelta(seconds=45)
"""How long a decision is confirmed on the next page. It can be undone for `UNDO_WINDOW` only."""

FEW_TIMES = 5
MOST_TIMES = 200
"""Of how many decisions a median is told, and from how many it is taken."""


@dataclass(frozen=True)
class Decided:
    """What a person decided a moment ago, for the confirmation on the next page."""

    decision: Decision
    can_undo: bool


def just_decided(user: User, *, now: datetime) -> Decided | None:
    """Return the person's latest decision if it is fresh and stands; None after an undo."""
    decision = fresh(user, now - RECENT).select_related("generation").first()
    verdict = Decision.Verdict
    if decision is None or decision.verdict == verdict.UNDONE:
        return None
    undoable = decision.verdict not in (verdict.WITHDRAWN, verdict.REOPENED)
    return Decided(decision, can_undo=undoable and decision.created_at + UNDO_WINDOW > now)


def fresh(user: User, since: datetime) -> QuerySet[Decision]:
    mine = Decision.objects.filter(decided_by=user, created_at__gt=since)
    return mine.order_by("-created_at", "-id")


def midnight() -> datetime:
    """Return when the day began in the person's own zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def decisions(user: User, since: datetime) -> QuerySet[Decision]:
    """Return what the person decided since then, such as since midnight, and what they undid."""
    verdict = Decision.Verdict
    kinds = [
        verdict.STAGE_APPROVED,
        verdict.APPROVED,
        verdict.CHANGES_REQUESTED,
        verdict.REJECTED,
        verdict.UNDONE,
    ]
    today = Decision.objects.filter(decided_by=user, created_at__gte=since, verdict__in=kinds)
    return today.order_by("-created_at")


def time_at_it(user: User) -> timedelta:
    """Return how long the person has been at it: from the first decision of their day to the last."""
    found = decisions(user, midnight()).aggregate(first=Min("created_at"), last=Max("created_at"))
    return (found["last"] - found["first"]) if found["first"] else timedelta(0)


def usual_time(user: User) -> float | None:
    """Return the median seconds from submission to decision of the person's day; None of few decisions.

    Of the latest of them: nobody waits for a long day to be added up.
    """
    taken = decisions(user, midnight()).exclude(verdict=Decision.Verdict.UNDONE)
    times = taken.filter(submission__isnull=False).values_list("created_at", "submission__created_at")
    took = [(decided - submitted).total_seconds() for decided, submitted in times[:MOST_TIMES]]
    return median(took) if len(took) >= FEW_TIMES else None
