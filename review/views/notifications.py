"""What a person was told of: the list, what is read, what is mailed, and how to stop it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm_llm.accounts.models import User
from crm_llm.forms import DeskForm, problems
from crm_llm.keyset import page
from crm_llm.pages import DeskRequest, render_page, wants_fragment
from review import told, unsubscribing
from review.models import MailPreference, Notification, NotificationKind
from review.views.going import go


@login_required
@require_safe
def notifications(request: DeskRequest) -> HttpResponse:
    visible = Notification.objects.visible_to(request.user)
    found = page(visible.for_lists(), by=["-id"], cursor=request.GET.get("after", ""))
    context = {
        "section": "notifications",
        "rows": told.rows(found.items, request.user),
        "newest": found.items[0].pk if found.items else 0,
        "next_cursor": found.next,
        "is_older": bool(request.GET.get("after")),
    }
    fragment = "older" if request.htmx.target == "older" else "list"
    return render_page(request, "review/notifications.html", context, fragment=fragment)


@login_required
@require_POST
def read(request: DeskRequest, pk: int) -> HttpResponse:
    """Mark one as read, and go to its draft if the person opens it."""
    rows = Notification.objects.visible_to(request.user)
    get_object_or_404(rows, pk=pk)
    rows.filter(pk=pk).mark_read()
    row = told.rows(rows.for_lists().filter(pk=pk), request.user)[0]
    if "open" in request.POST:
        return redirect(row.path)
    if not wants_fragment(request):
        return go(request, "review:notifications")
    context = {"row": row}
    return render_page(request, "review/notifications.html", context, fragment="row")


@login_required
@require_POST
def read_all(request: DeskRequest) -> HttpResponse:
    """Mark all as read up to the newest that the page showed: what came since is not read."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        Notification.objects.filter(recipient=request.user, pk__lte=int(newest)).mark_read()
    return go(request, "review:notifications")


class MailPreferenceForm(DeskForm):
    mode = forms.ChoiceField(
        label=gettext_lazy("Mail"), choices=MailPreference.Mode.choices, widget=forms.RadioSelect
    )
    daily_at = forms.TypedChoiceField(
        label=gettext_lazy("Hour of the daily mail"),
        choices=[(hour, f"{hour:02}:00") for hour in range(24)],
        coerce=int,
        help_text=gettext_lazy("In your time zone."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Mail me when"),
        choices=NotificationKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def save(self, user: User) -> None:
        chosen = self.cleaned_data
        muted = [kind for kind in NotificationKind.values if kind not in chosen["kinds"]]
        values = {"mode": chosen["mode"], "daily_at": chosen["daily_at"], "muted": muted}
        MailPreference.objects.update_or_create(user=user, defaults=values)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mail_preference(request: DeskRequest) -> HttpResponse:
    preference = MailPreference.of(request.user)
    initial = {
        "mode": preference.mode,
        "daily_at": preference.daily_at,
        "kinds": [kind for kind in NotificationKind.values if kind not in preference.muted],
    }
    form = MailPreferenceForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        form.save(request.user)
        messages.success(request, _("Saved. This holds for what happens from now on."))
        return redirect("review:mail_preference")
    context = {"section": "account", "form": form, "problems": problems(form)}
    return render_page(request, "review/mail_preference.html", context, status=422 if form.is_bound else 200)


@csrf_exempt  # A mail program posts it for its reader. The signed address is all the right that it takes.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, and stop the mails when the button, or a mail program on its own, posts. GET changes nothing."""
    person, kind = unsubscribing.read(token)
    if request.method == "POST":
        unsubscribing.stop(person, kind)
    label = NotificationKind(kind).label if kind in NotificationKind.values else ""
    context = {"kind": label, "is_done": request.method == "POST"}
    return render_page(request, "review/unsubscribe.html", context)
