"""What the frame around every page shows."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest

from crm_llm import correlation
from crm_llm.accounts.models import User
from generation.models import Generation
from generation.stores.keys import model_is_set_up

_CAMPAIGN_VIEWS = ("campaign", "request_draft", "estimate")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what every page needs. What costs a query is a callable, paid for where it is shown."""
    user = request.user
    return {
        "theme": user.theme if user.is_authenticated else "system",
        "correlation_id": correlation.current(),
        "model_is_set_up": model_is_set_up(),
        "section": _section(request),
        "sees_audit": lambda: user.is_authenticated and user.may_read_audit,
        "waiting_for_review": _waiting_for_review(user),
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
        return "audit" if match.url_name == "audit" else "review"
    return {"dashboard": "home", "profile": "account"}.get(str(match.url_name), "")


def _waiting_for_review(user: User | AnonymousUser) -> Callable[[], int]:
    """Count, once a page, what this reviewer could decide: unclaimed drafts of others, and those held."""

    @cache
    def count() -> int:
        review = Generation.ReviewStatus
        theirs = Q(review_status=review.IN_REVIEW, held_by=user.pk)
        free = Q(review_status=review.SUBMITTED) & ~Q(requested_by=user.pk)
        return Generation.objects.visible_to(user).filter(theirs | free).count()

    return count
