"""Brands and their kits: read by all who see the brand, changed by prompt admins."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_llm.pages import DeskRequest, render_page
from generation import kit_services
from generation.brief import BrandKit
from generation.diffs import diff_fields
from generation.exceptions import EditRefused, NotAllowed
from generation.forms import brand_kits
from generation.forms.campaigns import LANGUAGES
from generation.kit_services import StaleKit
from generation.models import Brand, BrandKitVersion
from generation.models.jurisdiction import jurisdiction_names
from generation.reading.brand_kits import FONT_NAMES, FORMALITY, POLICIES, Look, labelled, try_text
from generation.text import has_control_characters, whole_number
from generation.views.answers import go_to

PAGE, EDIT, COMPARE = "generation/brand.html", "generation/brand_edit.html", "generation/brand_compare.html"
SHOWN_VERSIONS = 50


@require_safe
@login_required
def brands(request: DeskRequest) -> HttpResponse:
    rows = Brand.objects.visible_to(request.user).select_related("kit_version__created_by")
    active = Count("campaigns", filter=Q(campaigns__status="active"), distinct=True)
    looks = [(brand, Look.of(brand.kit())) for brand in rows.annotate(active=active)[:200]]
    context = {"section": "brands", "looks": looks, "may_edit": kit_services.may_edit(request.user)}
    return render_page(request, "generation/brands.html", context)


@require_safe
@login_required
def brand(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the kit in force, or the version that `version` names."""
    found = _visible(request, slug)
    return render_page(request, PAGE, _page_context(request, found))


@require_POST
@login_required
def brand_try(request: DeskRequest, slug: str) -> HttpResponse:
    """Say what the kit in force makes of a text. Nothing is stored."""
    found = _visible(request, slug)
    context = _page_context(request, found) | _trial(request, found.kit())
    return render_page(request, PAGE, context, fragment="trial")


@require_http_methods(["GET", "POST"])
@login_required
def brand_edit(request: DeskRequest, slug: str) -> HttpResponse:
    """Change the kit. `intent` asks to try a text or to look at the colours, and stores nothing."""
    found = _visible(request, slug)
    if not kit_services.may_edit(request.user):
        raise NotAllowed(_("Only prompt admins can change a brand kit."))
    if request.method != "POST":
        return _edit_page(request, found, brand_kits.filled(found.kit()))
    if reshaped := brand_kits.reshaped(request.POST):
        return _edit_page(request, found, reshaped)
    form = brand_kits.posted(request.POST)
    if intent := request.POST.get("intent"):
        fragment = "look" if intent == "look" else "trial"
        return _edit_page(request, found, form, form.kit_so_far(found.kit()), fragment=fragment)
    if not form.is_valid():
        return _edit_page(request, found, form, status=422)
    try:
        version = kit_services.save(
            by=request.user, brand=found, kit=form.kit(found.kit()), note=form.note, seen=form.seen
        )
    except EditRefused as exc:
        return _edit_page(request, found, form, conflict=str(exc), status=exc.status)
    except StaleKit as exc:
        return _stale(request, found, form, exc)
    if version.number == form.seen:
        messages.info(request, _("Nothing was changed."))
    else:
        messages.success(request, _("Version %(n)s is in force.") % {"n": version.number})
    return go_to(request, resolve_url("generation:brand", found.slug))


@require_POST
@login_required
def brand_restore(request: DeskRequest, slug: str) -> HttpResponse:
    found = _visible(request, slug)
    version = kit_services.restore(
        by=request.user,
        brand=found,
        number=whole_number(request.POST.get("version", "")),
        seen=whole_number(request.POST.get("seen", "")),
    )
    messages.success(request, _("Version %(n)s is in force again.") % {"n": version.number})
    return go_to(request, resolve_url("generation:brand", found.slug))


@require_safe
@login_required
def brand_compare(request: DeskRequest, slug: str) -> HttpResponse:
    """Show what changed from version `a` to version `b`; the last change where nothing is named."""
    found = _visible(request, slug)
    versions = {version.number: version for version in _versions(found)}
    now = found.kit_version.number if found.kit_version else 0
    b = versions.get(whole_number(request.GET.get("b", ""), now))
    a = versions.get(
        whole_number(request.GET.get("a", ""), max((n for n in versions if n < now), default=now))
    )
    if a is None or b is None:
        raise Http404("no such version")
    pairs = diff_fields(labelled(a.value(found.name)), labelled(b.value(found.name)))
    context = {
        "section": "brands",
        "brand": found,
        "versions": versions.values(),
        "a": a,
        "b": b,
        "fields": [pair for pair in pairs if not pair.is_same],
        "may_edit": kit_services.may_edit(request.user),
    }
    return render_page(request, COMPARE, context, fragment="comparison")


def _visible(request: DeskRequest, slug: str) -> Brand:
    rows = Brand.objects.visible_to(request.user).select_related("kit_version__created_by")
    return get_object_or_404(rows, slug=slug)


def _versions(found: Brand) -> list[BrandKitVersion]:
    rows = BrandKitVersion.objects.filter(brand=found).select_related("created_by")
    return list(rows.order_by("-number")[:SHOWN_VERSIONS])


def _page_context(request: DeskRequest, found: Brand) -> dict[str, Any]:
    versions = _versions(found)
    shown = found.kit_version
    if asked := whole_number(request.GET.get("version", "")):
        shown = next((version for version in versions if version.number == asked), None)
        if shown is None:
            raise Http404("no such version")
    kit = shown.value(found.name) if shown else found.kit()
    return {
        "section": "brands",
        "brand": found,
        "kit": kit,
        "shown": shown,
        "look": Look.of(kit),
        "versions": versions,
        "policies": [
            *([(_("Formality"), FORMALITY[kit.formality])] if kit.formality else []),
            (_("Emoji"), POLICIES[kit.emoji]),
            (_("Exclamation marks"), POLICIES[kit.exclamation]),
            (_("Words in capitals"), POLICIES[kit.capitals]),
        ],
        "font": FONT_NAMES.get(kit.font, kit.font),
        "places": jurisdiction_names(kit.jurisdictions),
        "may_edit": kit_services.may_edit(request.user),
        "languages": LANGUAGES,
    }


def _trial(request: DeskRequest, kit: BrandKit) -> dict[str, Any]:
    text = request.POST.get("text", "")
    language = request.POST.get("language", "")
    language = language if language in dict(LANGUAGES) else next(iter(kit.languages), "en")
    if has_control_characters(text):
        return {"trial_problem": _("This holds characters that can’t be seen. Please type it again.")}
    trial = try_text(kit, text, language, now=timezone.now()) if text.strip() else None
    return {"trial": trial, "text": text, "language": language}


def _edit_page(
    request: DeskRequest,
    found: Brand,
    form: brand_kits.KitForm,
    kit: BrandKit | None = None,
    *,
    conflict: str = "",
    fragment: str = "",
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    kit = kit or found.kit()
    context: dict[str, Any] = {
        "section": "brands",
        "brand": found,
        "form": form,
        "limits": brand_kits.LIMITS,
        "look": Look.of(kit),
        "kit": kit,
        "conflict": conflict,
        "languages": LANGUAGES,
        **(_trial(request, kit) if request.method == "POST" else {}),
        **more,
    }
    return render_page(request, EDIT, context, fragment=fragment, status=status)


def _stale(request: DeskRequest, found: Brand, form: brand_kits.KitForm, exc: StaleKit) -> HttpResponse:
    """Show what is different. Saving again, knowing the newer version, is a decision and no accident."""
    found = _visible(request, found.slug)
    theirs = found.kit()
    mine = form.kit(theirs)
    changed = [pair for pair in diff_fields(labelled(theirs), labelled(mine)) if not pair.is_same]
    form.seen = theirs.version
    return _edit_page(
        request, found, form, mine, conflict=str(exc), status=exc.status, changed=changed, theirs=theirs
    )
