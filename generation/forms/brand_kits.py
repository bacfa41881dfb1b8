"""The form of a brand kit: fields, and rows for traits, words, merge tags and examples."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.forms import DeskForm, Problem, WebAddress, problems
from generation.brief import BrandKit
from generation.forms.campaigns import LANGUAGES
from generation.forms.rows import Rows, reshaped_rows, rows_of
from generation.models.jurisdiction import Jurisdiction
from generation.reading.brand_kits import FONT_NAMES, FORMALITY, POLICIES, label_of
from generation.text import whole_number

MOST_LINES, LONGEST_LINE = 80, 200
LIMITS = {"attributes": 8, "terms": 60, "tags": 20, "examples": 5}
"""How many rows of each kind."""
hex_color = RegexValidator(
    r"\A#[0-9a-fA-F]{6}\Z", gettext_lazy("Write a colour as # and six digits, like #204034.")
)
_TAG_NAME = RegexValidator(
    r"\A[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*\Z",
    gettext_lazy("Use letters, digits and underscores, such as first_name."),
)
_UNSUBSCRIBE = re.compile(r"https://\S+|\{\{\s*[A-Za-z_][\w.]*\s*\}\}")


class Lines(forms.CharField):
    """Texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """Return the lines that hold something, each once.

        Raises:
            ValidationError: there are too many, or one is too long.
        """
        lines = [" ".join(line.split()) for line in str(super().clean(value)).splitlines()]
        found = tuple(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_LINES:
            raise ValidationError(_("At most %(n)s lines, please.") % {"n": MOST_LINES})
        if any(len(line) > LONGEST_LINE for line in found):
            raise ValidationError(_("A line has more than %(n)s characters.") % {"n": LONGEST_LINE})
        return found


def _label(name: str) -> Any:
    return gettext_lazy(label_of(name))


def _text(name: str, limit: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=_label(name), max_length=limit, required=required, help_text=help_text)


def _long(name: str, limit: int, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(
        label=_label(name), max_length=limit, required=False, help_text=help_text, widget=widget
    )


def _lines(name: str, help_text: Any = "") -> Lines:
    return Lines(label=_label(name), required=False, help_text=help_text)


def _policy(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_label(name), choices=[(policy.value, words) for policy, words in POLICIES.items()]
    )


def _color(name: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"type": "color"})
    return forms.CharField(label=_label(name), max_length=7, validators=[hex_color], widget=widget)


def _several(name: str, choices: Any, help_text: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_label(name),
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=help_text,
    )


class FieldsForm(DeskForm):
    voice = _long("voice", 2000, gettext_lazy("How the brand sounds, as you would tell a new colleague."))
    banned_words = _lines("banned_words", gettext_lazy("One a line. Their forms are found too."))
    product_names = _lines("product_names", gettext_lazy("One a line, written exactly as they are to be."))
    claims_allowed = _lines(
        "claims_allowed", gettext_lazy("One a line. Every campaign may say these sentences.")
    )
    claims_needing_source = _lines(
        "claims_needing_source", gettext_lazy("One a line. Said only where a fact of the campaign says so.")
    )
    reading_grade = forms.IntegerField(
        label=_label("reading_grade"),
        required=False,
        min_value=3,
        max_value=16,
        help_text=gettext_lazy("Years of school that a reader needs; 8 is a daily paper. For English."),
    )
    formality = forms.TypedChoiceField(
        label=_label("formality"),
        choices=[("", gettext_lazy("As it suits")), *FORMALITY.items()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=gettext_lazy("German texts say “du” where it is casual and “Sie” where it is formal."),
    )
    emoji = _policy("emoji")
    exclamation = _policy("exclamation")
    capitals = _policy("capitals")
    languages = _several("languages", LANGUAGES)
    sender_name = _text("sender_name", 120, required=True)
    website = WebAddress(label=_label("website"), max_length=300, assume_scheme="https")
    unsubscribe_url = _text(
        "unsubscribe_url",
        300,
        required=True,
        help_text=gettext_lazy("The address, or the merge tag that your sending system fills."),
    )
    company = _text("company", 300, help_text=gettext_lazy("Legal name, number and seat, as the law asks."))
    postal_address = _text("postal_address", 300, required=True)
    legal_footer = _long("legal_footer", 1000)
    disclosures = _lines("disclosures", gettext_lazy("One a line. They are part of every text."))
    jurisdictions = _several(
        "jurisdictions",
        Jurisdiction.choices,
        gettext_lazy("Whose law the checks ask about where a campaign says nothing else."),
    )
    privacy_url = WebAddress(
        label=_label("privacy_url"), max_length=300, required=False, assume_scheme="https"
    )
    imprint_url = WebAddress(
        label=_label("imprint_url"), max_length=300, required=False, assume_scheme="https"
    )
    color_accent = _color("color_accent")
    color_ink = _color("color_ink")
    color_canvas = _color("color_canvas")
    font = forms.ChoiceField(label=_label("font"), choices=list(FONT_NAMES.items()), required=False)
    logo_text = _text("logo_text", 3)
    note = forms.CharField(
        label=gettext_lazy("What changed and why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For those who read the history."),
    )

    def clean_unsubscribe_url(self) -> str:
        value = str(self.cleaned_data["unsubscribe_url"]).strip()
        if not _UNSUBSCRIBE.fullmatch(value):
            raise ValidationError(_("Write an https:// address or a merge tag in two curly brackets."))
        return value


class AttributeForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("It is"), max_length=60)
    do = forms.CharField(label=gettext_lazy("Like this"), max_length=200, required=False)
    dont = forms.CharField(label=gettext_lazy("Not like this"), max_length=200, required=False)


class TermForm(DeskForm):
    avoid = forms.CharField(label=gettext_lazy("Instead of"), max_length=80)
    prefer = forms.CharField(label=gettext_lazy("write"), max_length=80)


class TagForm(DeskForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, validators=[_TAG_NAME])
    sample = forms.CharField(label=gettext_lazy("Sample"), max_length=120)
    fallback = forms.CharField(label=gettext_lazy("Where it is missing"), max_length=120, required=False)


class ExampleForm(DeskForm):
    text = forms.CharField(
        label=gettext_lazy("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


_ROWS: dict[str, tuple[str, type[DeskForm]]] = {
    "attributes": ("voice_attributes", AttributeForm),
    "terms": ("preferred_terms", TermForm),
    "tags": ("merge_tags", TagForm),
    "examples": ("examples", ExampleForm),
}
"""Prefix on the form to field of the kit and form of a row."""
_FORMSETS = {prefix: rows_of(form, LIMITS[prefix]) for prefix, (_field, form) in _ROWS.items()}


@dataclass
class KitForm:
    """A whole kit: one form to the person, five to Django."""

    fields: FieldsForm
    rows: dict[str, Rows]
    seen: int
    """Number of the version that was in force when the form was opened."""

    def is_valid(self) -> bool:
        # All are asked, so that all problems show at once.
        return all([self.fields.is_valid(), *(rows.is_valid() for rows in self.rows.values())])

    @property
    def problems(self) -> list[Problem]:
        general = [
            Problem(str(error))
            for rows in self.rows.values()
            if rows.is_bound
            for error in rows.non_form_errors()
        ]
        return [
            *problems(self.fields, *(form for rows in self.rows.values() for form in rows.forms)),
            *general,
        ]

    @property
    def note(self) -> str:
        return str(self.fields.cleaned_data.get("note", ""))

    def kit(self, base: BrandKit) -> BrandKit:
        """Return the kit as the form has it. What the form does not show stays as in `base`."""
        values = {name: value for name, value in self.fields.cleaned_data.items() if name != "note"}
        values |= {
            field: [row["text"] if prefix == "examples" else row for row in self.rows[prefix].filled]
            for prefix, (field, _form) in _ROWS.items()
        }
        return BrandKit.model_validate(base.model_dump(mode="json") | values)

    def kit_so_far(self, base: BrandKit) -> BrandKit:
        """Return what of the form can be read already, to look at while somebody is typing."""
        if self.is_valid():
            return self.kit(base)
        values = {name: value for name, value in self.fields.cleaned_data.items() if name != "note"}
        return BrandKit.model_validate(base.model_dump(mode="json") | values)


def filled(kit: BrandKit) -> KitForm:
    """Return the form as the kit now stands, with an empty row where there is none."""
    values = kit.model_dump(mode="json")
    rows = {
        prefix: [{"text": text} for text in values[field]] if prefix == "examples" else values[field]
        for prefix, (field, _form) in _ROWS.items()
    }
    return _form(FieldsForm(initial=values), rows, kit.version)


def posted(data: Mapping[str, Any]) -> KitForm:
    return KitForm(
        FieldsForm(data),
        {prefix: formset(data, prefix=prefix) for prefix, formset in _FORMSETS.items()},
        whole_number(str(data.get("seen", ""))),
    )


def reshaped(data: Any) -> KitForm | None:
    """Return the form with the row added or removed that a button asked for; None when none did."""
    add, remove = str(data.get("add", "")), str(data.get("remove", ""))
    if not add and not remove:
        return None
    several = ("languages", "jurisdictions")
    texts = {
        name: data.getlist(name) if name in several else data.get(name, "") for name in FieldsForm.base_fields
    }
    rows = {
        prefix: reshaped_rows(data, prefix, form, LIMITS[prefix], add, remove)
        for prefix, (_field, form) in _ROWS.items()
    }
    made = _form(FieldsForm(initial=texts), rows, whole_number(str(data.get("seen", ""))))
    if add in made.rows and made.rows[add].forms:
        next(iter(made.rows[add].forms[-1].fields.values())).widget.attrs["autofocus"] = True
    return made


def _form(fields: FieldsForm, rows: Mapping[str, list[dict[str, Any]]], seen: int) -> KitForm:
    made = {prefix: _FORMSETS[prefix](prefix=prefix, initial=rows[prefix] or [{}]) for prefix in _ROWS}
    return KitForm(fields, made, seen)
