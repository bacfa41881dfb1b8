from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from crm_llm.accounts import throttle
from crm_llm.accounts.models import User
from crm_llm.forms import DeskLook


class SignInForm(DeskLook, AuthenticationForm):
    """One sentence for every failure, so that nobody learns which accounts there are."""

    remember = forms.BooleanField(label=_("Keep me signed in on this computer"), required=False)

    error_messages = {
        "invalid_login": _("The username or the password is not right. Check both and try again."),
        "inactive": _("The username or the password is not right. Check both and try again."),
    }

    def clean(self) -> dict[str, Any]:
        username = self.cleaned_data.get("username", "")
        if self.request is None or not username:
            return super().clean()
        if wait := throttle.wait_s(self.request, username):
            minutes = -(-wait // 60)
            raise ValidationError(
                ngettext(
                    "Too many tries. Wait %(n)s minute and try again.",
                    "Too many tries. Wait %(n)s minutes and try again.",
                    minutes,
                )
                % {"n": minutes},
                code="throttled",
            )
        cleaned = super().clean()
        throttle.forget(self.request, username)
        return cleaned


class ProfileForm(DeskLook, forms.ModelForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(settings.LANGUAGES) < 2:
            del self.fields["language"]
        if not self.instance.is_reviewer:
            del self.fields["after_decision"]

    @property
    def picks(self) -> list[forms.BoundField]:
        """Return the fields of which one of few is picked."""
        return [field for field in self if isinstance(field.field.widget, forms.RadioSelect)]

    class Meta:
        model = User
        fields = ["theme", "density", "after_decision", "language", "time_zone", "shortcuts_on"]
        widgets = dict.fromkeys(("theme", "density", "after_decision"), forms.RadioSelect)
        labels = {
            "theme": _("Theme"),
            "density": _("Lists"),
            "after_decision": _("After a decision"),
            "language": _("Language"),
            "time_zone": _("Time zone"),
            "shortcuts_on": _("Use single-key shortcuts"),
        }
        help_texts = {"time_zone": _("Times on every page are shown in it.")}
