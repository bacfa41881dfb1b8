"""One control for one parameter of a tool: made from its annotation and from what it says of itself."""

import enum
from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

LONG = 200
"""A text that may be longer gets several lines."""
WIDE = frozenset({"multiline", "url", "pills", "checks", "cards"})
"""Widgets that take the whole width of the form."""


def parameter_field(name: str, info: FieldInfo) -> forms.Field:
    """Return the form field for one parameter of a tool, from its annotation and what it says of itself."""
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    choices = _choices(info.annotation, extra.get("choices"))
    kind = str(extra.get("widget") or _kind_of(info, choices))
    optional = bool(extra.get("optional")) or (
        not info.is_required() and not choices and info.annotation is not bool
    )
    common: dict[str, Any] = {
        "label": _(info.title) if info.title else name.replace("_", " ").capitalize(),
        "help_text": _(info.description) if info.description else "",
        "required": False,
    }
    if not info.is_required():
        default = info.get_default(call_default_factory=True)
        common["initial"] = None if default is PydanticUndefined else getattr(default, "value", default)
    field = _field(kind, choices, common)
    if isinstance(field.widget, CardSelect):
        field.widget.details = {name: _texts(extra.get(name)) for name in ("mark", "note")}
    if extra.get("placeholder"):
        field.widget.attrs["placeholder"] = _(str(extra["placeholder"]))
    dress(field, kind)
    # The form lets empty and long texts through: the tool's model says, in its words, what is wrong.
    field.is_optional = optional  # type: ignore[attr-defined]
    field.limit = _limit(info) if kind in ("text", "multiline") else None  # type: ignore[attr-defined]
    return field


def _field(kind: str, choices: list[tuple[str, str]], common: dict[str, Any]) -> forms.Field:
    wrong = {"invalid_choice": _("Please choose one of the options.")}
    match kind:
        case "select":
            return forms.ChoiceField(choices=choices, error_messages=wrong, **common)
        case "pills" | "segments":
            return forms.ChoiceField(
                choices=choices, widget=forms.RadioSelect, error_messages=wrong, **common
            )
        case "checks":
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case "cards":
            return forms.MultipleChoiceField(choices=choices, widget=CardSelect, **common)
        case "checkbox":
            return forms.BooleanField(**common)
        case "number":
            return forms.IntegerField(**common)
        case "multiline":
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), **common)
        case "url":
            return forms.CharField(widget=forms.URLInput, **common)
    return forms.CharField(**common)


class CardSelect(forms.CheckboxSelectMultiple):
    """Check boxes as cards: each option has a mark, such as a letter, and a note under its label."""

    details: Mapping[str, Mapping[str, str]] = {}
    """`mark` and `note` by the option's value."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        value = str(option["value"])
        return {**option, **{name: _(texts.get(value, "")) for name, texts in self.details.items()}}


def dress(field: forms.Field, kind: str) -> None:
    """Give the control its class, and say how the template shows it."""
    css = {"select": "select", "multiline": "textarea"}.get(kind, "input")
    if kind not in ("pills", "segments", "checks", "cards", "checkbox"):
        field.widget.attrs["class"] = css
    field.kind = kind  # type: ignore[attr-defined]
    field.is_wide = kind in WIDE  # type: ignore[attr-defined]
    field.is_optional = not field.required  # type: ignore[attr-defined]


def _kind_of(info: FieldInfo, choices: list[tuple[str, str]]) -> str:
    if get_origin(info.annotation) in (list, tuple, set, frozenset):
        return "checks"
    if choices:
        return "select" if len(choices) > 4 else "segments"
    if info.annotation is bool:
        return "checkbox"
    if info.annotation is int:
        return "number"
    return "multiline" if (_limit(info) or 0) > LONG else "text"


def _choices(annotation: Any, given: Any) -> list[tuple[str, str]]:
    if isinstance(given, Mapping):
        return [(str(value), _(str(label))) for value, label in given.items()]
    if isinstance(given, Iterable) and not isinstance(given, str):
        return [(str(value), str(value).replace("_", " ").capitalize()) for value in given]
    if get_origin(annotation) is Literal:
        return _choices(None, [value for value in get_args(annotation) if value])
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return _choices(None, [member.value for member in annotation])
    for inner in get_args(annotation):
        found = _choices(inner, None)
        if found:
            return found
    return []


def _texts(given: Any) -> dict[str, str]:
    return {str(key): str(text) for key, text in given.items()} if isinstance(given, Mapping) else {}


def needs_a_choice(info: FieldInfo) -> bool:
    """Tell whether at least one item has to be chosen, so that choosing none is no way to get the default."""
    return any(getattr(mark, "min_length", None) for mark in info.metadata) and _kind_of(info, []) == "checks"


def _limit(info: FieldInfo) -> int | None:
    return next((mark.max_length for mark in info.metadata if getattr(mark, "max_length", None)), None)
