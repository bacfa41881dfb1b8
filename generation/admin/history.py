"""What happened, to look at."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from generation.admin.readonly import ReadOnlyAdmin
from generation.models import AuditEntry, CallText, Candidate, DraftRequest, Generation, LLMCall

GONE = _("Not kept, or thrown away by now.")


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


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    """What a model wrote and was not chosen."""

    list_display = ["generation", "number", "model", "must_fix", "to_check", "notes", "created_at"]
    list_select_related = ["generation"]
    search_fields = ["=generation__id"]


@admin.register(LLMCall)
class LLMCallAdmin(ReadOnlyAdmin):
    list_display = [
        "id", "started_at", "purpose", "status", "model_asked", "model_answered",
        "input_tokens", "output_tokens", "cost", "reconciled_at", "latency_ms", "error_type",
    ]  # fmt: skip
    list_filter = ["status", "purpose"]
    list_select_related = ["generation"]
    readonly_fields = ["sent", "answered"]

    def get_fields(self, request: HttpRequest, obj: LLMCall | None = None) -> list[Any]:
        """What was sent and answered needs a right of its own: no personal data is in it, but plans are."""
        fields = list(super().get_fields(request, obj))
        if request.user.has_perm("generation.view_calltext"):
            return fields
        return [name for name in fields if name not in self.readonly_fields]

    @admin.display(description=_("sent"))
    def sent(self, call: LLMCall) -> Any:
        text = _text_of(call)
        if text is None:
            return GONE
        messages = ((message["role"], message["content"]) for message in text.messages)
        return format_html_join("", "<p><b>{}</b></p><pre>{}</pre>", messages)

    @admin.display(description=_("answered"))
    def answered(self, call: LLMCall) -> Any:
        text = _text_of(call)
        return GONE if text is None else format_html("<pre>{}</pre>", text.answer)


def _text_of(call: LLMCall) -> CallText | None:
    return getattr(call, "text", None)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    list_display = ["id", "created_at", "actor_label", "action", "object_label", "correlation_id"]
    list_filter = ["action"]
    list_select_related = ["actor"]
