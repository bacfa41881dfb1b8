"""Brands and who works for them. What a brand says of itself is edited on its own page of the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from crm_llm.forms import VisibleTextForm, WebAddress
from generation import kit_services
from generation.admin.readonly import ReadOnlyAdmin
from generation.models import Brand, BrandKitVersion, BrandMembership, Contact


class BrandForm(VisibleTextForm):
    class Meta:
        model = Brand
        fields = ["name", "slug", "time_zone", "own_minor_edits"]


class NewBrandForm(BrandForm):
    website = WebAddress(label=gettext_lazy("Website"), max_length=300, assume_scheme="https")
    postal_address = forms.CharField(label=gettext_lazy("Postal address"), max_length=300)


class BrandMembershipInline(admin.TabularInline):
    model = BrandMembership
    extra = 0
    autocomplete_fields = ["user"]
    verbose_name_plural = gettext_lazy("Members (a brand without members is open to everyone)")


@admin.register(Brand)
class BrandAdmin(admin.ModelAdmin):
    form = BrandForm
    list_display = ["name", "slug", "kit_version", "updated_at"]
    list_select_related = ["kit_version"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [BrandMembershipInline]

    def get_form(
        self, request: HttpRequest, obj: Brand | None = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        """Ask for what no starter kit can know where the brand is new."""
        return super().get_form(request, obj, change, **kwargs | ({} if change else {"form": NewBrandForm}))

    def get_fields(self, request: HttpRequest, obj: Brand | None = None) -> list[Any]:
        return [*BrandForm.Meta.fields, *([] if obj else ["website", "postal_address"])]

    def save_model(self, request: HttpRequest, obj: Brand, form: forms.ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not change:
            known = {name: form.cleaned_data[name] for name in ("website", "postal_address")}
            kit_services.start(obj, by=request.user, **known)  # type: ignore[arg-type]

    def has_delete_permission(self, request: HttpRequest, obj: Brand | None = None) -> bool:
        return False


@admin.register(BrandKitVersion)
class BrandKitVersionAdmin(ReadOnlyAdmin):
    list_display = ["brand", "number", "note", "created_by", "created_at"]
    list_filter = ["brand"]
    list_select_related = ["brand", "created_by"]


@admin.register(Contact)
class ContactAdmin(admin.ModelAdmin):
    form = VisibleTextForm
    list_display = ["__str__", "brand", "email", "locale", "is_sample"]
    list_filter = ["brand", "is_sample"]
    list_select_related = ["brand"]
    search_fields = ["first_name", "last_name", "email", "company"]
