"""What the frame around every page shows."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import HttpRequest

from crm_llm import correlation
from crm_llm.accounts.models import User
from crm_llm.counting import CountedOften
from generation.models import QUEUE_ORDER, Generation
from generation.reading import standing
from generation.stores.keys import model_is_set_up
from review.models import Notification

_CAMPAIGN_VIEWS = ("campaign", "request_draft", "estimate")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what every page needs. What costs a query is a callable, paid for where it is shown."""
    user = request.user
    counts = _counts(user)
    return {
        "theme": user.theme if user.is_authenticated else "system",
        "correlation_id": correlation.current(),
        "model_is_set_up": model_is_set_up(),
        "section": _section(request),
        "sees_audit": lambda: user.is_authenticated and user.may_read_audit,
        "waiting_for_review": lambda: counts()[0],
        "unread": lambda: counts()[1],
    }


def _section(request: HttpRequest) -> str:
    """Name the part of the navigation that the page belongs to."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.app_name == "generation":
        return "campaigns" if str(match.url_name).startswith(_CAMPAIGN_VIEWS) else "drafts"
    if match.app_name == "admin":
        return "prompts" if "_prompt" in str(match.url_name) else ""
    if match.app_name == "review":
        if match.url_name == "notifications":
            return "notifications"
        return "audit" if match.url_name == "audit" else "review"
    return {"dashboard": "home", "profile": "account"}.get(str(match.url_name), "")


def _counts(user: User | AnonymousUser) -> Callable[[], tuple[int, int]]:
    """Count, in one query a page, the drafts that this reviewer could decide and what they have not read.

    Not paid for on the queue, which counts both beside its own.
    """

    @cache
    def count() -> tuple[int, int]:
        if not user.is_authenticated:
            return 0, 0
        found = _COUNTS(user.is_superuser, user.is_reviewer, person=user.pk)
        return found["waiting"], found["unread"]

    return count


def _to_count(is_superuser: bool, is_reviewer: bool, *, person: int) -> dict[str, QuerySet[Any]]:
    user = User(pk=person, is_superuser=is_superuser)
    queue = Generation.objects.visible_to(user).in_queue().order_by(*QUEUE_ORDER)
    return {
        "waiting": queue.filter(standing.could_review(user)) if is_reviewer else queue.none(),
        "unread": Notification.objects.visible_to(user).unread(),
    }


_COUNTS = CountedOften(_to_count)
