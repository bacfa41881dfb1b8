"""The review queue: what waits for a decision, and in which order."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm_llm.forms import moment
from crm_llm.keyset import page
from crm_llm.pages import DeskRequest, render_page
from generation.models import QUEUE_ORDER
from review import queue as desk
from review.forms import QueueFilter
from review.views.desk import must_review


@login_required
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    must_review(request.user)
    form = QueueFilter(request.GET, user=request.user)
    view = request.GET.get("view", "")
    view = view if view in desk.VIEWS else "all"
    filters = form.chosen()
    if request.htmx.target == "queue-news":
        return _news(request, view, filters)
    return _list(request, view, filters, form)


def _list(request: DeskRequest, view: str, filters: dict[str, Any], form: QueueFilter) -> HttpResponse:
    now = timezone.now()
    cursor = request.GET.get("after", "")
    found = page(desk.listed(request.user, view, filters, now=now), by=QUEUE_ORDER, cursor=cursor)
    context: dict[str, Any] = {
        "rows": desk.rows_of(found.items, request.user, now=now),
        "next_cursor": found.next,
        "now": now,
        "view": view,
    }
    if cursor and request.htmx and not request.htmx.target:
        return render_page(request, "review/queue.html", context, fragment="rows")
    counts = desk.counts(request.user, filters, now=now)
    context |= {
        "section": "review",
        "form": form,
        "filters": filters,
        "tabs": [(name, label, counts[name]) for name, label in desk.VIEWS.items()],
        "waiting": counts["all"],
        "overdue": counts["overdue"],
        "matching": counts[view],
        "next": desk.next_for(request.user, now=now),
        "decided_today": desk.decided_today(request.user),
        "just_decided": desk.just_decided(request.user, now=now),
    }
    return render_page(request, "review/queue.html", context, fragment="queue")


def _news(request: DeskRequest, view: str, filters: dict[str, Any]) -> HttpResponse:
    """Say how many drafts came since the page was drawn. The list itself stays as it is under the pointer."""
    now = timezone.now()
    since = moment(request.GET.get("since", "")) or now
    new = desk.waiting(request.user).filter(
        desk.view_filter(view, user=request.user, now=now), submitted_at__gt=since, **filters
    )
    context = {"new": new.count(), "now": since, "view": view}
    return render_page(request, "review/queue.html", context, fragment="news")
