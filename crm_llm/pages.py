"""Render a page, or only the fragment of it that htmx asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget
from django_htmx.middleware import HtmxDetails

from crm_llm import correlation
from crm_llm.accounts.models import User
from crm_llm.errors import DomainError


class DeskRequest(HttpRequest):
    """A request of a signed-in person, as the middleware leaves it."""

    htmx: HtmxDetails
    user: User


def wants_fragment(request: HttpRequest) -> bool:
    """Say whether the answer goes into a page that is already there."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any] | None = None,
    *,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or its partial `fragment` when htmx asked for one.

    The partial's name is its DOM id. Fragments are safe to ask for alone: rights are checked in views.
    """
    if fragment and wants_fragment(request):
        template = f"{template}#{fragment}"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def problem_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Answer with the error's sentence: in the page's conflict region for htmx, as a page otherwise."""
    context = {"message": str(error), "title": error.title or _("That did not work")}
    if wants_fragment(request):
        return _in_conflict_region(render(request, "problem.html#conflict", context, status=error.status))
    return render(request, "problem.html", context, status=error.status)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that the person's role does not allow it, and who can help."""
    return _error(
        request, "403.html", _("You can’t do that"), _("Your role does not allow it. Ask a lead."), 403
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error(request, "404.html", _("Nothing is here"), _("It was moved, or you may not see it."), 404)


def _error(request: HttpRequest, template: str, title: str, message: str, status: int) -> HttpResponse:
    context = {"title": title, "message": message}
    if wants_fragment(request):
        return _in_conflict_region(render(request, "problem.html#conflict", context, status=status))
    return render(request, template, context, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we failed, with the reference to quote. Asks no database: it may be what failed."""
    context = {
        "title": _("Something broke on our side"),
        "message": _("It is recorded. Try again in a minute."),
        "correlation_id": correlation.current(),
        "theme": "system",
    }
    if getattr(request, "htmx", None) and wants_fragment(request):
        return _in_conflict_region(
            HttpResponse(render_to_string("problem.html#conflict", context), status=500)
        )
    return HttpResponse(render_to_string("500.html", context), status=500)


def _in_conflict_region(response: HttpResponse) -> HttpResponse:
    return reswap(retarget(response, "#conflict"), "innerHTML")
