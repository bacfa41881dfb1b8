"""Budgets: what they cover, where they stand, what was booked; corrections with a reason."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm_llm.accounts.models import User
from generation.admin.readonly import ReadOnlyAdmin
from generation.llm_tools import TOOLS
from generation.models import Budget, LedgerEntry
from generation.models.budget import check_thresholds
from generation.stores import bookkeeping
from generation.stores.bookkeeping import CorrectionRefused, Standing
from generation.stores.budget_words import amount, usd

SHOWN_PERIODS, SHOWN_ENTRIES = 12, 20
_MOST_USD = Decimal(1_000_000)
_TARGETS = {
    Budget.Scope.BRAND: "brand",
    Budget.Scope.CAMPAIGN: "campaign",
    Budget.Scope.TOOL: "tool",
}


class BudgetForm(forms.ModelForm):
    limit = forms.DecimalField(
        label=gettext_lazy("Limit in US dollars"),
        min_value=0,
        max_value=_MOST_USD,
        max_digits=16,
        decimal_places=9,
        help_text=gettext_lazy("A call is sent only if the most that it can cost still fits."),
    )
    thresholds = forms.CharField(
        label=gettext_lazy("Tell the admins at, in %"),
        required=False,
        help_text=gettext_lazy("Up to six percentages of the limit, such as 50, 80, 100."),
    )
    tool = forms.ChoiceField(label=gettext_lazy("Tool"), required=False)

    class Meta:
        model = Budget
        fields = [
            "name", "scope", "brand", "campaign", "person", "tool", "period", "limit", "thresholds", "active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "tool" in self.fields:
            names = [(name, tool.label) for name, tool in TOOLS.items()]
            self.fields["tool"].choices = [("", "---------"), *names]  # type: ignore[attr-defined]
        if "thresholds" in self.fields:
            self.initial["thresholds"] = ", ".join(str(share) for share in self.instance.thresholds)

    def clean_thresholds(self) -> list[int]:
        parts = [part.strip(" %") for part in self.cleaned_data["thresholds"].split(",")]
        shares = [int(part) if part.isascii() and part.isdigit() else -1 for part in parts if part]
        check_thresholds(shares)
        return sorted(set(shares))

    def clean(self) -> dict[str, Any] | None:
        """Let a budget name what its scope says, and nothing else."""
        data = super().clean() or self.cleaned_data
        needed = _TARGETS.get(data.get("scope", ""), "")
        if needed in self.fields and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Say which one it covers."))
        allowed = needed or ("person" if data.get("scope") == Budget.Scope.PERSON else "")
        for name in ("brand", "campaign", "person", "tool"):
            if name in self.fields and name != allowed and data.get(name):
                self.add_error(name, _("Leave this empty: the budget covers something else."))
        return data


class CorrectionForm(forms.Form):
    amount = forms.DecimalField(
        label=gettext_lazy("Amount in US dollars"),
        min_value=-_MOST_USD,
        max_value=_MOST_USD,
        max_digits=16,
        decimal_places=9,
        help_text=gettext_lazy("It is added to what is spent; with a minus it is given back."),
    )
    person = forms.ModelChoiceField(label=gettext_lazy("Person"), queryset=User.objects.none())
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, strip=True)

    def __init__(self, *args: Any, budget: Budget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if budget.is_for_each_person:
            people = User.objects.filter(is_active=True).order_by("username")
            self.fields["person"].queryset = people  # type: ignore[attr-defined]
        else:
            del self.fields["person"]


class StandingList(ChangeList):
    """Knows where the budgets of the page stand, without a query for each."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        shown = list(self.result_list)
        standings = bookkeeping.standings(shown)
        for budget in shown:
            budget.standing = standings.get(budget.pk)
        self.result_list = shown


@admin.register(Budget)
class BudgetAdmin(admin.ModelAdmin):
    form = BudgetForm
    list_display = ["name", "covers", "period", "limit_usd", "taken", "share", "starts_anew", "active"]
    list_filter = ["scope", "period", "active"]
    list_select_related = ["brand", "campaign", "person"]
    search_fields = ["name"]
    actions = ["verify"]
    change_form_template = "admin/generation/budget/change_form.html"

    @admin.display(description=gettext_lazy("covers"))
    def covers(self, budget: Budget) -> str:
        if budget.is_for_each_person:
            return _("Each person")
        target = budget.brand or budget.campaign or budget.person
        if target is not None:
            return f"{_(budget.get_scope_display().split(',')[0])}: {target}"
        return TOOLS[budget.tool].label if budget.tool in TOOLS else budget.tool or _("Everything")

    @admin.display(description=gettext_lazy("limit"), ordering="limit")
    def limit_usd(self, budget: Budget) -> str:
        return usd(budget.limit)

    @admin.display(description=gettext_lazy("spent, and set aside"))
    def taken(self, budget: Budget) -> str:
        return _taken(_standing_of(budget))

    @admin.display(description=gettext_lazy("share"))
    def share(self, budget: Budget) -> str:
        standing = _standing_of(budget)
        return _bar(standing.share) if standing else "–"

    @admin.display(description=gettext_lazy("starts anew on"))
    def starts_anew(self, budget: Budget) -> str:
        standing = _standing_of(budget)
        return standing.starts_anew if standing else "–"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return StandingList

    def get_readonly_fields(self, request: HttpRequest, obj: Budget | None = None) -> list[str]:
        """What a budget covers never changes, so that its history stays true."""
        return ["scope", "brand", "campaign", "person", "tool"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Budget | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        correct = self.admin_site.admin_view(self.correct)
        return [path("<int:pk>/correct/", correct, name="generation_budget_correct"), *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Budget, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        bookkeeping.count_anew(obj)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        budget = self.get_object(request, object_id)
        context = extra_context or {}
        if budget is not None and request.method == "GET":
            standing = bookkeeping.standings([budget]).get(budget.pk)
            context |= {
                "standing": standing,
                "taken": _taken(standing),
                "bar": _bar(standing.share) if standing else "",
                "periods": bookkeeping.history(budget, SHOWN_PERIODS),
                "entries": [
                    (entry, _booked(entry), _held(entry))
                    for entry in bookkeeping.entries(budget, SHOWN_ENTRIES)
                ],
            }
        return super().change_view(request, object_id, form_url, context)

    def correct(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for an amount and a reason, and book the correction."""
        budget = get_object_or_404(Budget.objects.select_related("brand", "campaign__brand"), pk=pk)
        if not self.has_change_permission(request, budget):
            return HttpResponse(status=403)
        form = CorrectionForm(request.POST or None, budget=budget)
        if form.is_valid():
            try:
                entry = bookkeeping.correct(budget, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except CorrectionRefused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(
                    request, _("%(amount)s is booked.") % {"amount": usd(entry.booked or Decimal(0))}
                )
                return redirect("admin:generation_budget_change", pk)
        context = self.admin_site.each_context(request) | {
            "title": _("Correct %(budget)s") % {"budget": budget},
            "budget": budget,
            "form": form,
            "opts": self.opts,
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/generation/budget/correct.html", context, status=status)

    @admin.action(description=gettext_lazy("Verify against the ledger"), permissions=["view"])
    def verify(self, request: HttpRequest, chosen: Any) -> None:
        differences = bookkeeping.verify(chosen)
        for difference in differences:
            messages.error(request, str(difference))
        if not differences:
            count = len(chosen)
            told = ngettext("%(count)d budget adds up.", "%(count)d budgets add up.", count)
            messages.success(request, told % {"count": count})


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = [
        "id", "created_at", "kind", "booked_usd", "held_usd", "brand", "campaign", "person", "tool",
        "counts_in", "reason",
    ]  # fmt: skip
    list_filter = ["kind", "estimated", "tool"]
    list_select_related = ["brand", "campaign", "person"]

    @admin.display(description=gettext_lazy("booked"), ordering="booked")
    def booked_usd(self, entry: LedgerEntry) -> str:
        return _booked(entry)

    @admin.display(description=gettext_lazy("set aside"), ordering="held")
    def held_usd(self, entry: LedgerEntry) -> str:
        return _held(entry)


def _booked(entry: LedgerEntry) -> str:
    return amount(entry.booked, _("cost unknown"))


def _held(entry: LedgerEntry) -> str:
    return amount(entry.held, _("price unknown"))


def _standing_of(budget: Budget) -> Standing | None:
    standing: Standing | None = getattr(budget, "standing", None)
    return standing


def _taken(standing: Standing | None) -> str:
    if standing is None:
        return _("Not active")
    words = _("%(spent)s spent, %(held)s set aside") % {
        "spent": usd(standing.spent),
        "held": usd(standing.reserved),
    }
    return _("%(words)s (who is nearest)") % {"words": words} if standing.owner else words


def _bar(share: int) -> str:
    """Draw a bar, and say the figure beside it."""
    return format_html(
        '<meter class="budget-bar" min="0" max="100" high="80" value="{}" aria-hidden="true"></meter> {} %',
        min(share, 100),
        share,
    )
