"""The record of the review in the admin: to look at, never to change."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from generation.admin.readonly import ReadOnlyAdmin
from generation.models import JudgeVerdict
from review.agreement import TRUSTED, agreements
from review.models import Claim, Comment, Decision, Submission


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["generation", "revision", "frozen_hash", "submitted_by", "created_at"]
    list_select_related = ["generation", "revision", "submitted_by"]
    search_fields = ["=generation__id", "frozen_hash"]
    date_hierarchy = "created_at"


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["generation", "verdict", "revision", "decided_by", "created_at"]
    list_filter = ["verdict"]
    list_select_related = ["generation", "revision", "decided_by"]
    search_fields = ["=generation__id", "=decided_by__username"]
    date_hierarchy = "created_at"


@admin.register(Claim)
class ClaimAdmin(ReadOnlyAdmin):
    list_display = ["generation", "reviewer", "claimed_at", "expires_at", "ended_at"]
    list_select_related = ["generation", "reviewer"]
    search_fields = ["=generation__id", "=reviewer__username"]


@admin.register(Comment)
class CommentAdmin(ReadOnlyAdmin):
    list_display = ["generation", "author", "body", "created_at"]
    list_select_related = ["generation", "author"]
    search_fields = ["=generation__id", "=author__username"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """What reviewers say among themselves is for them alone, whoever else may do everything."""
        found: QuerySet[Comment] = super().get_queryset(request)
        return found if getattr(request.user, "is_reviewer", False) else found.filter(is_internal=False)


@admin.register(JudgeVerdict)
class JudgeVerdictAdmin(ReadOnlyAdmin):
    """What judges said, under a table of how often reviewers saw it the same way."""

    list_display = ["judge", "verdict", "evidence", "model", "revision", "created_at"]
    list_filter = ["judge", "verdict"]
    list_select_related = ["revision"]
    change_list_template = "admin/review/judges.html"

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"agreements": agreements(), "trusted": TRUSTED}
        return super().changelist_view(request, (extra_context or {}) | context)
