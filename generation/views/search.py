"""The search: a page, and the same results in the dialog that `/` opens."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation import searching
from generation.reading.commands import commands

PAGE = "search.html"
DIALOG = "search_dialog.html"
MOST_DRAFTS_IN_DIALOG = 6
MOST_CAMPAIGNS_IN_DIALOG = 4


@require_safe
@login_required
def search(request: DeskRequest) -> HttpResponse:
    """The page; or, for htmx, the dialog or the list in it."""
    text = request.GET.get("q", "")[: searching.LONGEST_QUESTION]
    if wants_fragment(request) and request.htmx.target in ("search", "search-list"):
        few = _found(request, text, MOST_DRAFTS_IN_DIALOG, MOST_CAMPAIGNS_IN_DIALOG)
        return render_page(request, DIALOG, few, fragment=request.htmx.target)
    found = _found(request, text, searching.MOST_DRAFTS, searching.MOST_CAMPAIGNS)
    return render_page(request, PAGE, found | {"section": "search"})


def _found(request: DeskRequest, text: str, drafts: int, campaigns: int) -> dict[str, Any]:
    """Return what is found, and whether there is more of it: one more is read than is shown."""
    asked = searching.asked_words(text)
    some_drafts = searching.drafts(request.user, text, most=drafts + 1)
    some_campaigns = searching.campaigns(request.user, text, most=campaigns + 1)
    some_commands = commands(request.user, asked) if asked or not text.strip() else []
    return {
        "text": text,
        "asked": asked,
        "drafts": some_drafts[:drafts],
        "campaigns": some_campaigns[:campaigns],
        "commands": some_commands,
        "more_drafts": len(some_drafts) > drafts,
        "more_campaigns": len(some_campaigns) > campaigns,
        "shown": min(len(some_drafts), drafts) + min(len(some_campaigns), campaigns) + len(some_commands),
    }
