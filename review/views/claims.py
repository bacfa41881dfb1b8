"""Hold a draft while it is read: start, stay, give back, hand over, take over."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation.models import Generation
from generation.text import whole_number
from review import presence, workflow
from review.exceptions import WrongState
from review.models import HandoverRequest
from review.views.desk import find, item_page, unseen
from review.views.going import go
from review.views.screen import Screen


@login_required
@require_POST
def claim(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk, joined=())
    try:
        workflow.claim(by=request.user, generation=generation)
    except WrongState as error:
        return item_page(request, find(request, pk), problem=error, status=error.status)
    if not wants_fragment(request):
        return go(request, "review:item", generation)
    changed = unseen(generation, request.POST.get("seen", ""))
    # The hold stands; what the page shows is drawn again where it is not what is there now.
    # Who had lost it keeps what they typed: only the clock is drawn again.
    fragment = "clock" if request.htmx.target == "clock" else "claimed"
    return item_page(request, find(request, pk), problem=changed, fragment=fragment)


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
    context = _context(request, generation)
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


@login_required
@require_POST
def ask_to_take_over(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    workflow.ask_to_take_over(by=request.user, generation=generation)
    name = str(generation.held_by)
    messages.success(request, _("%(name)s is asked to hand it over, and sees it at once.") % {"name": name})
    return go(request, "review:item", generation)


@login_required
@require_POST
def hand_over(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Answer who asked: with the draft, or with `keep` to go on oneself."""
    generation = find(request, pk)
    asked = HandoverRequest.objects.open(generation).select_related("asked_by")
    chosen = asked.filter(pk=whole_number(request.POST.get("request", ""))).first()
    if "keep" not in request.POST:
        if chosen is None:
            raise WrongState(_("Nobody asks for this draft any more."))
        workflow.hand_over(by=request.user, generation=generation, request=chosen)
        messages.success(request, _("Handed over to %(name)s.") % {"name": chosen.asked_by})
        return go(request, "review:queue")
    if chosen is not None:
        workflow.keep(by=request.user, generation=generation, request=chosen)
    if not wants_fragment(request):
        return go(request, "review:item", generation)
    return render_page(request, "review/item.html", _context(request, generation), fragment="clock")


@login_required
@require_POST
def present(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Note that the person has the draft open; answer with who else has, and with what is new.

    `drawn` is what the page was drawn from and `last` what it was told last; `asked` is how many requests for
    the draft it shows, `soon` whether it says that the time ends.
    """
    generation = find(request, pk)
    if not wants_fragment(request):
        return go(request, "review:item", generation)
    presence.note(request.user, generation, now=timezone.now())
    context = _context(request, generation)
    screen, sent = context["screen"], request.POST
    drawn, mine = sent.get("drawn", ""), f"-{request.user.pk}"
    # Who begins to review, or loses the draft, is told by the bar: that is no news.
    is_told = drawn.endswith(mine) or (screen.hold.is_mine and drawn.endswith("-0"))
    context |= {
        "drawn": drawn,
        "is_new": bool(drawn) and drawn != screen.standing and not is_told,
        "tells_clock": screen.hold.is_mine or sent.get("last", "").endswith(mine),
        "oob": True,
    }
    response = render_page(request, "review/item.html", context, fragment="present")
    if len(screen.handover_requests) > whole_number(sent.get("asked", "")):
        name = screen.handover_requests[-1].asked_by
        _say(response, _("%(name)s asks to take over this draft.") % {"name": name})
    elif screen.hold.is_mine and screen.hold.ends_soon and sent.get("soon") != "1":
        _say(response, _("Keep reviewing? Your time with this draft ends in two minutes."))
    return response


def _say(response: HttpResponse, words: str) -> None:
    trigger_client_event(response, "live", {"value": words})


def _context(request: DeskRequest, generation: Generation) -> dict[str, Any]:
    return {"generation": generation, "screen": Screen(generation, request.user)}
