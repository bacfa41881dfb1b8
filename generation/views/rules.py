"""The list of all rules, for everybody: what is checked, by which law, and what no machine checks."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from crm_llm.pages import DeskRequest, render_page
from generation.checks.rulebook import Kind, rulebook
from generation.models import Brand, RuleSetting
from generation.reading.rules import families


@require_safe
@login_required
def rules(request: DeskRequest) -> HttpResponse:
    """Show every rule as it is for one brand, or as it is without any. Three queries."""
    brands = list(Brand.objects.visible_to(request.user))
    slug, words = request.GET.get("brand", ""), request.GET.get("q", "")[:100]
    brand = get_object_or_404(Brand.objects.visible_to(request.user), slug=slug) if slug else None
    settings = RuleSetting.objects.values_of(brand) if brand else ()
    shown = families(settings, words)
    return render_page(
        request,
        "generation/rules.html",
        {
            "section": "campaigns",
            "brands": brands,
            "brand": brand,
            "words": words,
            "families": shown,
            "count": sum(len(family.rows) for family in shown),
            "unchecked": sum(entry.kind is Kind.PROCESS for entry in rulebook()),
            "may_decide": request.user.has_perm("generation.change_rulesetting"),
        },
    )
