"""Signing in and out, and what a person prefers."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from crm_llm.accounts.forms import ProfileForm, SignInForm
from crm_llm.accounts.models import User
from crm_llm.forms import problems
from crm_llm.pages import DeskRequest, render_page, wants_fragment
from generation.models import Brand


class SignIn(LoginView):
    template_name = "accounts/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:  # type: ignore[override]  # the stub's is of another class
        """Leave out an address that leads back here, where the signed-in are sent on for ever."""
        target: str = super().get_redirect_url()
        return "" if target.partition("?")[0] == self.request.path else target

    def form_valid(self, form: AuthenticationForm) -> HttpResponseRedirect:
        answer = super().form_valid(form)
        if not form.cleaned_data["remember"]:
            self.request.session.set_expiry(0)  # Until the browser is closed.
        return cast(HttpResponseRedirect, answer)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, problems=problems(form)), status=422)


@require_http_methods(["GET", "POST"])
@login_required
def profile(request: DeskRequest) -> HttpResponse:
    # A copy: an invalid form must not change the person that the frame of the page shows.
    posted = request.POST if request.method == "POST" else None
    form = ProfileForm(posted, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your preferences are saved."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "problems": problems(form),
        "roles": sorted(request.user.roles),
        "brands": Brand.objects.visible_to(request.user),
    }
    return render_page(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)


@require_POST
@login_required
def shortcuts(request: DeskRequest) -> HttpResponse:
    """Switch single-key shortcuts on or off: the switch of the help dialog."""
    request.user.shortcuts_on = request.POST.get("on") == "1"
    request.user.save(update_fields=["shortcuts_on"])
    if not wants_fragment(request):
        return HttpResponseRedirect(_safe_next(request))
    response = render_page(request, "accounts/shortcuts.html")
    state = "on" if request.user.shortcuts_on else "off"
    return trigger_client_event(response, "shortcuts", {"value": state})


def _safe_next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    own = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if own else resolve_url("dashboard")
