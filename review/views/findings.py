"""What a reviewer does about a finding other than fix it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm_llm.pages import DeskRequest, wants_fragment
from generation.models import Finding
from generation.text import whole_number
from review import workflow
from review.views.desk import find, item_page
from review.views.going import go


@login_required
@require_POST
def dismiss(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    number = whole_number(request.POST.get("finding", ""))
    finding = get_object_or_404(Finding, generation=generation, pk=number)
    workflow.dismiss_finding(
        by=request.user, generation=generation, finding=finding, reason=request.POST.get("reason", "")
    )
    if wants_fragment(request):
        return item_page(request, generation, fragment="panel")
    messages.success(request, _("Dismissed. The reason is in the record."))
    return go(request, "review:item", generation)
