"""What a draft still needs, for pages that belong to others."""

from typing import Any

from django import template

from generation.models import Generation
from review.gate import gate_of
from review.models import Decision

register = template.Library()


@register.inclusion_tag("review/_gate_banner.html")
def gate_banner(draft: Generation) -> dict[str, Any]:
    """Say what is approved and what is missing, or that the approval set rules aside."""
    if draft.is_under_review:
        return {"words": gate_of(draft).words}
    if draft.review_status != Generation.ReviewStatus.APPROVED:
        return {}
    decision = Decision.objects.filter(generation=draft).select_related("decided_by").order_by("pk").last()
    return {"exception": decision if decision and decision.set_aside else None}
