"""Brands and who works for them."""

import json
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import TypeAdapter, ValidationError

from generation.brief import MergeTag
from generation.models import Brand, BrandMembership
from generation.text import has_control_characters

_MERGE_TAGS = TypeAdapter(list[MergeTag])


class BrandForm(forms.ModelForm):
    class Meta:
        model = Brand
        fields = [
            "name", "slug", "voice", "banned_words", "sender_name", "website", "postal_address",
            "legal_footer", "unsubscribe_url", "logo_text", "color_accent", "color_ink", "color_canvas",
            "merge_tags", "time_zone",
        ]  # fmt: skip

    def clean_merge_tags(self) -> list[dict[str, Any]]:
        """Check that each tag has a name, a sample and, where it can be missing, a fallback."""
        value = self.cleaned_data["merge_tags"]
        try:
            return [tag.model_dump() for tag in _MERGE_TAGS.validate_json(json.dumps(value))]
        except ValidationError as exc:
            raise forms.ValidationError(
                _('Write a list such as [{"name": "first_name", "sample": "Jordan", "fallback": "there"}].')
            ) from exc

    def clean(self) -> dict[str, Any] | None:
        for name, value in self.cleaned_data.items():
            if isinstance(value, str) and has_control_characters(value):
                self.add_error(name, _("This holds characters that can’t be seen. Please type it again."))
        return super().clean()


class BrandMembershipInline(admin.TabularInline):
    model = BrandMembership
    extra = 0
    autocomplete_fields = ["user"]
    verbose_name_plural = gettext_lazy("Members (a brand without members is open to everyone)")


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin):
    form = BrandForm
    list_display = ["name", "sender_name", "website", "updated_at"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [BrandMembershipInline]

    def has_delete_permission(self, request: HttpRequest, obj: Brand | None = None) -> bool:
        return False
