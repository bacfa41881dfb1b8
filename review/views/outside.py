"""Ask somebody without an account about a draft: make a link, see what was answered, end it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm_llm.forms import DeskForm, problems
from crm_llm.pages import DeskRequest, render_page
from generation.models import Generation
from generation.text import whole_number
from review.models import OutsideLink
from review.views.desk import find
from review.views.going import go
from review.workflow import outside as asking


class InviteForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("Mail address"), max_length=254)
    days = forms.IntegerField(
        label=gettext_lazy("Days until it expires"),
        min_value=1,
        max_value=asking.MOST_DAYS,
        initial=asking.USUAL_DAYS,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outside(request: DeskRequest, pk: UUID) -> HttpResponse:
    """The links of a draft, and a form for another. A new one's address is on this page once."""
    generation = find(request, pk)
    if request.method != "POST":
        return _page(request, generation, InviteForm())
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, generation, form, status=422)
    link, token = asking.invite(by=request.user, generation=generation, **form.cleaned_data)
    address = request.build_absolute_uri(reverse("review:visitor", args=[token]))
    return _page(request, generation, InviteForm(), made=link, address=address)


@login_required
@require_POST
def revoke(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    link = get_object_or_404(
        OutsideLink, generation=generation, pk=whole_number(request.POST.get("link", "")) or 0
    )
    asking.revoke(by=request.user, link=link)
    messages.success(request, _("The link of %(name)s leads nowhere any more.") % {"name": link.name})
    return go(request, "review:outside", generation)


def _page(
    request: DeskRequest,
    generation: Generation,
    form: InviteForm,
    *,
    made: OutsideLink | None = None,
    address: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    of_draft = OutsideLink.objects.filter(generation=generation)
    links = list(of_draft.select_related("created_by").prefetch_related("answers"))
    for link in links:
        link.generation = generation
    context = {
        "section": "review",
        "generation": generation,
        "links": [(link, asking.end_of(link, now)) for link in links],
        "form": form,
        "problems": problems(form),
        "made": made,
        "address": address,
    }
    response = render_page(request, "review/outside.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
