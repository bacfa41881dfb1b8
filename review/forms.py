"""What people type at the review desk and how they filter it."""

from contextlib import suppress
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import Role, User
from crm_llm.forms import refuse_far_days
from generation.text import has_control_characters
from review.models import Decision

NOTE_LIMIT = 2000
MOST_KEYS = 20

CHANGE_REASONS = ("fact_error", "off_brand", "legal", "low_quality", "too_long", "weak_cta", "other")
REJECT_REASONS = ("fact_error", "off_brand", "legal", "low_quality", "duplicate", "not_needed", "other")


def _reasons(values: tuple[str, ...]) -> list[tuple[str, Any]]:
    return [(value, Decision.Reason(value).label) for value in values]


class NoteField(forms.CharField):
    """Text for a colleague: trimmed, of a bounded length, without characters that can't be seen."""

    def __init__(self, *, missing: Any = "", **kwargs: Any) -> None:
        kwargs.setdefault("max_length", NOTE_LIMIT)
        kwargs.setdefault("widget", forms.Textarea)
        super().__init__(**kwargs)
        if missing:
            self.error_messages["required"] = missing
        self.error_messages["max_length"] = _("This is too long: at most %(limit_value)d characters.")

    def clean(self, value: Any) -> Any:
        text = super().clean(str(value).replace("\r\n", "\n") if value else value)
        if has_control_characters(text):
            raise ValidationError(_("This holds characters that can’t be seen. Please type it again."))
        return text


class KeysField(forms.Field):
    """The boxes that were ticked. Which ones there are is for the workflow to say."""

    widget = forms.MultipleHiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        return [str(key) for key in value or []][:MOST_KEYS]


class ApproveForm(forms.Form):
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    confirmed = KeysField()
    note = NoteField(label=_("Note"), required=False)


class SetAsideForm(ApproveForm):
    """An approval outside the rules."""

    reason = NoteField(label=_("Why"), missing=_("Say why the rules are set aside. Everybody can read it."))


class ChangesForm(forms.Form):
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    reasons = forms.MultipleChoiceField(
        label=_("What is wrong"),
        choices=_reasons(CHANGE_REASONS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Pick at least one reason.")},
    )
    note = NoteField(label=_("What should change"), missing=_("Say what should change."))


class RejectForm(forms.Form):
    seen = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(
        label=_("Main reason"),
        choices=_reasons(REJECT_REASONS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Pick the main reason.")},
    )
    note = NoteField(label=_("Why"), missing=_("Say why, so that the author can learn from it."))


class ReasonForm(forms.Form):
    """Why an approval is withdrawn, or a decided draft is opened again."""

    note = NoteField(label=_("Reason"), missing=_("Give a reason: it is kept in the record."))


class CommentForm(forms.Form):
    """A comment on the draft, on words of it, or in answer to another."""

    body = NoteField(label=_("Comment"), missing=_("Write something first."))
    field = forms.CharField(label=_("Part of the draft"), max_length=80, required=False)
    quote = NoteField(label=_("The words it is about"), required=False)
    start = forms.IntegerField(required=False, min_value=0)
    revision = forms.IntegerField(required=False, min_value=1)
    internal = forms.BooleanField(required=False)
    parent = forms.IntegerField(required=False, min_value=1)
    key = forms.CharField(max_length=32, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("field") and not values.get("quote") and "quote" not in self.errors:
            self.add_error("quote", _("Paste the words that you mean, or choose the whole draft."))
        if values.get("quote") and not values.get("field"):
            self.add_error("field", _("Choose the part of the draft that holds these words."))
        return values


MOST_AT_ONCE = 50


class BulkForm(forms.Form):
    """What to do with which drafts of the queue."""

    action = forms.ChoiceField(choices=[(name, name) for name in ("claim", "assign", "export")])
    to = forms.ModelChoiceField(queryset=User.objects.none(), to_field_name="username", required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["to"].queryset = reviewers()  # type: ignore[attr-defined]
        self._drafts = data.getlist("draft")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        found = set()
        for text in self._drafts[:MOST_AT_ONCE]:
            with suppress(ValueError):
                found.add(UUID(text))
        if not found:
            raise ValidationError(_("Select some drafts first."))
        return cleaned | {"drafts": found}


def reviewers() -> QuerySet[User]:
    """Return who can review, by name."""
    people = User.objects.filter(is_active=True, groups__name__in=[Role.REVIEWER, Role.LEAD]).distinct()
    return people.order_by("first_name", "last_name", "username")


class SaveViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=40, error_messages={"required": _("Give the view a name.")}
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if has_control_characters(name):
            raise ValidationError(_("This holds characters that can’t be seen. Please type it again."))
        return name


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, validators=[refuse_far_days])


class AuditFilter(forms.Form):
    """Filters of the audit log; what is not valid is named on the page and left out of the query."""

    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=User.objects.none(),
        to_field_name="username",
        required=False,
        empty_label=_("Anyone"),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    since = _day(_("From"))
    until = _day(_("To"))
    draft = forms.UUIDField(required=False, widget=forms.HiddenInput)
    campaign = forms.SlugField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]
        self.fields["person"].queryset = User.objects.order_by(  # type: ignore[attr-defined]
            "first_name", "last_name", "username"
        )

    def chosen(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def day_start(day: date) -> datetime:
    """Return the first moment of `day` in the person's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
