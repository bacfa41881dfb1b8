"""One draft under review: look at it, comment on it. GET changes nothing."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm_llm.pages import DeskRequest, wants_fragment
from generation.models import Generation
from review import workflow
from review.forms import CommentForm
from review.views.desk import find, item_page


@login_required
@require_safe
def item(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    if generation.review_status == Generation.ReviewStatus.DRAFT and not wants_fragment(request):
        messages.info(request, _("This draft is not in review."))
        return redirect("generation:draft", pk=pk)
    return item_page(request, generation)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    if request.method != "POST":
        return item_page(request, generation, comment_form=CommentForm(), fragment="panel")
    form = CommentForm(request.POST)
    if not form.is_valid():
        return item_page(request, generation, comment_form=form, fragment="panel", status=422)
    workflow.comment(by=request.user, generation=generation, body=form.cleaned_data["body"])
    if wants_fragment(request):
        return item_page(request, generation, comment_form=CommentForm(), fragment="panel")
    messages.success(request, _("Comment added."))
    return redirect(f"{request.path.removesuffix('comment/')}?tab=comments")
