"""The record of the review in the admin: to look at, never to change."""

from django.contrib import admin

from generation.admin.readonly import ReadOnlyAdmin
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
