"""The form of a campaign kit: what all tools share is asked once, what only one must know is asked for it."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic.fields import FieldInfo

from generation.forms.drafts import ZonedDateTimeField, brand_zone, form_problems, language_name
from generation.forms.parameters import dress, parameter_field
from generation.llm_tools import TOOLS
from generation.llm_tools.base import Tool
from generation.models import Campaign

SHARED = ("key_message", "call_to_action", "link", "tone")
"""Parameters that mean the same wherever a tool has them, so that all pieces say the same."""

AnyTool = Tool[Any, Any]


class KitForm(forms.Form):
    """Which tools, and what to tell them. Whether a parameter is right is decided in the service."""

    tools = forms.MultipleChoiceField(
        label=gettext_lazy("What to write"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose what to write.")},
    )
    idempotency_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        campaign: Campaign,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        everything = {"tools": list(TOOLS), "idempotency_key": uuid.uuid4().hex}
        super().__init__(data, initial={**everything, **(initial or {})})
        self.campaign = campaign
        choices = [(tool.name, _(tool.label)) for tool in TOOLS.values()]
        self.fields["tools"] = forms.MultipleChoiceField(
            label=_("What to write"),
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Choose what to write.")},
        )
        dress(self.fields["tools"], "checks")
        for name in SHARED:
            self._add_shared(name)
        for tool in TOOLS.values():
            for name, info in _own(tool).items():
                field = parameter_field(name, info)
                field.label = f"{_(tool.label)}: {str(field.label).lower()}"
                self.fields[f"{tool.name}-{name}"] = field
        self._add_common()

    def _add_shared(self, name: str) -> None:
        infos = [tool.params_model.model_fields.get(name) for tool in TOOLS.values()]
        found = [info for info in infos if info is not None]
        if not found:
            return
        field = parameter_field(name, next((info for info in found if info.is_required()), found[0]))
        if isinstance(field, forms.ChoiceField):
            # Only what every one of them can be told.
            offered = [dict(_choices(parameter_field(name, info))) for info in found]
            field.choices = [
                (value, label)
                for value, label in offered[0].items()
                if all(value in others for others in offered)
            ]
        self.fields[name] = field

    def _add_common(self) -> None:
        languages = [(code, language_name(code)) for code in self.campaign.languages]
        zone = brand_zone(self.campaign)
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=languages)
        self.fields["due_at"] = ZonedDateTimeField(
            zone=zone,
            label=_("Needed by"),
            help_text=_("Time in %(zone)s.") % {"zone": zone.key.replace("_", " ")},
            required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        )
        dress(self.fields["language"], "select")
        dress(self.fields["due_at"], "text")

    def clean_idempotency_key(self) -> str:
        return str(self.cleaned_data["idempotency_key"] or uuid.uuid4().hex)

    def params(self) -> dict[str, dict[str, Any]]:
        """Return the parameters of each chosen tool. What was left empty takes the tool's default."""
        return {name: self._params_of(TOOLS[name]) for name in self.cleaned_data["tools"]}

    def _params_of(self, tool: AnyTool) -> dict[str, Any]:
        found = {}
        for name, info in tool.params_model.model_fields.items():
            value = self.cleaned_data.get(name if name in SHARED else f"{tool.name}-{name}")
            if value not in ("", None, []) or info.is_required():
                found[name] = value
        return found

    def add_problems(self, problems: Mapping[str, str]) -> None:
        for key, message in problems.items():
            _tool, _dash, name = key.partition("-")
            field = next((one for one in (name, key) if one in self.fields), None)
            if message not in (self.errors.get(field or "__all__") or []):
                self.add_error(field, message)

    @property
    def shown(self) -> list[forms.BoundField]:
        return [field for field in self if not field.is_hidden]

    @property
    def problems(self) -> list[dict[str, str]]:
        return form_problems(self)


def _own(tool: AnyTool) -> dict[str, FieldInfo]:
    """Return the parameters that only this tool asks for and can't do without."""
    fields: dict[str, FieldInfo] = tool.params_model.model_fields
    return {name: info for name, info in fields.items() if info.is_required() and name not in SHARED}


def _choices(field: forms.Field) -> list[tuple[str, str]]:
    return list(field.choices) if isinstance(field, forms.ChoiceField) else []  # type: ignore[arg-type]
