"""The variables of a tool's templates, and which of them hold text from people."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeVar, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generation.brief import BrandKit, Brief, FactItem, LinkItem, Value
from generation.llm_tools.base import Job, Tool
from generation.llm_tools.declared import declared

ModelT = TypeVar("ModelT", bound=BaseModel)

_MARK = "https://people.example/people"
"""Stands for whatever a person wrote. An address, so that it can stand where one is due."""
_KIT = BrandKit(name="", sender_name="", website="", postal_address="", unsubscribe_url="")


class Variables(Value):
    """Names with dots, in alphabetical order."""

    system: tuple[str, ...]
    user: tuple[str, ...]
    people: tuple[str, ...]
    """Those of the user message that hold text from people."""


@lru_cache(maxsize=32)
def variables_of(tool: Tool[Any, Any]) -> Variables:
    """Return the variables that a tool gives to its templates.

    Which hold people's text is found by trying: a job full of a mark shows where the mark comes out, so
    that no list of names can be out of date.
    """
    brief = _marked(
        Brief,
        brand=_KIT,
        facts=(_marked(FactItem),),
        links=(_marked(LinkItem),),
        taken_at=datetime(2000, 1, 1, tzinfo=UTC),
    )
    job = _marked(Job, brief=brief, language="en", previous={_MARK: _MARK})
    user = dict(_paths(tool.user_variables(declared(job, tool.sends), _marked(tool.params_model))))
    return Variables(
        system=tuple(sorted(name for name, _value in _paths(tool.system_variables(_KIT, "en")))),
        user=tuple(sorted(user)),
        people=tuple(sorted(name for name, value in user.items() if _holds_mark(value))),
    )


def _marked(model: type[ModelT], **fields: Any) -> ModelT:
    """Return a value whose every text is the mark, and whose choices are the first or the usual ones."""
    filled = {name: _filler(info) for name, info in model.model_fields.items() if name not in fields}
    return model.model_construct(
        **{name: value for name, value in filled.items() if value is not None}, **fields
    )


def _filler(info: FieldInfo) -> Any:
    if info.annotation is str:
        return _MARK
    return get_args(info.annotation)[0] if info.is_required() and get_args(info.annotation) else None


def _paths(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from _paths(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _holds_mark(value: Any) -> bool:
    if isinstance(value, str):
        return _MARK in value
    if isinstance(value, Mapping):
        return any(_MARK in str(key) or _holds_mark(item) for key, item in value.items())
    return isinstance(value, list | tuple) and any(map(_holds_mark, value))
