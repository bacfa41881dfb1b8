"""What happened, to look at."""

from django.contrib import admin

from generation.admin.readonly import ReadOnlyAdmin
from generation.models import AuditEntry, DraftRequest, Generation, LLMCall


@admin.register(DraftRequest)
class DraftRequestAdmin(ReadOnlyAdmin):
    list_display = ["id", "tool", "campaign", "variants", "requested_by", "created_at"]
    list_filter = ["tool"]
    list_select_related = ["campaign", "requested_by"]


@admin.register(Generation)
class GenerationAdmin(ReadOnlyAdmin):
    list_display = [
        "title",
        "tool",
        "campaign",
        "status",
        "source",
        "review_status",
        "requested_by",
        "created_at",
    ]
    list_filter = ["tool", "status", "source", "review_status"]
    list_select_related = ["campaign", "requested_by"]


@admin.register(LLMCall)
class LLMCallAdmin(ReadOnlyAdmin):
    list_display = [
        "id", "started_at", "purpose", "status", "model_asked", "model_answered",
        "input_tokens", "output_tokens", "cost", "latency_ms", "error_type",
    ]  # fmt: skip
    list_filter = ["status", "purpose"]
    list_select_related = ["generation"]


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["id", "created_at", "actor_label", "action", "object_label", "correlation_id"]
    list_filter = ["action"]
    list_select_related = ["actor"]
