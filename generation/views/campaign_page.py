"""What the page of one campaign shows: how complete its brief is, its drafts by tool, what happened."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from crm_llm.keyset import Page, page
from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation.llm_tools import TOOLS
from generation.models import AuditEntry, Campaign, Fact, Generation, Link

SHOWN_DRAFTS = 60
GONE = (Generation.ReviewStatus.SUPERSEDED, Generation.ReviewStatus.ARCHIVED)


@dataclass(frozen=True)
class Completeness:
    filled: int
    total: int
    advice: str
    """The next thing to add; empty when nothing is missing."""
    anchor: str


def completeness(campaign: Campaign, facts: list[Fact], links: list[Link]) -> Completeness:
    """Say how much of the brief is filled in: good briefs make good drafts."""
    today = timezone.localdate()
    parts = [
        (campaign.audience, _("Say who it is for"), "id_audience"),
        (campaign.objective, _("Say what the goal is"), "id_objective"),
        (campaign.offer, _("Describe the offer"), "id_offer"),
        (campaign.starts_on, _("Add the first day"), "id_starts_on"),
        (campaign.ends_on, _("Add the last day"), "id_ends_on"),
        (campaign.brand.kit().voice, _("An admin can describe the brand’s voice"), ""),
        (any(not fact.is_expired_on(today) for fact in facts), _("Add a fact"), "facts"),
        (links, _("Add a link"), "links"),
    ]
    missing = [(advice, anchor) for value, advice, anchor in parts if not value]
    advice, anchor = missing[0] if missing else ("", "")
    return Completeness(len(parts) - len(missing), len(parts), advice, anchor)


@dataclass(frozen=True)
class ToolGroup:
    label: str
    name: str
    drafts: list[Generation]


def drafts_by_tool(campaign: Campaign) -> list[ToolGroup]:
    """Return the campaign's newest drafts that still matter, grouped by tool. One query."""
    found = campaign.generations.for_lists().exclude(review_status__in=GONE)[:SHOWN_DRAFTS]
    by_tool = sorted(found, key=lambda draft: draft.tool)
    return [
        ToolGroup(str(TOOLS[name].label) if name in TOOLS else name, name, list(drafts))
        for name, drafts in groupby(by_tool, key=lambda draft: draft.tool)
    ]


FRAGMENTS = ("panel", "cards")


def page_of(
    request: DeskRequest, campaign: Campaign, tab: str, panel: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render the campaign's page with one of its tabs open, or the part of it that htmx asked for."""
    context = {"campaign": campaign, "tab": tab, "counts": _counts(campaign), **panel}
    if request.GET.get("after") and tab == "activity":
        return render_page(request, "generation/campaign.html", context, fragment="activity")
    target = request.htmx.target or ""
    if target not in FRAGMENTS or not wants_fragment(request):
        target = ""
        facts, links = list(campaign.facts.all()), list(campaign.links.all())
        context |= {
            "facts": facts,
            "links": links,
            "completeness": completeness(campaign, facts, links),
            "kit": campaign.brand.kit(),
            "tools": TOOLS.values(),
        }
    return render_page(request, "generation/campaign.html", context, fragment=target, status=status)


def _counts(campaign: Campaign) -> dict[str, int]:
    drafts = campaign.generations.exclude(review_status__in=GONE)
    return {
        "drafts": drafts.count(),
        "facts": campaign.facts.count(),
        "pictures": campaign.assets.active().count(),
    }


def activity(campaign: Campaign, user: User, after: str) -> Page[AuditEntry]:
    """Return a page of what happened to the campaign and its drafts, as all may read it. One query."""
    about = Q(object_type="campaign", object_id=str(campaign.pk)) | Q(generation__campaign=campaign)
    entries = AuditEntry.objects.visible_to(user).filter(about).exclude(after__has_key="internal")
    entries = entries.select_related("actor", "generation", "payload")
    return page(entries, by=("-id",), cursor=after)
