"""The list of drafts, the page of one, and the fragments that keep both up to date."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_htmx.http import retarget, trigger_client_event

from crm_llm import keyset
from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation.llm_tools import TOOLS
from generation.models import Generation
from generation.reading.filters import NEWEST, TABS, DraftFilter
from generation.reading.progress import poll_interval
from generation.views.answers import go_to
from generation.views.draft_page import find_draft, page_context, variants_of, writing_context

LIST = "generation/drafts.html"
PAGE = "generation/draft.html"
MOST_POLLED = 50


@require_safe
@login_required
def drafts(request: DeskRequest) -> HttpResponse:
    if request.GET.get("ids"):
        return _written_rows(request)
    chosen = DraftFilter.read(request.user, request.GET)
    page = keyset.page(chosen.rows(), by=NEWEST, cursor=request.GET.get("after", ""))
    context = _rows(page.items) | {"section": "drafts", "filter": chosen, "more": _more(request, page.next)}
    if wants_fragment(request) and request.GET.get("after"):
        return render_page(request, LIST, context, fragment="rows")
    context |= {
        "tabs": [(name, label) for name, (label, _where) in TABS.items()],
        "tools": list(TOOLS.values()),
        "campaigns": chosen.campaigns(),
        "is_first_page": not request.GET.get("after"),
    }
    return render_page(request, LIST, context, fragment="drafts-list")


def _rows(found: list[Generation]) -> dict[str, Any]:
    unfinished = [draft for draft in found if draft.is_unfinished][:MOST_POLLED]
    newest = max((draft.created_at for draft in unfinished), default=None)
    return {
        "drafts": found,
        "polled": unfinished,
        "poll_s": max(2, poll_interval(timezone.now() - newest)) if newest else 0,
    }


def _more(request: DeskRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["after"] = cursor
    return f"?{query.urlencode()}"


def _written_rows(request: DeskRequest) -> HttpResponse:
    """The rows of drafts that were being written, as they are now."""
    asked = []
    for text in request.GET["ids"].split(",")[:MOST_POLLED]:
        try:
            asked.append(uuid.UUID(text))
        except ValueError:
            continue
    found = list(Generation.objects.visible_to(request.user).for_lists().filter(pk__in=asked))
    context = _rows(found) | {"poll_id": request.GET.get("poll", "")[:40]}
    response = render_page(request, LIST, context, fragment="news")
    if not context["polled"]:
        trigger_client_event(response, "live", {"value": _("Your drafts are ready.")})
    return response


@require_safe
@login_required
def draft(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """The page; or, for htmx, the part of it that a tab or a width of the preview changes."""
    found = find_draft(request, pk)
    part = request.htmx.target if wants_fragment(request) else ""
    fragment = part if part in ("panel", "frame") else "draft"
    return render_page(request, PAGE, page_context(request, found), fragment=fragment)


@require_safe
@login_required
def draft_status(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """What the page polls: the progress of an unfinished draft, then once the whole draft.

    `stage` and `shown` are what the page shows now: a new stage is said aloud. `part=variants` asks for the
    strip of variants alone, which goes on until the last of them is written.
    """
    found = find_draft(request, pk)
    if not wants_fragment(request):
        return render_page(request, PAGE, page_context(request, found))
    if request.GET.get("part") == "variants":
        context = {"draft": found, "variants": variants_of(found), "poll_variants": True}
        return render_page(request, PAGE, context, fragment="variants")
    if found.is_unfinished:
        return _still_writing(request, found)
    if found.is_ready and found.source == Generation.Source.MODEL and found.request.asks_for_change:
        # What a person asked to be changed is seen best beside what it was.
        return go_to(request, reverse("generation:draft_compare", args=[pk]))
    response = render_page(request, PAGE, page_context(request, found), fragment="finished")
    trigger_client_event(response, "live", {"value": _finished_words(found)})
    trigger_client_event(response, "draft-changed", {})
    return retarget(response, "#draft")


def _still_writing(request: DeskRequest, found: Generation) -> HttpResponse:
    """The seconds alone while nothing else is new, so that what moves on the page does not start anew."""
    context = writing_context(found)
    now = context["progress"]
    if request.GET.get("shown") == context["shown"]:
        return render_page(request, PAGE, context, fragment="elapsed")
    response = render_page(request, PAGE, context, fragment="progress-news")
    if now.stage != request.GET.get("stage"):
        trigger_client_event(response, "live", {"value": now.stage_label})
    return retarget(response, "#progress")


def _finished_words(found: Generation) -> str:
    return {
        Generation.Status.READY: _("The draft is ready."),
        Generation.Status.FAILED: _("The draft could not be made."),
    }.get(Generation.Status(found.status), _("The draft was cancelled."))
