"""The words of a request, as checks take them: what people typed into the tool's form and into a wish."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from generation.checks.types import TextField
from generation.text import strings_in


def asked(
    params_model: type[BaseModel],
    params: Mapping[str, Any],
    *,
    feedback: str = "",
    previous: Mapping[str, Any] | None = None,
) -> tuple[TextField, ...]:
    """Return every text that a person wrote into a request, with its path and label. Choices are left out."""
    texts = [
        (f"params.{name}", str(info.title or name), str(params.get(name) or ""))
        for name, info in params_model.model_fields.items()
        if info.annotation is str
    ]
    texts.append(("feedback", "What to change", feedback))
    if previous is not None:
        texts.append(("previous", "Earlier version", "\n".join(strings_in(list(previous.values())))))
    return tuple(TextField(path=path, label=label, text=text) for path, label, text in texts if text)
