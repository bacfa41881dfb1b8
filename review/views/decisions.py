"""Decide about a draft and change a decision. Each GET shows the form on the draft's own page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm_llm.accounts.models import User
from crm_llm.errors import DomainError
from crm_llm.pages import DeskRequest, wants_fragment
from generation.models import Generation
from review import workflow
from review.exceptions import NotConfirmed, ReasonMissing
from review.forms import ApproveForm, ChangesForm, ReasonForm, RejectForm, SetAsideForm
from review.views.desk import find, item_page, unseen
from review.views.going import go, selection_of

Verb = Callable[..., Any]
AfterIt = Callable[[DeskRequest, Generation], HttpResponse]

page_and_post = require_http_methods(["GET", "HEAD", "POST"])


def _next(request: DeskRequest, generation: Generation) -> HttpResponse:
    """Go on with what comes behind in the selection the person came through, or back to its list."""
    if request.user.after_decision == User.AfterDecision.LIST:
        return go(request, "review:queue")
    following = workflow.claim_next(by=request.user, behind=generation, selection=selection_of(request))
    return go(request, "review:item", following) if following else go(request, "review:queue")


def _same(request: DeskRequest, generation: Generation) -> HttpResponse:
    return go(request, "review:item", generation)


def _decide(
    request: DeskRequest, pk: UUID, deciding: str, form_class: type[forms.Form], verb: Verb, then: AfterIt
) -> HttpResponse:
    """Show the form, or call the verb with what was typed. A refusal keeps the typed words on the page."""
    generation = find(request, pk)
    if request.method != "POST":
        changed = unseen(generation, request.GET.get("seen", ""))
        status = changed.status if changed else 200
        form = form_class()
        return item_page(request, generation, deciding=deciding, form=form, problem=changed, status=status)
    form = form_class(request.POST)
    if not form.is_valid():
        return item_page(request, generation, deciding=deciding, form=form, fragment="decision", status=422)
    try:
        verb(by=request.user, generation=generation, **form.cleaned_data)
    except ReasonMissing as error:
        form.add_error("note", str(error))
        return item_page(
            request, find(request, pk), deciding=deciding, form=form, fragment="decision", status=error.status
        )
    except NotConfirmed as error:
        form.add_error("confirmed", str(error))
        return item_page(
            request, find(request, pk), deciding=deciding, form=form, fragment="decision", status=error.status
        )
    except DomainError as error:
        now = find(request, pk)
        return item_page(request, now, deciding=deciding, form=form, problem=error, status=error.status)
    return then(request, generation)


@login_required
@page_and_post
def approve(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _decide(request, pk, "approve", ApproveForm, workflow.approve, _next)


@login_required
@page_and_post
def set_aside(request: DeskRequest, pk: UUID) -> HttpResponse:
    """Approve outside the rules: the form that a review lead is shown where a rule is in the way."""
    return _decide(request, pk, "set_aside", SetAsideForm, workflow.set_rules_aside, _next)


@login_required
@page_and_post
def request_changes(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _decide(request, pk, "request_changes", ChangesForm, workflow.request_changes, _next)


@login_required
@page_and_post
def reject(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _decide(request, pk, "reject", RejectForm, workflow.reject, _next)


@login_required
@page_and_post
def withdraw(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _decide(request, pk, "withdraw", ReasonForm, workflow.withdraw, _same)


@login_required
@page_and_post
def reopen(request: DeskRequest, pk: UUID) -> HttpResponse:
    return _decide(request, pk, "reopen", ReasonForm, workflow.reopen, _same)


@login_required
@page_and_post
def undo(request: DeskRequest, pk: UUID) -> HttpResponse:
    generation = find(request, pk)
    if request.method != "POST":
        # The confirmation asks again when the ten seconds are over, and goes.
        return HttpResponse() if wants_fragment(request) else item_page(request, generation)
    workflow.undo(by=request.user, generation=generation)
    messages.success(request, _("Undone. The draft is yours to decide again."))
    return go(request, "review:item", generation)
