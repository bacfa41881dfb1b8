"""What the machine raised. Admins look at it, and mark it as done."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from generation.admin.readonly import ReadOnlyAdmin
from generation.models import Alert
from generation.models.alert import AlertQuerySet
from generation.stores import alerts


class OpenFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("open", _("Open")), ("done", _("Done"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "open":
            return queryset.open()
        return queryset.done() if self.value() == "done" else queryset


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    list_display = [
        "subject",
        "severity",
        "message",
        "count",
        "first_at",
        "last_at",
        "resolved_at",
        "resolved_by",
    ]
    list_filter = [OpenFilter, "severity", "kind"]
    list_select_related = ["resolved_by"]
    actions = ["mark_done"]

    def has_mark_done_permission(self, request: HttpRequest) -> bool:
        return bool(getattr(request.user, "is_prompt_admin", False))

    @admin.action(description=gettext_lazy("Mark as done"), permissions=["mark_done"])
    def mark_done(self, request: HttpRequest, chosen: AlertQuerySet) -> None:
        done = sum(
            alerts.mark_done(alert, by=request.user)  # type: ignore[arg-type]  # staff is signed in
            for alert in chosen.open()
        )
        told = ngettext("%(count)d alert is done.", "%(count)d alerts are done.", done)
        messages.success(request, told % {"count": done})
