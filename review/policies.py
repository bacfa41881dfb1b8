"""Which policy is in force for a draft, and what of it a submission is stamped with."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from generation.models import Generation
from review.models import ReviewPolicy
from review.plans import Plan, Stage
from review.risk import risk_of

STAMPED = ("plan", "remind_at", "due_at", "escalate_at")
"""The columns of a `Submission` that come from the policy."""


def policy_for(generation: Generation) -> ReviewPolicy | None:
    """Return the policy that fits best: one of the brand before one of the tool before one of the risk.

    No two policies are for the same case, so that the answer never depends on their order.
    """
    fitting = ReviewPolicy.objects.filter(
        Q(brand=None) | Q(brand=generation.brand_id),
        tool__in=["", generation.tool],
        risk__in=["", risk_of(generation).level.value],
    )
    policies = list(fitting.prefetch_related("stages__group"))
    return max(policies, key=lambda one: (one.brand_id is not None, one.tool, one.risk), default=None)


def stamp_for(generation: Generation, *, now: datetime) -> dict[str, Any]:
    """Return the columns of a `Submission` that keep the policy as it is now."""
    policy = policy_for(generation)
    if policy is None:
        return {"plan": {}}
    stages = tuple(Stage.of(stage) for stage in policy.stages.all()) or Plan().stages
    columns: dict[str, Any] = {"plan": Plan(policy=policy.name, stages=stages).model_dump(mode="json")}
    if policy.due_hours is None:
        return columns
    due_at = now + timedelta(hours=policy.due_hours)
    columns["due_at"] = due_at
    if policy.remind_hours is not None:
        columns["remind_at"] = due_at - timedelta(hours=policy.remind_hours)
    if policy.escalate_hours is not None:
        columns["escalate_at"] = due_at + timedelta(hours=policy.escalate_hours)
    return columns
