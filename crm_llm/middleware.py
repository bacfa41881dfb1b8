"""Correlation ids, domain errors as answers, and pages that no cache may keep."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from crm_llm import correlation
from crm_llm.errors import DomainError
from crm_llm.pages import problem_page

log = structlog.get_logger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponseBase]


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
    """Turn a `DomainError` that no view handled into its status and its sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, DomainError):
            return None
        log.info(
            "request.refused", error=type(exception).__name__, status=exception.status, path=request.path
        )
        return problem_page(request, exception)


class PersonalPagesMiddleware:
    """Forbid caches to keep what a signed-in person sees."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store"
        return response
