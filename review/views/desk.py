"""Find a draft for a reviewer, and answer with its screen: the page, or the part that htmx asked for."""

from uuid import UUID, uuid4

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django_htmx.http import reswap, retarget

from crm_llm.accounts.models import User
from crm_llm.errors import DomainError
from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation.models import Generation
from review import day
from review.exceptions import ContentChanged, NotAllowed
from review.views.going import selection_of
from review.views.screen import Screen
from review.views.talk import new_form

FRAGMENTS = ("desk", "decision", "panel", "preview", "peek")


def must_review(user: User) -> None:
    if not user.is_reviewer:
        raise NotAllowed(_("Only reviewers and review leads can open this. Ask a lead for access."))


ON_SCREEN = (
    "brand__kit_version",
    "requested_by",
    "held_by",
    "prompt_version__prompt",
    "request",
    "current_revision__author",
)


def find(request: DeskRequest, pk: UUID, joined: tuple[str, ...] = ON_SCREEN) -> Generation:
    """Return the draft, joined with all that the screen shows.

    Raises:
        Http404: the person does not see its brand, or it has no words.
        NotAllowed: the person is no reviewer.
    """
    drafts = Generation.objects.visible_to(request.user).exclude(current_revision=None)
    generation: Generation = get_object_or_404(
        drafts.select_related("brand", "campaign", "current_revision", *joined), pk=pk
    )
    must_review(request.user)
    if generation.campaign.brand_id == generation.brand_id:
        generation.campaign.brand = generation.brand  # joined already, with its kit
    return generation


def unseen(generation: Generation, seen: str) -> ContentChanged | None:
    """Return the conflict if the page was drawn from other words than those there are now."""
    if not seen or seen == generation.frozen_hash:
        return None
    return ContentChanged(_("It is not what you opened. Read it again before you decide."))


def item_page(
    request: DeskRequest,
    generation: Generation,
    *,
    deciding: str = "",
    form: forms.Form | None = None,
    comment_form: forms.Form | None = None,
    problem: DomainError | None = None,
    fragment: str = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the review screen, or the part of it that htmx asked for.

    `deciding` names the decision whose form is open. With a `problem` the whole desk is answered, so that
    what the reviewer reads is what is there now; what they typed stays in the form. Otherwise a form that
    was sent keeps the hash it came with: the reader has seen no other words.
    """
    tab = "comments" if comment_form else request.GET.get("tab", "")
    asked = request.GET
    screen = Screen(
        generation,
        request.user,
        view=asked.get("view", ""),
        tab=tab,
        mark=asked.get("mark", ""),
        selection=selection_of(request),
        against=asked.get("against", ""),
        is_inline=asked.get("layout") == "inline",
    )
    target = request.htmx.target or ""
    fragment = "desk" if problem else fragment or (target if target in FRAGMENTS else "desk")
    is_sent = form is not None and form.is_bound and not problem
    if screen.tab == "comments" and comment_form is None:
        comment_form = new_form(request, generation)
    context = {
        "section": "review",
        "screen": screen,
        "generation": generation,
        "deciding": deciding,
        "form": form,
        "seen": request.POST.get("seen", "") if is_sent else generation.frozen_hash,
        "comment_form": comment_form,
        "key": uuid4().hex,
        "problem": problem,
        "just_decided": SimpleLazyObject(lambda: day.just_decided(request.user, now=screen.now)),
    }
    response = render_page(request, "review/item.html", context, fragment=fragment, status=status)
    if problem and wants_fragment(request):
        return reswap(retarget(response, "#desk"), "outerHTML")
    return response
