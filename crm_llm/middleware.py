"""Correlation ids, domain errors as answers, and pages that no cache may keep."""

from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from crm_llm import correlation
from crm_llm.errors import DomainError, NotAForm, TooLarge
from crm_llm.pages import not_found, permission_denied, problem_page
from crm_llm.uploads import takes_file

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class CorrelationIdMiddleware:
    """Give each request an id, or take over a sane one from the proxy, and answer with it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with correlation.bound(correlation.accept(request.headers.get("X-Request-ID", ""))) as request_id:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = request_id
            return response


class DomainErrorMiddleware:
    """Turn a `DomainError` that no view handled into its status and its sentence.

    A thing that is not there, or not for this person, gets our page here too: under DEBUG Django would
    show its own, and a demo runs with DEBUG on.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Django itself would refuse it later, with a bare page, when somebody reads the form.
        length = _content_length(request)
        if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE and not takes_file(request, length):
            return problem_page(request, TooLarge(_("This is more text than fits. Keep it under 500 kB.")))
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Refuse a body that is no form where a form is meant: it would be read as an empty one."""
        takes_a_form = request.method == "POST" and not getattr(view, "csrf_exempt", False)
        if takes_a_form and _content_length(request) and request.content_type not in FORM_TYPES:
            return problem_page(request, NotAForm(_("This was not sent as a form, so nothing was done.")))
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Http404):
            return not_found(request, exception)
        if isinstance(exception, PermissionDenied):
            return permission_denied(request, exception)
        if not isinstance(exception, DomainError):
            return None
        log.info(
            "request.refused", error=type(exception).__name__, status=exception.status, path=request.path
        )
        return problem_page(request, exception)


def _content_length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    # More digits than any body has: the first of them say enough.
    return int(length[:18]) if length.isascii() and length.isdigit() else 0


class PersonalPagesMiddleware:
    """Forbid caches to keep what a signed-in person sees."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response
