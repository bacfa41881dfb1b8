"""Where a person goes after something was done, with htmx or without."""

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django_htmx.http import HttpResponseClientRedirect

from crm_llm.pages import DeskRequest, wants_fragment
from generation.models import Generation


def go(request: DeskRequest, to: str, generation: Generation | None = None) -> HttpResponse:
    """Send the browser to the URL name `to`; a page of its own, also when htmx asked."""
    url = resolve_url(to, pk=generation.pk) if generation else resolve_url(to)
    if wants_fragment(request):
        return HttpResponseClientRedirect(url)
    return redirect(url)
