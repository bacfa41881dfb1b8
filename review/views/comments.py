"""Talk about a draft: on the review screen, and on a page of its own beside the draft's."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, resolve_url
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation.models import Generation
from generation.text import whole_number
from review import workflow
from review.exceptions import WordsNotFound
from review.forms import CommentForm
from review.models import Comment
from review.views.desk import find, item_page
from review.views.talk import Talk, new_form
from review.workflow.comments import Quoted


def _find(request: DeskRequest, pk: uuid.UUID) -> Generation:
    drafts = Generation.objects.visible_to(request.user).for_lists().exclude(current_revision=None)
    generation: Generation = get_object_or_404(
        drafts.select_related("current_revision", "brand__kit_version", "campaign"), pk=pk
    )
    return generation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """Comment from the review screen; the answer is its panel."""
    generation = find(request, pk)
    form = _post(request, generation) if request.method == "POST" else new_form(request, generation)
    status = 422 if form and form.errors else 200
    if form or wants_fragment(request):
        form = form or CommentForm()
        return item_page(request, generation, comment_form=form, fragment="panel", status=status)
    messages.success(request, _("Comment added."))
    return redirect(f"{resolve_url('review:item', pk=pk)}?tab=comments")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """The words of a draft with what was said about them, for everybody who sees the draft."""
    generation = _find(request, pk)
    form = _post(request, generation) if request.method == "POST" else None
    if request.method == "POST" and form is None:
        if wants_fragment(request):
            return _page(request, generation)
        messages.success(request, _("Comment added."))
        return redirect("review:comments", pk=pk)
    return _page(request, generation, form, status=422 if form else 200)


@login_required
@require_POST
def resolve(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """Resolve a thread, or open it again: `to` says which. Both screens post here."""
    generation = _find(request, pk)
    thread = _comment(request, generation, request.POST.get("comment", ""))
    if thread is None:
        raise Http404
    turn = workflow.reopen_thread if request.POST.get("to") == "open" else workflow.resolve_thread
    turn(by=request.user, comment=thread)
    from_desk = request.htmx.target == "panel" or request.POST.get("desk") == "1"
    if not wants_fragment(request):
        there = resolve_url("review:item" if from_desk else "review:comments", pk=pk)
        return redirect(f"{there}?tab=comments" if from_desk else there)
    if from_desk:
        return item_page(request, find(request, pk), comment_form=CommentForm(), fragment="panel")
    return _page(request, generation)


def _page(
    request: DeskRequest, generation: Generation, form: CommentForm | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "section": "drafts",
        "generation": generation,
        "screen": Talk(generation, request.user, mark=request.GET.get("mark", "")),
        "comment_form": form or new_form(request, generation),
        "key": uuid.uuid4().hex,
    }
    return render_page(request, "review/comments.html", context, fragment="talk", status=status)


def _post(request: DeskRequest, generation: Generation) -> CommentForm | None:
    """Store what was posted; return the form where it can't be."""
    form = CommentForm(request.POST)
    if not form.is_valid():
        return form
    sent = form.cleaned_data
    quoted = Quoted(sent["field"], sent["quote"], sent["start"], sent["revision"]) if sent["field"] else None
    parent = None
    if sent["parent"] and (parent := _comment(request, generation, str(sent["parent"]))) is None:
        raise Http404
    try:
        workflow.comment(
            by=request.user,
            generation=generation,
            body=sent["body"],
            quoted=quoted,
            parent=parent,
            internal=sent["internal"],
            key=sent["key"],
        )
    except WordsNotFound as error:
        form.add_error("quote", str(error))
        return form
    return None


def _comment(request: DeskRequest, generation: Generation, number: str) -> Comment | None:
    found = Comment.objects.visible_to(request.user).filter(generation=generation)
    return found.select_related("parent", "generation").filter(pk=whole_number(number)).first()
