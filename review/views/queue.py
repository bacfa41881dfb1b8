"""The review queue: what waits for a decision, in which order, and the lists that a person keeps of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm_llm.counting import up_to
from crm_llm.forms import moment
from crm_llm.pages import DeskRequest, render_page
from review import day
from review import queue as desk
from review.filters import MOST_OPTIONS, filters_of
from review.forms import SaveViewForm, reviewers
from review.models import MOST_VIEWS, SavedView
from review.selection import VIEWS, Selection
from review.views.desk import must_review

SHOWN_HOLDS = 5
PAGE_SIZE = 20
"""Two screens of drafts: what lies further down is reached by filters rather than by reading on."""


@login_required
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    must_review(request.user)
    selection = Selection(request.user, request.GET)
    if request.htmx.target == "queue-news":
        return _news(request, selection)
    return _list(request, selection)


def _list(request: DeskRequest, selection: Selection) -> HttpResponse:
    now, user = timezone.now(), request.user
    cursor = request.GET.get("after", "")
    is_whole = not (cursor and request.htmx and not request.htmx.target)
    found = desk.page_of(selection, now=now, cursor=cursor, size=PAGE_SIZE)
    # Further down the list, what comes first stands elsewhere: it is looked at together with the rows.
    front = list(desk.free(selection, now=now)[: desk.STEP]) if cursor and is_whole else []
    both = desk.rows_of([*found.items, *front], user, now=now)
    rows, first = both[: len(found.items)], both[len(found.items) :] if cursor else both
    context: dict[str, Any] = {
        "selection": selection,
        "rows": rows,
        "next_cursor": found.next,
        "now": now,
    }
    if not is_whole:
        return render_page(request, "review/queue.html", context, fragment="rows")
    counts = desk.counts(selection, now=now)
    saved = list(SavedView.objects.filter(user=user))
    following = next((row.generation for row in first if row.may_decide), None)
    if following is None:
        following = desk.next_for(user, now=now, selection=selection)
    decided_today = max(0, counts["taken"] - counts["undone"])
    context |= {
        "section": "review",
        "all_filters": "more" in request.GET,
        "filters": filters_of(selection, all_of_them="more" in request.GET),
        "reviewers": reviewers()[:MOST_OPTIONS] if user.is_lead else [],
        "tabs": [(name, label, counts.get(name)) for name, label in VIEWS.items()],
        "saved": saved,
        "kept": next((view for view in saved if view.query == selection.query), None),
        "waiting": counts["waiting"],
        "waiting_for_review": counts["could_decide"],
        "unread": counts["unread"],
        "overdue": counts["late"],
        "matching": counts[selection.view],
        "next": following,
        "decided_today": decided_today,
        "usual_time": day.usual_time(user) if decided_today >= day.FEW_TIMES else None,
        "just_decided": day.just_decided(user, now=now) if counts["fresh"] else None,
    }
    if following is None and not selection.is_narrowed:
        context["time_today"] = day.time_at_it(user) if decided_today else None
        context["holds"] = list(desk.holds(user, now=now)[:SHOWN_HOLDS])
    return render_page(request, "review/queue.html", context, fragment="queue")


def _news(request: DeskRequest, selection: Selection) -> HttpResponse:
    """Say how many drafts came since the page was drawn. The list itself stays as it is under the pointer."""
    since = moment(request.GET.get("since", "")) or timezone.now()
    new = selection.drafts.filter(selection.where(timezone.now()), submitted_at__gt=since)
    context = {"new": up_to(new).count(), "now": since, "selection": selection}
    return render_page(request, "review/queue.html", context, fragment="news")


@login_required
@require_POST
def save_view(request: DeskRequest) -> HttpResponse:
    """Keep the selection that the page shows under a name; a name that is there already gets the new one."""
    must_review(request.user)
    selection, form = Selection(request.user, request.POST), SaveViewForm(request.POST)
    there = f"{resolve_url('review:queue')}?{selection.query}"
    mine = SavedView.objects.filter(user=request.user)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["name"])))
    elif mine.count() >= MOST_VIEWS and not mine.filter(name=form.cleaned_data["name"]).exists():
        messages.error(request, _("You keep %(n)s views already. Delete one first.") % {"n": MOST_VIEWS})
    else:
        mine.update_or_create(
            user=request.user, name=form.cleaned_data["name"], defaults={"query": selection.query}
        )
    return redirect(there)


@login_required
@require_POST
def delete_view(request: DeskRequest, pk: UUID) -> HttpResponse:
    must_review(request.user)
    view = get_object_or_404(SavedView, pk=pk, user=request.user)
    view.delete()
    messages.success(request, _("“%(name)s” is gone. The drafts in it stay.") % {"name": view.name})
    return redirect("review:queue")
