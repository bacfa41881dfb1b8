"""The logo of a brand: upload one, choose one, or go by letters again. Each makes a version of its kit."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_llm.forms import problems
from crm_llm.pages import DeskRequest, render_page
from crm_llm.uploads import takes_files
from generation import asset_services, kit_services
from generation.asset_services import PictureRefused
from generation.brief import Picture
from generation.exceptions import NotAllowed
from generation.forms.assets import PictureForm
from generation.models import Brand
from generation.pictures import MAX_BYTES
from generation.text import whole_number
from generation.views.answers import go_to


@takes_files(MAX_BYTES)
@require_http_methods(["GET", "POST"])
@login_required
def brand_logo(request: DeskRequest, slug: str) -> HttpResponse:
    """Show the brand's logos; put one in force, uploaded or chosen (`logo` is its number, 0 for none)."""
    brand = get_object_or_404(Brand.objects.visible_to(request.user), slug=slug)
    if not kit_services.may_edit(request.user):
        raise NotAllowed(_("Only prompt admins can change a brand’s logo."))
    if request.method != "POST":
        return _page(request, brand)
    if "logo" in request.POST:
        number = whole_number(request.POST["logo"])
        chosen = get_object_or_404(asset_services.logos_of(brand), pk=number).picture if number else None
        return _put_in_force(request, brand, chosen)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, brand, form=form, status=422)
    file = form.cleaned_data["file"]
    try:
        asset = asset_services.upload_logo(
            by=request.user,
            brand=brand,
            data=file.read(MAX_BYTES + 1),
            name=file.name,
            alt=form.cleaned_data["alt"],
            licence=form.cleaned_data["licence"],
        )
    except PictureRefused as exc:
        form.add_error("file", str(exc))
        return _page(request, brand, form=form, status=exc.status)
    return _put_in_force(request, brand, asset.picture)


def _put_in_force(request: DeskRequest, brand: Brand, logo: Picture | None) -> HttpResponse:
    kit = brand.kit()
    kit_services.save(
        by=request.user,
        brand=brand,
        kit=kit.model_copy(update={"logo": logo}),
        note=_("Another logo") if logo else _("Letters instead of a logo"),
        seen=kit.version,
    )
    messages.success(request, _("Drafts show it from now on. Those under review are to be looked at again."))
    return go_to(request, reverse("generation:brand_logo", args=[brand.slug]))


def _page(
    request: DeskRequest, brand: Brand, *, form: PictureForm | None = None, status: int = 200
) -> HttpResponse:
    kit = brand.kit()
    form = form or PictureForm(initial={"alt": brand.name})
    context = {
        "section": "brands",
        "brand": brand,
        "kit": kit,
        "logos": list(asset_services.logos_of(brand)),
        "form": form,
        "problems": problems(form),
    }
    return render_page(request, "generation/brand_logo.html", context, status=status)
