"""What a person chose on a tool's form, in the words of that form."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from generation.llm_tools import TOOLS


def asked_for(tool_name: str, params: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was filled in, as (label, answer). A tool or a field that is gone leaves the bare names."""
    tool = TOOLS.get(tool_name)
    infos = tool.params_model.model_fields if tool else {}
    found = []
    for name, value in params.items():
        if value in ("", None, []):
            continue
        info = infos.get(name)
        extra = info.json_schema_extra if info and isinstance(info.json_schema_extra, dict) else {}
        choices = extra.get("choices")
        words = [
            str(choices.get(str(item), item)) if isinstance(choices, dict) else str(item)
            for item in (value if isinstance(value, list) else [value])
        ]
        label = info.title if info and info.title else name.replace("_", " ").capitalize()
        found.append((_(label), ", ".join(words)))
    return found
