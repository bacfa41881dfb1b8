"""Where a person goes after something was done, with htmx or without, and by which way they came."""

from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from crm_llm.pages import DeskRequest, wants_fragment
from generation.models import Generation
from review.selection import Selection


def selection_of(request: DeskRequest) -> Selection:
    """Return the selection of the queue through which the person came to a draft.

    Links carry it as `queue`. What a form sends from such a page says by its own address where it is from.
    """
    page = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    came_from = QueryDict(urlsplit(page).query[:4000])
    return Selection.of_query(request.user, request.GET.get("queue") or came_from.get("queue", ""))


def go(request: DeskRequest, to: str, generation: Generation | None = None) -> HttpResponse:
    """Send the browser to the URL name `to`; a page of its own, also when htmx asked."""
    url = resolve_url(to, pk=generation.pk) if generation else resolve_url(to)
    if to == "review:queue":
        url += selection_of(request).address
    elif to == "review:item":
        url += selection_of(request).onward
    if wants_fragment(request):
        return HttpResponseClientRedirect(url)
    return redirect(url)
