"""What entries of the audit log hold, in words: the names of values, and the values."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from crm_llm.ui import parse_moment
from generation.llm_tools import TOOLS
from generation.models import Generation
from review.models import Decision

LONG = 60
"""A value of more characters is shown when the reader asks for the change."""

_LABELS = {
    "review_status": gettext_lazy("Status"),
    "status": gettext_lazy("Progress"),
    "revision": gettext_lazy("Revision"),
    "frozen_hash": gettext_lazy("Hash"),
    "held_by": gettext_lazy("Reviewer"),
    "assigned_to": gettext_lazy("Assigned to"),
    "reasons": gettext_lazy("Reasons"),
    "internal": gettext_lazy("Among reviewers only"),
    "comment_number": gettext_lazy("Comment no."),
    "decision_number": gettext_lazy("Decision no."),
    "stage": gettext_lazy("Stage"),
    "set_aside": gettext_lazy("Set aside"),
    "place": gettext_lazy("Place"),
    "tool": gettext_lazy("Tool"),
    "variant": gettext_lazy("Variant"),
    "picture": gettext_lazy("Picture"),
    "alt": gettext_lazy("Alt text"),
    "licence": gettext_lazy("Licence"),
    "file_name": gettext_lazy("File name"),
    "sha256": gettext_lazy("SHA-256"),
    "archived": gettext_lazy("Archived"),
    "cost": gettext_lazy("Cost"),
    "cost_usd": gettext_lazy("Cost"),
}


def label_of(key: str) -> str:
    known = _LABELS.get(key)
    return str(known) if known else key.replace("_", " ").capitalize()


def value_of(key: str, value: Any) -> str:
    """Say a stored value as people say it."""
    match key:
        case "review_status" if value in Generation.ReviewStatus.values:
            return str(Generation.ReviewStatus(value).label)
        case "status" if value in Generation.Status.values:
            return str(Generation.Status(value).label)
        case "revision":
            return f"r{value}"
        case "frozen_hash" if isinstance(value, str):
            return f"{value[:4]}…{value[-4:]}" if value else _("none")
        case "tool" if value in TOOLS:
            return str(TOOLS[value].label)
        case "variant" if isinstance(value, int) and 1 <= value <= 4:
            return "ABCD"[value - 1]
        case "reasons" if isinstance(value, list):
            known = Decision.Reason.values
            return ", ".join(str(Decision.Reason(v).label) if v in known else str(v) for v in value)
    if key.endswith("_at") and isinstance(value, str) and (moment := parse_moment(value)):
        return date_format(timezone.localtime(moment), "j M Y, H:i")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def content_texts(tool_name: str, content: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the texts of a draft by the labels of its form, or by bare keys if its tool has changed."""
    tool = TOOLS.get(tool_name)
    if tool is not None:
        try:
            value = tool.content_model.model_validate(content)
        except ValidationError:
            return list(flat("content", _("Content"), content))
        return [(field.label, field.text) for field in tool.editable_fields(value)]
    return list(flat("content", _("Content"), content))


def is_short(key: str, value: Any) -> bool:
    if value in (None, "", []) or isinstance(value, dict):
        return False
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return False
    return len(value_of(key, value)) <= LONG


def flat(key: str, label: str, value: Any) -> Iterable[tuple[str, str]]:
    """Yield the texts in a JSON value, each labelled with its path."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from flat(name, f"{label} · {label_of(name)}", item)
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for number, item in enumerate(value, start=1):
            yield from flat(key, f"{label} {number}", item)
    else:
        yield label, value_of(key, value)
