"""What a draft still needs, for pages that belong to others."""

from django import template

from generation.models import Generation
from review.gate import gate_of

register = template.Library()


@register.inclusion_tag("review/_gate_banner.html")
def gate_banner(draft: Generation) -> dict[str, str]:
    """Say to its author what is approved and what is missing, while the draft is under review."""
    return {"words": gate_of(draft).words if draft.is_under_review else ""}
