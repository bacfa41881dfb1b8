"""What spares models, keys and limits: see it, decide in its place, set it."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm_llm.accounts.models import User
from generation.admin.readonly import ReadOnlyAdmin
from generation.llm_client.breaker import SECOND
from generation.llm_client.secrets import SecretsUnavailable
from generation.models import Breaker, KeyState, RateLimit
from generation.stores import breakers, keys


class BreakerForm(forms.ModelForm):
    class Meta:
        model = Breaker
        fields = ["model", "forced", "forced_reason"]
        labels = {"forced": gettext_lazy("Decide in its place")}
        help_texts = {
            "model": gettext_lazy("With every key."),
            "forced_reason": gettext_lazy("Goes into the audit log. It holds until somebody takes it back."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "forced_reason" in self.fields:  # a page that is only looked at has no fields
            self.fields["forced_reason"].required = True


@admin.register(Breaker)
class BreakerAdmin(admin.ModelAdmin):
    form = BreakerForm
    list_display = ["model", "key", "is_asked", "forced", "forced_by", "last_error", "changed_at"]
    list_filter = ["state", "forced"]
    list_select_related = ["forced_by"]
    search_fields = ["model"]
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=gettext_lazy("key"), ordering="key_fingerprint")
    def key(self, breaker: Breaker) -> str:
        return breaker.key_fingerprint or _("every key")

    @admin.display(description=gettext_lazy("now"))
    def is_asked(self, breaker: Breaker) -> str:
        if breaker.forced == Breaker.Forced.OPEN:
            return _("Never asked, an admin decided")
        if breaker.forced == Breaker.Forced.CLOSED:
            return _("Always asked, an admin decided")
        if breaker.state == Breaker.State.CLOSED:
            return _("Asked")
        until = datetime.fromtimestamp(breaker.open_until_us / SECOND, UTC)
        return _("Given a rest until %(time)s UTC, then tried once") % {"time": f"{until:%H:%M:%S}"}

    def get_readonly_fields(self, request: HttpRequest, obj: Breaker | None = None) -> list[str]:
        return [] if obj is None else ["model"]

    def has_delete_permission(self, request: HttpRequest, obj: Breaker | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Breaker, form: Any, change: bool) -> None:
        assert isinstance(request.user, User)
        saved = breakers.force(
            by=request.user,
            model=obj.model,
            key=obj.key_fingerprint,
            to=Breaker.Forced(form.cleaned_data["forced"]),
            reason=form.cleaned_data["forced_reason"],
        )
        obj.pk, obj._state.adding = saved.pk, False


@admin.register(RateLimit)
class RateLimitAdmin(admin.ModelAdmin):
    list_display = [
        "scope", "target", "requests_per_minute", "tokens_per_minute", "requests_per_day", "active",
    ]  # fmt: skip
    list_filter = ["scope", "active"]


@admin.register(KeyState)
class KeyStateAdmin(ReadOnlyAdmin):
    list_display = ["fingerprint", "position", "out_until", "reason", "last_status", "refusals", "changed_at"]
    fields = ["fingerprint", "position", "out_until", "reason", "last_status", "refusals", "changed_at"]
    actions = ["try_again_now"]

    @admin.display(description=gettext_lazy("which"))
    def position(self, state: KeyState) -> str:
        """Say which of the keys in use it is: a fingerprint alone tells nobody where to look."""
        try:
            names = [keys.fingerprint(key) for key in keys.api_keys()]
        except SecretsUnavailable:
            return _("the keys can’t be read")
        if state.pk not in names:
            return _("not in use any more")
        return _("number %(number)s of %(all)s") % {"number": names.index(state.pk) + 1, "all": len(names)}

    def has_try_again_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("generation.change_keystate")

    @admin.action(description=gettext_lazy("Try again now"), permissions=["try_again"])
    def try_again_now(self, request: HttpRequest, states: QuerySet[KeyState]) -> None:
        assert isinstance(request.user, User)
        found = list(states)
        for state in found:
            keys.try_again(by=request.user, state=state)
        self.message_user(
            request,
            ngettext("%(number)s key is in use again.", "%(number)s keys are in use again.", len(found))
            % {"number": len(found)},
            messages.SUCCESS,
        )
