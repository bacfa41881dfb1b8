"""Where a person is sent after a form was taken."""

from django.http import HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from crm_llm.pages import DeskRequest, wants_fragment


class SeeOther(HttpResponseRedirect):
    """A redirect after a POST, which every client follows with a GET."""

    status_code = 303


def go_to(request: DeskRequest, url: str) -> HttpResponse:
    """Answer a POST with another page: a redirect, or the header that makes htmx go there."""
    return HttpResponseClientRedirect(url) if wants_fragment(request) else SeeOther(url)
