from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.decorators import login_required
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User

# One way in: the admin's own sign-in page would let passwords be guessed without a pause.
admin.site.login = login_required(admin.site.login)  # type: ignore[method-assign]


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["username", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    list_filter = ["groups", "is_active", "is_staff", "is_superuser"]
    fieldsets = (
        *(UserAdmin.fieldsets or ()),
        (
            _("Preferences"),
            {"fields": ("language", "time_zone", "theme", "density", "shortcuts_on", "after_decision")},
        ),
    )
