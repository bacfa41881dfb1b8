"""What marketers do about a review: submit, recall, archive."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm_llm.pages import DeskRequest
from generation.models import Generation
from review import workflow
from review.views.going import go


def _find(request: DeskRequest, pk: UUID) -> Generation:
    drafts = Generation.objects.visible_to(request.user).for_lists()
    generation: Generation = get_object_or_404(drafts.select_related("current_revision", "parent"), pk=pk)
    return generation


@login_required
@require_POST
def submit(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = _find(request, pk)
    workflow.submit(by=request.user, generation=generation)
    messages.success(request, _("Submitted for review. You will find the decision here."))
    return go(request, "generation:draft", generation)


@login_required
@require_POST
def recall(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = _find(request, pk)
    workflow.recall(by=request.user, generation=generation)
    messages.success(request, _("Recalled. The draft is yours to edit again."))
    return go(request, "generation:draft", generation)


@login_required
@require_POST
def archive(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = _find(request, pk)
    workflow.archive(by=request.user, generation=generation)
    messages.success(request, _("Archived."))
    return go(request, "generation:draft", generation)
