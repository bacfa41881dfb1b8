"""Show times in the person's zone and words in the person's language; send the signed-out to the door."""

import zoneinfo
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect

from crm_llm.pages import wants_fragment


class PreferencesMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(user.time_zone)), translation.override(user.language):
            return self.get_response(request)


class SignInAgainMiddleware:
    """Answer htmx with 401 and the way to the sign-in page: a fragment must not hold a sign-in form.

    After signing in, the person is back on the page that the request came from.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        location = response.headers.get("Location", "")
        if not location.startswith(resolve_url(settings.LOGIN_URL)) or not wants_fragment(request):
            return response
        door = redirect_to_login(_page_of(request))
        answer: HttpResponse = HttpResponseClientRedirect(door.url)
        answer.status_code = 401
        return answer


def _page_of(request: HttpRequest) -> str:
    """Return the path of the page that htmx asked from."""
    try:
        return request.htmx.current_url_abs_path or "/"  # type: ignore[attr-defined]
    except ValueError:  # The header holds no address.
        return "/"
