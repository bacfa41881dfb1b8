"""Pictures: those of a campaign on its page, and each as a file."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_llm.forms import problems
from crm_llm.pages import DeskRequest
from crm_llm.uploads import takes_files
from generation import asset_services
from generation.asset_services import PictureRefused
from generation.brief import EXTENSIONS
from generation.exceptions import NotAllowed
from generation.forms.assets import PictureForm, PictureWordsForm, words_form
from generation.models import Asset, AssetFile, Campaign
from generation.pictures import MAX_BYTES
from generation.views import campaign_page
from generation.views.answers import go_to

# A picture is never a document of its own: opened alone, it may load and run nothing.
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
@login_required
def asset(request: DeskRequest, sha256: str, extension: str) -> HttpResponse:
    """Send the bytes of a picture that the person may see. They never change: browsers may keep them."""
    if not Asset.objects.visible_to(request.user).filter(file=sha256).exists():
        raise Http404(sha256)
    file = get_object_or_404(AssetFile, pk=sha256)
    if EXTENSIONS[file.media_type] != extension:
        raise Http404(extension)
    return HttpResponse(
        bytes(file.body),
        content_type=file.media_type,
        headers={
            "Cache-Control": "private, max-age=31536000, immutable",
            "Content-Disposition": f'inline; filename="{sha256[:12]}.{extension}"',
            "Content-Security-Policy": FILE_POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )


@dataclass(frozen=True)
class Shown:
    """A picture on the campaign's page, with the form for its words."""

    asset: Asset
    form: PictureWordsForm

    @property
    def is_open(self) -> bool:
        return self.form.is_bound


def pictures_panel(
    campaign: Campaign, *, form: PictureForm | None = None, words: PictureWordsForm | None = None, of: int = 0
) -> dict[str, Any]:
    """Return what the tab of pictures shows: the form to add one, and each with its own form. One query."""
    found = list(campaign.assets.select_related("uploaded_by"))
    shown = [Shown(one, words if words and one.pk == of else words_form(one)) for one in found]
    form = form or PictureForm()
    return {
        "picture_form": form,
        "pictures": [one for one in shown if not one.asset.is_archived],
        "archived_pictures": [one for one in shown if one.asset.is_archived],
        "max_pictures": asset_services.MAX_PICTURES,
        "problems": problems(*(one for one in (form, words) if one)),
    }


@takes_files(MAX_BYTES)
@require_http_methods(["GET", "POST"])
@login_required
def campaign_pictures(request: DeskRequest, slug: str) -> HttpResponse:
    """Show a campaign's pictures; keep one that is uploaded."""
    campaign = _campaign(request, slug)
    if request.method != "POST":
        return _page(request, campaign)
    _require_marketer(request)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, campaign, form=form, status=422)
    file = form.cleaned_data["file"]
    try:
        asset_services.upload(
            by=request.user,
            campaign=campaign,
            # One byte more than fits is enough to know that it does not.
            data=file.read(MAX_BYTES + 1),
            name=file.name,
            alt=form.cleaned_data["alt"],
            licence=form.cleaned_data["licence"],
        )
    except PictureRefused as exc:
        form.add_error("file", str(exc))
        return _page(request, campaign, form=form, status=exc.status)
    messages.success(request, _("The picture is here. Drafts that you request from now on may use it."))
    return go_to(request, reverse("generation:campaign_pictures", args=[slug]))


@require_http_methods(["GET", "POST"])
@login_required
def picture(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Edit the words of a picture, on the page where all of them are."""
    campaign = _campaign(request, slug)
    found = get_object_or_404(campaign.assets, pk=pk)
    _require_marketer(request)
    if request.method != "POST":
        return _page(request, campaign, words=words_form(found), of=pk)
    form = words_form(found, request.POST)
    if not form.is_valid():
        return _page(request, campaign, words=form, of=pk, status=422)
    asset_services.describe(by=request.user, asset=found, **form.cleaned_data)
    messages.success(request, _("The words are saved."))
    return go_to(request, f"{reverse('generation:campaign_pictures', args=[slug])}#picture-{pk}")


@require_POST
@login_required
def picture_archive(request: DeskRequest, slug: str, pk: int) -> HttpResponse:
    """Archive a picture that is offered, restore one that is archived."""
    found = get_object_or_404(_campaign(request, slug).assets, pk=pk)
    if found.is_archived:
        asset_services.restore(by=request.user, asset=found)
        messages.success(request, _("The picture is offered again."))
    else:
        asset_services.archive(by=request.user, asset=found)
        messages.success(request, _("The picture is archived. Drafts that show it keep it."))
    return go_to(request, reverse("generation:campaign_pictures", args=[slug]))


def _campaign(request: DeskRequest, slug: str) -> Campaign:
    rows = Campaign.objects.visible_to(request.user).select_related("brand", "owner")
    return get_object_or_404(rows, slug=slug)


def _require_marketer(request: DeskRequest) -> None:
    if not request.user.is_marketer:
        raise NotAllowed(_("Only marketers can change a campaign’s pictures."))


def _page(
    request: DeskRequest,
    campaign: Campaign,
    *,
    form: PictureForm | None = None,
    words: PictureWordsForm | None = None,
    of: int = 0,
    status: int = 200,
) -> HttpResponse:
    panel = pictures_panel(campaign, form=form, words=words, of=of)
    return campaign_page.page_of(request, campaign, "pictures", panel, status=status)
