"""One draft under review, to look at. GET changes nothing."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_llm.pages import DeskRequest, wants_fragment
from generation.models import Generation
from review.views.desk import find, item_page


@login_required
@require_safe
def item(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    if generation.review_status == Generation.ReviewStatus.DRAFT and not wants_fragment(request):
        messages.info(request, _("This draft is not in review."))
        return redirect("generation:draft", pk=pk)
    return item_page(request, generation)
