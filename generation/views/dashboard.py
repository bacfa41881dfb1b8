"""The first page: what needs the person, what is on its way, and where to start."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, Min, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe
from django_htmx.http import trigger_client_event

from crm_llm.counting import capped, counted
from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation.llm_tools import TOOLS
from generation.models import QUEUE_ORDER, Alert, AuditAction, AuditEntry, Campaign, Generation
from generation.reading import progress, standing
from generation.views.worklist import Task, tasks_of

SHOWN_TASKS, SHOWN_RECENT, SHOWN_WAITING, SHOWN_CAMPAIGNS = 6, 8, 5, 4
SHOWN_ALERTS = 3


@require_safe
@login_required
def dashboard(request: DeskRequest) -> HttpResponse:
    part = request.htmx.target if wants_fragment(request) else ""
    if part == "tiles":
        return render_page(request, "generation/dashboard.html", {"tiles": _tiles(request)}, fragment="tiles")
    lists = _lists(request)
    if part == "work":
        response = render_page(request, "generation/dashboard.html", lists, fragment="work")
        if not lists["poll"]:
            trigger_client_event(response, "draft-changed", {})
            trigger_client_event(response, "live", {"value": _("Your drafts are ready.")})
        return response
    user = request.user
    context = lists | {
        "has_aside": user.is_marketer or user.is_prompt_admin or user.is_superuser or not user.is_reviewer,
        "alerts": _alerts(request),
        "tiles": _tiles(request) if request.user.is_marketer else [],
        "today": timezone.localdate(),
        "next_campaign": _next_campaign(request),
        "campaigns": _campaigns_to_start(request) if request.user.is_marketer else [],
        "tools": TOOLS.values(),
    }
    return render_page(request, "generation/dashboard.html", context)


def _alerts(request: DeskRequest) -> list[Alert]:
    """Return the open alerts for who can do something about them, the newest first."""
    user = request.user
    return list(Alert.objects.open()[:SHOWN_ALERTS]) if user.is_prompt_admin or user.is_superuser else []


@dataclass(frozen=True)
class Tile:
    label: str
    icon: str
    number: int
    hint: str = ""
    since: datetime | None = None
    """A moment to write as an age after the hint."""
    href: str = ""


def _tiles(request: DeskRequest) -> list[Tile]:
    """Three queries at most, however many drafts there are."""
    mine = Generation.objects.visible_to(request.user).filter(requested_by=request.user).order_by()
    waiting_for_me = mine.filter(standing.needs_you())
    end_of_today = timezone.localtime().replace(hour=23, minute=59, second=59)
    writing, review = mine.filter(standing.WRITING), mine.in_queue()
    found = counted(
        needs=waiting_for_me,
        due=waiting_for_me.filter(due_at__lte=end_of_today),
        writing=writing,
        review=review,
        approved=_approved_this_week(request),
    )
    due = ngettext("%(n)s due today", "%(n)s due today", found["due"]) % {"n": capped(found["due"])}
    drafts = resolve_url("generation:drafts") + "?mine=1&status="
    return [
        Tile(
            _("Needs you"), "inbox", found["needs"], due if found["due"] else "", None, f"{drafts}needs-you"
        ),
        Tile(
            _("Being written"),
            "edit",
            found["writing"],
            _("Asked") if found["writing"] else "",
            writing.aggregate(since=Min("created_at"))["since"] if found["writing"] else None,
            f"{drafts}writing",
        ),
        Tile(
            _("In review"),
            "eye",
            found["review"],
            _("Oldest") if found["review"] else "",
            review.aggregate(since=Min("submitted_at"))["since"] if found["review"] else None,
            f"{drafts}in-review",
        ),
        Tile(
            _("Approved this week"),
            "check",
            found["approved"],
            _("Since Monday"),
            None,
            f"{drafts}approved",
        ),
    ]


def _approved_this_week(request: DeskRequest) -> QuerySet[Generation]:
    now = timezone.localtime()
    monday = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    approvals = AuditEntry.objects.filter(
        action=AuditAction.DRAFT_APPROVED, created_at__gte=monday, generation=OuterRef("pk")
    )
    approved = Generation.objects.visible_to(request.user).filter(standing.APPROVED, Exists(approvals))
    return approved.filter(requested_by=request.user).order_by()


def _lists(request: DeskRequest) -> dict[str, Any]:
    drafts = Generation.objects.visible_to(request.user).for_lists()
    mine = drafts.filter(requested_by=request.user) if request.user.is_marketer else drafts
    recent = list(mine.exclude(review_status=Generation.ReviewStatus.ARCHIVED)[:SHOWN_RECENT])
    tasks: list[Task] = tasks_of(mine) if request.user.is_marketer else []
    return {
        "tasks": tasks[:SHOWN_TASKS],
        "more_tasks": len(tasks) > SHOWN_TASKS,
        "recent": recent,
        "waiting": _waiting(request, drafts) if request.user.is_reviewer else [],
        "poll": poll_interval(recent),
    }


def _waiting(request: DeskRequest, drafts: Any) -> list[Generation]:
    """Return what this reviewer could decide, in the order of the queue."""
    queue = drafts.in_queue().filter(standing.could_review(request.user))
    return list(queue.order_by(*QUEUE_ORDER)[:SHOWN_WAITING])


def poll_interval(drafts: list[Generation]) -> str:
    """Return how soon a list with these drafts should ask again, such as "2s"; empty when all are written."""
    started = [draft.created_at for draft in drafts if draft.is_unfinished]
    if not started:
        return ""
    return f"{max(2, progress.poll_interval(timezone.now() - max(started)))}s"


def _next_campaign(request: DeskRequest) -> Campaign | None:
    campaigns = Campaign.objects.visible_to(request.user).active()
    return campaigns.filter(starts_on__gt=timezone.localdate()).order_by("starts_on").first()


def _campaigns_to_start(request: DeskRequest) -> list[Campaign]:
    return list(Campaign.objects.visible_to(request.user).active()[:SHOWN_CAMPAIGNS])
