"""How a draft is written on lists and cards: its state, its kind, its name, and one line about it."""

from dataclasses import dataclass

from django import template
from django.utils.translation import gettext as _

from generation.llm_tools import TOOLS
from generation.models import Generation

register = template.Library()

_Status = Generation.Status
_Review = Generation.ReviewStatus


@dataclass(frozen=True)
class Chip:
    label: str
    tone: str = ""
    """Suffix of a chip class: ok, warn, bad, info, accent; empty for grey."""
    mark: str = "dot"
    """`dot`, `ring`, `spin`, or the name of an icon."""

    @property
    def is_icon(self) -> bool:
        return self.mark not in ("dot", "ring", "spin")


_REVIEW_LOOK = {
    _Review.DRAFT: ("", "dot"),
    _Review.SUBMITTED: ("", "ring"),
    _Review.IN_REVIEW: ("accent", "ring"),
    _Review.CHANGES_REQUESTED: ("warn", "undo"),
    _Review.APPROVED: ("ok", "check"),
    _Review.REJECTED: ("bad", "x"),
    _Review.WITHDRAWN: ("warn", "stop"),
    _Review.SUPERSEDED: ("", "branch"),
    _Review.ARCHIVED: ("", "inbox"),
}


@register.filter
def draft_chip(draft: Generation) -> Chip:
    """Return the one state that matters: where it is in the pipeline, then where it is in its review."""
    if draft.review_status == _Review.ARCHIVED:
        return Chip(_("Archived"), *_REVIEW_LOOK[_Review.ARCHIVED])
    if draft.status == _Status.QUEUED:
        return Chip(_("Queued"), "info", "clock")
    if draft.status == _Status.RUNNING:
        return Chip(_("Writing"), "info", "spin")
    if draft.status == _Status.FAILED:
        return Chip(_("Not written"), "bad", "alert")
    if draft.status == _Status.CANCELLED:
        return Chip(_("Cancelled"), "", "x")
    if draft.review_status == _Review.IN_REVIEW and draft.held_by:
        name = draft.held_by.first_name or draft.held_by.display_name
        return Chip(_("In review (%(name)s)") % {"name": name}, "accent", "ring")
    return Chip(draft.get_review_status_display(), *_REVIEW_LOOK[_Review(draft.review_status)])


@register.filter
def tool_label(name: str) -> str:
    """Return what people call the tool; drafts outlive the tool that wrote them."""
    tool = TOOLS.get(name)
    return str(tool.label) if tool else name.replace("_", " ").capitalize()


@register.filter
def tool_icon(name: str) -> str:
    tool = TOOLS.get(name)
    return tool.icon if tool else "text"


@register.filter
def draft_title(draft: Generation) -> str:
    """Return the draft's title, or what it will be while there are no words yet. Needs `campaign`."""
    if draft.title:
        return draft.title
    return _("%(tool)s for %(campaign)s") % {"tool": tool_label(draft.tool), "campaign": draft.campaign.name}


@register.filter
def draft_news(draft: Generation) -> str:
    """Return the most pressing thing to know about the draft, or an empty string."""
    if draft.status == _Status.FAILED:
        return draft.error
    if draft.is_unfinished:
        return str(draft.get_stage_display())
    if draft.source == Generation.Source.TEMPLATE and draft.review_status == _Review.DRAFT:
        return str(Generation.Source.TEMPLATE.label)
    return draft.top_finding if draft.must_fix or draft.to_check else ""
