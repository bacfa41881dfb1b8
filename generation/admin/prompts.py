"""Prompts: save a version, compare it, set it live, roll back. Every step calls a service."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm_llm.errors import DomainError
from generation import prompt_services
from generation.diffs import diff_fields
from generation.models import Prompt, PromptVersion


class PromptVersionForm(forms.ModelForm):
    class Meta:
        model = PromptVersion
        fields = [
            "prompt",
            "system_template",
            "user_template",
            "tier",
            "may_fall_back",
            "temperature_pct",
            "max_tokens",
            "note",
        ]
        widgets = {
            "prompt": forms.HiddenInput,
            "system_template": forms.Textarea(
                attrs={"rows": 18, "class": "vLargeTextField code", "spellcheck": "false"}
            ),
            "user_template": forms.Textarea(
                attrs={"rows": 18, "class": "vLargeTextField code", "spellcheck": "false"}
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "note" in self.fields:  # a page that is only looked at has no fields
            self.fields["note"].required = True

    def clean(self) -> dict[str, Any] | None:
        """Render nothing, but check every variable and filter, with line and column."""
        data = self.cleaned_data
        if "prompt" in data and "system_template" in data and "user_template" in data:
            for problem in prompt_services.problems(
                data["prompt"], data["system_template"], data["user_template"]
            ):
                self.add_error(None, problem)
        return super().clean()


@admin.register(Prompt)
class PromptAdmin(admin.ModelAdmin):
    list_display = ["name", "tool", "live_version"]
    list_select_related = ["live_version__prompt"]
    fields = ["name"]
    change_form_template = "admin/generation/prompt/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Prompt | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/compare/", view(self.compare), name="generation_prompt_compare"),
            path(
                "version/<int:pk>/set-live/",
                view(require_POST(self.set_live)),
                name="generation_prompt_set_live",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        prompt = get_object_or_404(Prompt.objects.select_related("live_version"), pk=object_id)
        context = {
            "prompt": prompt,
            "versions": prompt.versions.select_related("created_by"),
            "may_change": getattr(request.user, "is_prompt_admin", False),
        }
        return super().change_view(request, object_id, form_url, (extra_context or {}) | context)

    def compare(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what changed from version `a` (the live one by default) to `b` (the newest by default)."""
        prompt = get_object_or_404(Prompt.objects.select_related("live_version"), pk=pk)
        versions = {version.number: version for version in prompt.versions.select_related("prompt")}
        newest = max(versions, default=0)
        live = prompt.live_version.number if prompt.live_version else newest
        old = versions.get(_number(request.GET.get("a"), live))
        new = versions.get(_number(request.GET.get("b"), newest))
        if old is None or new is None:
            messages.error(request, _("There is no such version."))
            return redirect("admin:generation_prompt_change", pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Compare v%(new)s with v%(old)s") % {"new": new.number, "old": old.number},
            "prompt": prompt, "old": old, "new": new, "versions": versions.values(),
            "fields": diff_fields(_texts(old), _texts(new)),
            "may_change": getattr(request.user, "is_prompt_admin", False),
            "opts": self.opts,
        }  # fmt: skip
        return TemplateResponse(request, "admin/generation/prompt/compare.html", context)

    def set_live(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish a version, or go back to one. Both move the pointer."""
        version = get_object_or_404(PromptVersion.objects.select_related("prompt"), pk=pk)
        try:
            prompt_services.set_live(by=request.user, version=version)  # type: ignore[arg-type]
        except DomainError as error:
            if error.status == 403:
                raise
            messages.error(request, str(error))
        else:
            messages.success(
                request, _("%(version)s is live. The next draft uses it.") % {"version": version}
            )
        return redirect("admin:generation_prompt_change", version.prompt_id)


@admin.register(PromptVersion)
class PromptVersionAdmin(admin.ModelAdmin):
    form = PromptVersionForm
    list_display = ["__str__", "status", "note", "created_by", "created_at"]
    list_filter = ["prompt", "status"]
    list_select_related = ["prompt", "created_by"]
    change_form_template = "admin/generation/promptversion/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        """A version that was saved is not changed: save a new one, based on it."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: PromptVersion | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_prompt_admin", False))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the words of the version named by `?based_on=`, or of the live one of `?prompt=`."""
        base = (
            PromptVersion.objects.filter(pk=_number(request.GET.get("based_on"), 0)).first()
            or PromptVersion.objects.filter(
                prompt=_number(request.GET.get("prompt"), 0), prompt__live_version__isnull=False
            )
            .order_by("-number")
            .first()
        )
        if base is None:
            return {}
        return {name: getattr(base, name) for name in ("prompt", *prompt_services.TEXT_FIELDS)}

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        initial = self.get_changeform_initial_data(request)
        prompt = (
            initial.get("prompt") or Prompt.objects.filter(pk=_number(request.POST.get("prompt"), 0)).first()
        )
        if prompt is None:
            messages.info(request, _("Choose the prompt that the new version is for."))
            return redirect("admin:generation_prompt_changelist")
        context = {
            "title": _("Save a new version of %(prompt)s") % {"prompt": prompt},
            "prompt": prompt,
            "variables": prompt_services.variables(prompt.tool),
        }
        return super().add_view(request, form_url, (extra_context or {}) | context)

    def save_model(self, request: HttpRequest, obj: PromptVersion, form: Any, change: bool) -> None:
        saved = prompt_services.save_version(
            by=request.user,  # type: ignore[arg-type]
            prompt=obj.prompt,
            note=obj.note,
            **{name: getattr(obj, name) for name in prompt_services.TEXT_FIELDS},
        )
        obj.pk, obj.number, obj._state.adding = saved.pk, saved.number, False

    def response_add(
        self, request: HttpRequest, obj: PromptVersion, post_url_continue: Any = None
    ) -> HttpResponse:
        messages.success(
            request, _("%(version)s is saved as a draft. Compare it, then set it live.") % {"version": obj}
        )
        return redirect(f"{reverse('admin:generation_prompt_compare', args=[obj.prompt_id])}?b={obj.number}")


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else default


def _texts(version: PromptVersion) -> list[tuple[str, str]]:
    words = (
        _("%(tier)s models, temperature %(temperature)s, at most %(tokens)s tokens")
        if version.may_fall_back
        else _("Best of the %(tier)s models alone, temperature %(temperature)s, at most %(tokens)s tokens")
    )
    settings = words % {
        "tier": version.get_tier_display(),
        "temperature": version.temperature_pct / 100,
        "tokens": version.max_tokens,
    }
    return [
        (_("System message"), version.system_template.replace("\r\n", "\n")),
        (_("User message"), version.user_template.replace("\r\n", "\n")),
        (_("Model and limits"), settings),
    ]
