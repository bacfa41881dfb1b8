"""How forms look and what they refuse, everywhere: see templates/django/forms/field.html for the markup."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.validators import URLValidator
from django.forms import renderers
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.env import BASE_DIR
from generation.text import has_control_characters, strings_in


def refuse_control_characters(text: str) -> None:
    """Refuse characters that no keyboard types and that a reader would not see.

    Raises:
        ValidationError: names the first one and where it is.
    """
    for position, char in enumerate(text, start=1):
        if has_control_characters(char):
            raise ValidationError(
                _("Remove the invisible character (U+%(code)s) at position %(position)s."),
                params={"code": f"{ord(char):04X}", "position": position},
                code="control_character",
            )


class VisibleTextForm(forms.ModelForm):
    """A form whose texts, and the strings of whose JSON, hold no characters that can't be seen.

    PostgreSQL stores no NUL at all: without this it would be an error where SQLite keeps it.
    """

    def clean(self) -> dict[str, Any] | None:
        for name, value in list(self.cleaned_data.items()):
            try:
                for text in strings_in(value):
                    refuse_control_characters(text)
            except ValidationError as error:
                self.add_error(name, error)
        return super().clean()


def refuse_far_days(day: date) -> None:
    """Refuse days that no campaign has; near the ends of the calendar a time zone leads out of it.

    Raises:
        ValidationError: the day is before 2000 or after 2099.
    """
    if not 2000 <= day.year <= 2099:
        raise ValidationError(_("Choose a day between 2000 and 2099."), code="far_day")


def moment(text: str) -> datetime | None:
    """Return the moment that a page of ours wrote into its form or address; None for anything else."""
    try:
        found = parse_datetime(text)
        return found.astimezone(UTC) if found and timezone.is_aware(found) else None
    except (ValueError, OverflowError):
        return None


@dataclass(frozen=True)
class Problem:
    """A line of the error summary."""

    message: str
    target: str = ""
    """Id of the control that it is about."""


class DeskRenderer(renderers.DjangoTemplates):
    """Draws fields with templates/django/forms/field.html, which may use the tags of crm_llm.ui."""

    @cached_property
    def engine(self) -> Any:
        return self.backend(
            {
                "APP_DIRS": True,
                "DIRS": [BASE_DIR / "templates", Path(forms.__file__).parent / "templates"],
                "NAME": "desk-forms",
                "OPTIONS": {"builtins": ["crm_llm.ui"]},
            }
        )


class DeskLook(forms.BaseForm):
    """Our look, for `Form` and `ModelForm`. Texts have plain newlines and hold no invisible characters."""

    default_renderer = DeskRenderer

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _css_class(field.widget))
            field.error_messages["required"] = _missing(field)

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name, value in list(self.cleaned_data.items()):
            if not isinstance(value, str) or isinstance(self.fields[name], forms.ChoiceField):
                continue
            value = value.replace("\r\n", "\n").replace("\r", "\n")
            try:
                refuse_control_characters(value)
            except ValidationError as error:
                self.add_error(name, error)
            else:
                self.cleaned_data[name] = value


class DeskForm(DeskLook, forms.Form):
    pass


def _missing(field: forms.Field) -> str:
    if isinstance(field, forms.ChoiceField):
        return _("Choose something for “%(label)s”.") % {"label": field.label}
    return _("Fill in “%(label)s”.") % {"label": field.label}


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return ""
    return "select" if isinstance(widget, forms.Select) else "input"


def problems(*forms_: forms.BaseForm) -> list[Problem]:
    """Return the error summary's lines: the words that stand beside the fields, in their order."""
    return [problem for form in forms_ if form.is_bound for problem in _problems_of(form)]


def _problems_of(form: forms.BaseForm) -> Iterator[Problem]:
    yield from _lines(form.errors.get(NON_FIELD_ERRORS, []), "")
    for field in form:
        target = f"{field.auto_id}_group" if field.use_fieldset else field.id_for_label
        yield from _lines(field.errors, target)


def _lines(errors: Iterable[Any], target: str) -> Iterator[Problem]:
    for error in errors:
        yield Problem(str(error), target)


class WebAddress(forms.URLField):
    default_validators = [
        URLValidator(
            schemes=["https", "http"], message=gettext_lazy("Write a full address that starts with https://")
        )
    ]
    default_error_messages = {"invalid": gettext_lazy("Write a full address that starts with https://")}
