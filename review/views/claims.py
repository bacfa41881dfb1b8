"""Hold a draft while it is read: start, stay, give back, take over."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_llm.pages import DeskRequest, render_page, wants_fragment
from review import workflow
from review.exceptions import WrongState
from review.views.desk import find, item_page, unseen
from review.views.going import go
from review.views.screen import Screen


@login_required
@require_POST
def claim(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    try:
        workflow.claim(by=request.user, generation=generation)
    except WrongState as error:
        return item_page(request, find(request, pk), problem=error, status=error.status)
    if not wants_fragment(request):
        return go(request, "review:item", generation)
    changed = unseen(generation, request.POST.get("seen", ""))
    # The hold stands; what the page shows is drawn again where it is not what is there now.
    return item_page(request, find(request, pk), problem=changed, fragment="claimed")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def heartbeat(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Answer with the clock; a POST winds it up first. A hold that was lost is said to be lost."""
    generation = find(request, pk)
    status = 200
    if request.method == "POST":
        try:
            workflow.heartbeat(by=request.user, generation=generation)
        except WrongState as error:
            generation, status = find(request, pk), error.status
    if not wants_fragment(request):
        return go(request, "review:item", generation)
    context = {"generation": generation, "screen": Screen(generation, request.user)}
    return render_page(request, "review/item.html", context, fragment="clock", status=status)


@login_required
@require_POST
def release(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    workflow.release(by=request.user, generation=generation)
    messages.success(request, _("Released. “%(title)s” is back in the queue.") % {"title": generation})
    return go(request, "review:queue")


@login_required
@require_POST
def take_over(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    workflow.take_over(by=request.user, generation=generation)
    messages.success(request, _("You review this draft now. The takeover is in the record."))
    return go(request, "review:item", generation)
