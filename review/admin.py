"""The record of the review in the admin, to look at and never to change; and the policies, to set."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation.admin.readonly import ReadOnlyAdmin
from generation.llm_tools import TOOLS
from generation.models import JudgeVerdict
from review.agreement import TRUSTED, agreements
from review.models import Claim, Comment, Decision, ReviewPolicy, ReviewStage, Submission


@admin.register(Submission)
class SubmissionAdmin(ReadOnlyAdmin):
    list_display = ["generation", "revision", "frozen_hash", "submitted_by", "created_at"]
    list_select_related = ["generation", "revision", "submitted_by"]
    search_fields = ["=generation__id", "frozen_hash"]
    date_hierarchy = "created_at"


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["generation", "verdict", "revision", "who", "created_at"]
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


class ReviewPolicyForm(forms.ModelForm):
    tool = forms.ChoiceField(
        label=gettext_lazy("Tool"), required=False, help_text=gettext_lazy("Empty: every tool.")
    )

    class Meta:
        model = ReviewPolicy
        fields = ["name", "brand", "tool", "risk", "due_hours", "remind_hours", "escalate_hours"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "tool" in self.fields:
            names = [(name, _(tool.label)) for name, tool in TOOLS.items()]
            self.fields["tool"].choices = [("", "---------"), *names]  # type: ignore[attr-defined]


class ReviewStageFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Let no plan pass without anybody of the house."""
        super().clean()
        stages = [form.cleaned_data for form in self.forms if getattr(form, "cleaned_data", None)]
        kept = [stage for stage in stages if not stage.get("DELETE")]
        if kept and all(stage.get("outside") for stage in kept):
            raise ValidationError(_("At least one stage needs a group: somebody of the house approves too."))


class ReviewStageInline(admin.TabularInline):
    model = ReviewStage
    formset = ReviewStageFormSet
    extra = 0
    fields = ["position", "name", "group", "everyone", "approvals", "outside"]
    verbose_name_plural = gettext_lazy("Stages in their order (without any: one reviewer approves)")


@admin.register(ReviewPolicy)
class ReviewPolicyAdmin(admin.ModelAdmin):
    """A change is for what is submitted from then on: each submission keeps the policy it came under."""

    form = ReviewPolicyForm
    list_display = ["name", "brand", "tool", "risk", "steps", "due_hours"]
    list_filter = ["brand", "tool", "risk"]
    list_select_related = ["brand"]
    inlines = [ReviewStageInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewPolicy]:
        found: QuerySet[ReviewPolicy] = super().get_queryset(request).prefetch_related("stages")
        return found

    @admin.display(description=gettext_lazy("stages"))
    def steps(self, policy: ReviewPolicy) -> str:
        return " → ".join(stage.name for stage in policy.stages.all()) or _("One reviewer")
