"""The form of another try: what is not right, which part changes, which stay, what is done to the words."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from generation import rewriting
from generation.forms.drafts import form_problems, language_name
from generation.llm_tools import get_tool
from generation.llm_tools.base import Block, EditableField
from generation.llm_tools.rewrites import Verb, within
from generation.models import DraftRequest, Generation

Choices = list[tuple[str, Any]]

REASONS: dict[str, Any] = {
    "too_long": gettext_lazy("Too long"),
    "off_tone": gettext_lazy("Off tone"),
    "wrong_fact": gettext_lazy("Wrong fact"),
    "weak_call": gettext_lazy("Weak call to action"),
    "not_our_words": gettext_lazy("Not our words"),
}


VERBS: dict[Verb, Any] = {
    Verb.SHORTEN: gettext_lazy("Make it shorter"),
    Verb.LENGTHEN: gettext_lazy("Make it longer"),
    Verb.SIMPLIFY: gettext_lazy("Make it simpler"),
}
_NO_PART = gettext_lazy("This part is not in the draft any more. Choose another.")


class RegenerateForm(forms.Form):
    """What another try should do. All of it may be left empty: then it is simply asked again.

    Whether the draft can have it is decided by the service, so that a script and a form are judged alike.
    """

    verb = forms.ChoiceField(
        label=gettext_lazy("What to do"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": gettext_lazy("Please choose one of the options.")},
    )
    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("What is not right"),
        choices=list(REASONS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    note = forms.CharField(
        label=gettext_lazy("What to do better"),
        help_text=gettext_lazy("Write it the way you would tell a colleague."),
        required=False,
        max_length=1800,
        widget=forms.Textarea(attrs={"rows": 4, "class": "textarea"}),
        error_messages={"max_length": gettext_lazy("This is too long.")},
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What may change"),
        required=False,
        widget=forms.Select(attrs={"class": "select"}),
        error_messages={"invalid_choice": _NO_PART},
    )
    locks = forms.MultipleChoiceField(
        label=gettext_lazy("Keep these parts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _NO_PART},
    )
    idempotency_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, draft: Generation, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.draft = draft
        blocks, fields = rewriting.parts_of(draft)
        if not blocks:
            for name in ("verb", "scope", "locks"):
                del self.fields[name]
            return
        parts = [(block.path, block.label) for block in blocks]
        self._offer("verb", _verb_choices(draft))
        self._offer("scope", [("", _("All of it")), *_scopes(blocks, fields)])
        self._offer("locks", parts)

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_idempotency_key(self) -> str:
        return str(self.cleaned_data["idempotency_key"] or uuid.uuid4().hex)

    def feedback(self) -> str:
        """Return reasons and note as the model is told them, and as history shows them."""
        reasons = [str(REASONS[key]) for key in self.cleaned_data["reasons"]]
        sentence = f"{', '.join(reasons)}." if reasons else ""
        return "\n\n".join(part for part in (sentence, self.cleaned_data["note"].strip()) if part)

    def rewrite(self) -> dict[str, Any]:
        """Return what changes and what stays, as the service takes it."""
        verb, _colon, option = self.cleaned_data.get("verb", "").partition(":")
        return {
            "verb": verb,
            "option": option,
            "scope": self.cleaned_data.get("scope", ""),
            "locks": self.cleaned_data.get("locks", []),
        }

    def add_problems(self, problems: Mapping[str, str]) -> None:
        for name, message in problems.items():
            field = {"feedback": "note"}.get(name, name)
            self.add_error(field if field in self.fields else None, message)

    @property
    def problems(self) -> list[dict[str, str]]:
        return form_problems(self)


def verb_groups(draft: Generation) -> list[tuple[str, list[tuple[str, Any]]]]:
    """Return what can be done to the words, under a heading each; verbs alone come first, under none."""
    if not rewriting.parts_of(draft)[0]:
        return []
    tones = rewriting.tones_of(get_tool(draft.tool))
    languages = rewriting.languages_of(draft.campaign, draft.language)
    groups: list[tuple[str, list[tuple[str, Any]]]] = [
        ("", [(verb.value, label) for verb, label in VERBS.items()]),
        (_("Change the tone to"), [(f"{Verb.TONE}:{tone}", label) for tone, label in tones.items()]),
        (_("Translate to"), [(f"{Verb.TRANSLATE}:{code}", language_name(code)) for code in languages]),
    ]
    return [group for group in groups if group[1]]


def _verb_choices(draft: Generation) -> Choices:
    choices: Choices = [("", _("Write it anew"))]
    for heading, options in verb_groups(draft):
        choices += [(heading, options)] if heading else options
    return choices


def _scopes(blocks: list[Block], fields: list[EditableField]) -> Choices:
    """Return every part that can change alone: each block, and under one of several texts each of them."""
    choices: Choices = []
    for block in blocks:
        inside = [field for field in fields if within(field.path, block.path)]
        if len(inside) == 1:
            choices.append((inside[0].path, inside[0].label))
            continue
        whole = (block.path, _("All of “%(part)s”") % {"part": block.label})
        choices.append((block.label, [whole, *((field.path, field.label) for field in inside)]))
    return choices


def label_of(draft: Generation, path: str) -> str:
    """Return what people call a part of the draft; its path where it is gone."""
    blocks, fields = rewriting.parts_of(draft)
    labels = {field.path: field.label for field in fields} | {block.path: block.label for block in blocks}
    return labels.get(path, path)


def in_words(request: DraftRequest) -> str:
    """Return what a retry did to the draft before it, such as “Shorter” and “Translation: German”."""
    if not request.verb:
        return ""
    told = DraftRequest.Verb(request.verb).label
    if request.verb == Verb.TONE:
        option = rewriting.tones_of(get_tool(request.tool)).get(request.verb_option, request.verb_option)
        return f"{told}: {option}"
    return f"{told}: {language_name(request.verb_option)}" if request.verb == Verb.TRANSLATE else str(told)
