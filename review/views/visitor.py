"""The page behind a link for an approver outside. The address is the only right that its reader has.

Nothing here asks who is signed in, and no answer may be kept by a cache, found by a search engine or passed
on as a referrer. A referrer policy of "no-referrer" would make browsers send forms with the origin "null",
which the check against forged forms refuses; "same-origin" tells nobody else either.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from crm_llm.accounts.throttle import address_of
from crm_llm.forms import DeskForm, problems
from generation.llm_client.limits import Limit
from generation.stores.limits import LIMITS
from generation.views.previews import answer_document, page_of_text
from review.exceptions import ReasonMissing, ReviewError, WrongState
from review.models import OutsideAnswer, OutsideLink
from review.visiting import Visit
from review.workflow import outside as links

PAGES_A_MINUTE = 100
"""For one link. A tenth of it at once; a page and its preview are two."""
TRIES_A_MINUTE = 300
"""For one network address, whatever it asks for."""


class AnswerForm(DeskForm):
    kind = forms.TypedChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[
            (OutsideAnswer.Kind.APPROVED, gettext_lazy("I approve this version")),
            (OutsideAnswer.Kind.CHANGES_REQUESTED, gettext_lazy("I ask for changes")),
            (OutsideAnswer.Kind.COMMENTED, gettext_lazy("I only comment for now")),
        ],
        coerce=OutsideAnswer.Kind,
        widget=forms.RadioSelect,
    )
    body = forms.CharField(
        label=gettext_lazy("What you want to say"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Needed unless you approve."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def visitor(request: HttpRequest, token: str) -> HttpResponse:
    """Show the version, or take an answer about it. A GET only records that the page was opened."""
    link = _let_in(request, token)
    if not isinstance(link, OutsideLink):
        return link
    if request.method != "POST":
        links.note_opened(link)
        return _page(request, token, link, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, token, link, form, status=422)
    try:
        links.answer(link=link, **form.cleaned_data)
    except ReasonMissing as error:
        form.add_error("body", str(error))
        return _page(request, token, link, form, status=error.status)
    except WrongState as error:
        form.add_error(None, str(error))
        return _page(request, token, link, form, status=error.status)
    except ReviewError as error:
        return _end(request, str(error), status=error.status)
    return _unseen(redirect("review:visitor", token=token))


@require_safe
@never_cache
@xframe_options_sameorigin
def visitor_preview(request: HttpRequest, token: str) -> HttpResponse:
    """The frozen document, for the sandboxed frame of the page."""
    link = _let_in(request, token)
    if not isinstance(link, OutsideLink):
        return link
    body, format = Visit(link).document()
    return answer_document(body if format == "html" else page_of_text(body))


def _let_in(request: HttpRequest, token: str) -> OutsideLink | HttpResponse:
    """Return the link that the address names, or the page that says why it leads nowhere."""
    who = salted_hmac("review.visitor", address_of(request)).hexdigest()[:32]
    buckets = [Limit(f"outside:from:{who}", "requests", TRIES_A_MINUTE)]
    link = links.link_of(token)
    if link:
        buckets.append(Limit(f"outside:link:{link.token_hash[:32]}", "requests", PAGES_A_MINUTE))
    wait = LIMITS.take([(limit, 1) for limit in buckets], batch=False)
    if wait:
        refusal = _end(request, _("That was too fast. Wait a minute and try again."), status=429)
        refusal.headers["Retry-After"] = str(int(wait) + 1)
        return refusal
    if link is None:
        return _end(request, _("Check that the whole address was copied."), status=404)
    why = links.end_of(link, timezone.now())
    if why:
        links.note_refused(link, why)
        return _end(request, why, status=410)
    return link


def _page(
    request: HttpRequest, token: str, link: OutsideLink, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "token": token,
        "link": link,
        "visit": Visit(link),
        "form": form,
        "problems": problems(form),
    }
    return _unseen(render(request, "review/visitor.html", context, status=status))


def _end(request: HttpRequest, why: str, *, status: int) -> HttpResponse:
    return _unseen(render(request, "review/visitor_end.html", {"why": why}, status=status))


def _unseen(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
