"""The forms of drafts. The request form is made from a tool's parameters, whatever tool it is."""

import uuid
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic.fields import FieldInfo

from generation.forms.parameters import dress, needs_a_choice, parameter_field
from generation.llm_tools.base import Tool
from generation.models import MAX_CANDIDATES, MAX_VARIANTS, Campaign
from generation.stores import answers

AnyTool = Tool[Any, Any]

LATEST = timedelta(days=730)
"""How far away a draft may be needed. Close to the year 9999 a time zone leads out of the calendar."""


def language_name(code: str) -> str:
    info = LANG_INFO.get(code) or LANG_INFO.get(code.split("-")[0])
    return _(str(info["name"])) if info and "name" in info else code


def brand_zone(campaign: Campaign) -> zoneinfo.ZoneInfo:
    try:
        return zoneinfo.ZoneInfo(campaign.brand.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


class ZonedDateTimeField(forms.DateTimeField):
    """A moment, typed in one time zone, whatever zone the person is in."""

    def __init__(self, *, zone: zoneinfo.ZoneInfo, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zone = zone

    def clean(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().clean(value)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(self.zone):
            return super().prepare_value(value)


@dataclass(frozen=True)
class Section:
    """A card of the request form."""

    key: str
    title: str
    fields: list[forms.BoundField]


class RequestForm(forms.Form):
    """What a tool asks for, as its `params_model` says, and what every request has.

    Whether a parameter is right is decided by the model itself, in the service: its problems come back
    through `add_problems`. So a script and a form are judged alike.
    """

    variants = forms.TypedChoiceField(
        label=gettext_lazy("Variants"),
        help_text=gettext_lazy("Compare them side by side."),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, MAX_VARIANTS + 1)],
        initial=3,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Ask for 1 to 4 variants.")},
    )
    candidates = forms.TypedChoiceField(
        label=gettext_lazy("Best of"),
        help_text=gettext_lazy(
            "The model writes each draft so often, and the one with the least to fix is kept."
        ),
        coerce=int,
        choices=[(n, str(n)) for n in range(1, MAX_CANDIDATES + 1)],
        required=False,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Ask for 1 to 3 candidates.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))
    idempotency_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        tool: AnyTool,
        campaign: Campaign,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial={"idempotency_key": uuid.uuid4().hex, **(initial or {})})
        self.tool = tool
        self.campaign = campaign
        self._groups: dict[str, list[str]] = {"say": [], "sound": []}
        self._add_common()
        for name, info in tool.params_model.model_fields.items():
            self._add_parameter(name, info)
        self.fields["candidates"].initial = tool.candidates
        self.fields["candidates"].is_optional = False  # type: ignore[attr-defined]
        self._groups["sound"] += ["variants", "language", "due_at", "candidates"]
        self._groups["sound"] += ["reuse"] if "reuse" in self.fields else []

    def _add_common(self) -> None:
        languages = [(code, language_name(code)) for code in self.campaign.languages]
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=languages)
        zone = brand_zone(self.campaign)
        self.fields["due_at"] = ZonedDateTimeField(
            zone=zone,
            label=_("Needed by"),
            help_text=_("Time in %(zone)s.") % {"zone": zone.key.replace("_", " ")},
            required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        )
        for name, kind in (
            ("variants", "segments"),
            ("candidates", "segments"),
            ("language", "select"),
            ("due_at", "text"),
        ):
            dress(self.fields[name], kind)
        if self.tool.reusable and answers.are_kept():
            self._add_reuse()

    def _add_reuse(self) -> None:
        self.fields["reuse"] = forms.BooleanField(
            label=_("Reuse an identical draft if there is one"),
            help_text=_(
                "If exactly this was asked for not long ago, you get its words at once and at no cost. "
                "Otherwise a new draft is written."
            ),
            required=False,
        )
        dress(self.fields["reuse"], "checkbox")

    def _add_parameter(self, name: str, info: FieldInfo) -> None:
        # In a template `form.sections` is the field of that name, where there is one.
        if name in self.fields or hasattr(type(self), name):
            raise ImproperlyConfigured(
                f"{self.tool.name}: {name!r} is a field of every request; rename yours."
            )
        self.fields[name] = parameter_field(name, info)
        extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
        self._groups.setdefault(str(extra.get("group", "say")), []).append(name)

    @property
    def sections(self) -> list[Section]:
        titles = {"say": _("What it should say"), "sound": _("How it should sound")}
        return [
            Section(key, titles.get(key, key.replace("_", " ").capitalize()), [self[name] for name in names])
            for key, names in self._groups.items()
            if names
        ]

    @property
    def parameter_names(self) -> list[str]:
        return list(self.tool.params_model.model_fields)

    def params(self) -> dict[str, Any]:
        """Return the tool's parameters. What was left empty takes the tool's default where it has one."""
        found = {}
        for name, info in self.tool.params_model.model_fields.items():
            value = self.cleaned_data.get(name)
            if value not in ("", None, []) or info.is_required() or needs_a_choice(info):
                found[name] = value
        return found

    def clean_due_at(self) -> Any:
        due_at = self.cleaned_data["due_at"]
        now = timezone.now()
        if due_at is not None and due_at < now:
            raise ValidationError(_("This is in the past."))
        if due_at is not None and due_at > now + LATEST:
            raise ValidationError(_("This is too far away. Choose a day within two years."))
        return due_at

    def clean_idempotency_key(self) -> str:
        """A form that came without its key is sent once by itself: it gets a key of its own."""
        return str(self.cleaned_data["idempotency_key"] or uuid.uuid4().hex)

    def add_problems(self, problems: Mapping[str, str]) -> None:
        for name, message in problems.items():
            known = name in self.fields and not self.fields[name].widget.is_hidden
            self.add_error(name if known else None, message)

    @property
    def problems(self) -> list[dict[str, str]]:
        """Every error with the id of the control to jump to, for the summary at the top."""
        return form_problems(self)


def form_problems(form: forms.Form) -> list[dict[str, str]]:
    found = [{"target": "", "message": str(error)} for error in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or str(field.auto_id)
        # A group of radio buttons has no control of its own: its first one is meant.
        target = f"{field.auto_id}_0" if isinstance(field.field.widget, forms.RadioSelect) else target
        found += [{"target": target, "message": f"{field.label}: {error}"} for error in field.errors]
    return found
