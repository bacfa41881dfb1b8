"""What a brand decides about each rule, with the rule's words and laws beside it."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from generation import rule_services
from generation.models import RuleSetting
from generation.models.jurisdiction import jurisdiction_names
from generation.reading.rules import FAMILIES, listed


def rule_choices() -> list[tuple[Any, Any]]:
    """Return every rule that a machine checks, in its families."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for rule in listed().values():
        if rule.is_checked:
            groups.setdefault(rule.family, []).append((rule.id, Truncator(rule.looks_for).chars(80)))
    return [("", "---------"), *((FAMILIES.get(name, name), rules) for name, rules in groups.items())]


class RuleSettingForm(forms.ModelForm):
    rule = forms.ChoiceField(label=gettext_lazy("Rule"), choices=rule_choices)

    class Meta:
        model = RuleSetting
        fields = ["brand", "rule", "enabled", "severity", "terms", "reason"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        rule = listed().get(cleaned.get("rule", self.instance.rule))
        if rule is None:
            return cleaned
        wanted = {name: cleaned.get(name, "") for name in ("severity", "terms")}
        milder = rule_services.needs_reason(rule, enabled=bool(cleaned.get("enabled")), **wanted)
        if milder and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Say why this rule gets milder. Law or safety stands behind it."))
        return cleaned


@admin.register(RuleSetting)
class RuleSettingAdmin(admin.ModelAdmin):
    form = RuleSettingForm
    list_display = ["rule", "brand", "enabled", "severity", "reason", "changed_by", "changed_at"]
    list_filter = ["brand", "enabled"]
    list_select_related = ["brand", "changed_by"]
    search_fields = ["rule"]
    show_full_result_count = False
    readonly_fields = ["looks_for", "usual", "laws"]
    fields = ["brand", "rule", "looks_for", "usual", "laws", "enabled", "severity", "terms", "reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: RuleSetting | None = None) -> list[str]:
        return [*self.readonly_fields, *(["brand", "rule"] if obj else [])]

    def get_fields(self, request: HttpRequest, obj: RuleSetting | None = None) -> list[Any]:
        return [name for name in self.fields or [] if obj or name not in self.readonly_fields]

    @admin.display(description=gettext_lazy("what it looks for"))
    def looks_for(self, setting: RuleSetting) -> str:
        rule = listed().get(setting.rule)
        return rule.looks_for if rule else _("This rule is gone.")

    @admin.display(description=gettext_lazy("as usual"))
    def usual(self, setting: RuleSetting) -> str:
        rule = listed().get(setting.rule)
        return str(RuleSetting.Strictness(rule.severity.value).label) if rule else ""

    @admin.display(description=gettext_lazy("law"))
    def laws(self, setting: RuleSetting) -> str:
        rule = listed().get(setting.rule)
        return format_html(
            "<ul>{}</ul>",
            format_html_join(
                "",
                "<li>{} ({}): {} {} {}</li>",
                (
                    (law.cite, ", ".join(jurisdiction_names(law.where)), law.says, law.confidence, law.as_of)
                    for law in (rule.laws if rule else ())
                ),
            ),
        )

    def save_model(self, request: HttpRequest, obj: RuleSetting, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        names = ("enabled", "severity", "terms", "reason")
        saved = rule_services.decide(
            by=request.user,
            brand=obj.brand,
            rule=obj.rule,
            **{name: form.cleaned_data[name] for name in names},
        )
        obj.pk, obj._state.adding = saved.pk, False

    def delete_model(self, request: HttpRequest, obj: RuleSetting) -> None:
        assert isinstance(request.user, User)
        rule_services.reset(by=request.user, setting=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[RuleSetting]) -> None:
        for setting in queryset:
            self.delete_model(request, setting)
