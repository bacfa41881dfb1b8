"""Which models a tier asks, at which price at most; and what models cost."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation import audit
from generation.models import AuditAction, ModelPrice, ModelTier
from generation.models.route import check_models
from generation.stores import prices, routes

_MOST_USD = Decimal(1_000_000)


class UsdField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=_MOST_USD, decimal_places=9, max_digits=16, **kwargs)


class TierForm(forms.ModelForm):
    models = forms.CharField(
        label=gettext_lazy("Models, best first"),
        help_text=gettext_lazy("One id a line. The first is asked; when it fails, the next."),
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField code", "spellcheck": "false"}),
    )
    prompt_ceiling = UsdField(
        label=gettext_lazy("At most for a million prompt tokens, in US dollars"), required=False
    )
    completion_ceiling = UsdField(
        label=gettext_lazy("At most for a million tokens of an answer, in US dollars"),
        required=False,
        help_text=gettext_lazy(
            "OpenRouter then answers from no dearer provider, and refuses where there is none. "
            "Leave both empty for no ceiling."
        ),
    )

    class Meta:
        model = ModelTier
        fields = ["prompt_ceiling", "completion_ceiling"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "models" in self.fields:  # a page that is only looked at has no fields
            self.fields["models"].initial = "\n".join(routes.named_in(self.instance))

    def clean_models(self) -> list[str]:
        named = [line.strip() for line in self.cleaned_data["models"].replace(",", "\n").splitlines()]
        models = [name for name in named if name]
        check_models(models)
        return models

    def clean(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if (data.get("prompt_ceiling") is None) != (data.get("completion_ceiling") is None):
            self.add_error("completion_ceiling", _("Give both ceilings, or none."))
        return super().clean()


@admin.register(ModelTier)
class ModelTierAdmin(admin.ModelAdmin):
    form = TierForm
    fields = ["models", "prompt_ceiling", "completion_ceiling"]
    list_display = ["tier", "asked", "prompt_ceiling", "completion_ceiling", "decided_by"]
    list_select_related = ["edited_by"]

    @admin.display(description=gettext_lazy("models, best first"))
    def asked(self, tier: ModelTier) -> str:
        return ", ".join(routes.named_in(tier))

    @admin.display(description=gettext_lazy("decided by"))
    def decided_by(self, tier: ModelTier) -> str:
        if tier.edited_at is None or tier.edited_by is None:
            return _("The settings")
        return _("%(person)s, %(age)s ago") % {
            "person": tier.edited_by.display_name,
            "age": timesince(tier.edited_at),
        }

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ModelTier | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ModelTier, form: Any, change: bool) -> None:
        data = form.cleaned_data
        routes.edit(
            ModelTier.objects.get(pk=obj.pk),
            by=request.user,  # type: ignore[arg-type]  # staff is signed in
            models=data["models"],
            prompt_ceiling=data["prompt_ceiling"],
            completion_ceiling=data["completion_ceiling"],
        )
        for model in data["models"]:
            if prices.facts_of(model) is None:
                messages.warning(
                    request, _("No price is known for “%(model)s”. Check its name.") % {"model": model}
                )


class PriceForm(forms.ModelForm):
    prompt = UsdField(label=gettext_lazy("A million prompt tokens, in US dollars"))
    completion = UsdField(label=gettext_lazy("A million tokens of an answer, in US dollars"))
    request = UsdField(label=gettext_lazy("Each request, in US dollars"), required=False)

    class Meta:
        model = ModelPrice
        fields = [
            "model", "prompt", "completion", "request",
            "context_length", "max_completion_tokens", "expires_on",
        ]  # fmt: skip

    def clean_model(self) -> str:
        model: str = self.cleaned_data["model"].strip()
        check_models([model])
        by_hand = ModelPrice.objects.filter(model=model, source=ModelPrice.Source.OPERATOR)
        if by_hand.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("This model has a price already. Change that one."))
        return model


@admin.register(ModelPrice)
class ModelPriceAdmin(admin.ModelAdmin):
    """Prices of the provider's list are to look at. One that is entered by hand counts instead of it."""

    form = PriceForm
    list_display = ["model", "source", "prompt", "completion", "context_length", "age", "expires_on"]
    list_filter = ["source"]
    search_fields = ["model"]
    show_full_result_count = False
    list_per_page = 100

    @admin.display(description=gettext_lazy("as of"), ordering="synced_at")
    def age(self, price: ModelPrice) -> str:
        return _("%(age)s ago") % {"age": timesince(price.synced_at)}

    def has_change_permission(self, request: HttpRequest, obj: ModelPrice | None = None) -> bool:
        return super().has_change_permission(request, obj) and _is_by_hand(obj)

    def has_delete_permission(self, request: HttpRequest, obj: ModelPrice | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _is_by_hand(obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Offer no deletion of many: the provider's rows would be among them."""
        return {}

    def save_model(self, request: HttpRequest, obj: ModelPrice, form: Any, change: bool) -> None:
        obj.source, obj.synced_at = ModelPrice.Source.OPERATOR, timezone.now()
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            _record(AuditAction.PRICE_ENTERED, request, obj)

    def delete_model(self, request: HttpRequest, obj: ModelPrice) -> None:
        with transaction.atomic():
            _record(AuditAction.PRICE_REMOVED, request, obj)
            super().delete_model(request, obj)


def _is_by_hand(price: ModelPrice | None) -> bool:
    return price is None or price.source == ModelPrice.Source.OPERATOR


def _record(action: AuditAction, request: HttpRequest, price: ModelPrice) -> None:
    told = {name: getattr(price, name) for name in ("prompt", "completion", "request")}
    audit.record(
        action,
        by=request.user,  # type: ignore[arg-type]  # staff is signed in
        on=price,
        after={name: None if value is None else f"{value:f}" for name, value in told.items()},
    )
    transaction.on_commit(prices.forget)
