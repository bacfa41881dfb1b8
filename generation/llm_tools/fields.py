"""Content as a list of texts with paths: what forms edit, what checks read, and how edits go back.

A content model marks each of its texts with `Shown`; everything here follows from that, for every tool.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ValidationError
from pydantic.fields import FieldInfo

from generation.checks.types import NO_WORDS, Role, TextField
from generation.liquid import visible_text
from generation.llm_tools.base import EditableField, InvalidContent

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True)
class Shown:
    """Marks a text of a content model, and says how people see it."""

    label: str
    """On a text: its name. On a list: what one item is called, such as "Section"."""
    role: Role = Role.TEXT
    multiline: bool = False
    hint: str = ""


def _one_line(value: Any) -> Any:
    if value is None:
        return ""
    return " ".join(visible_text(value).split()) if isinstance(value, str) else value


def _block(value: Any) -> Any:
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    lines = [line.rstrip() for line in visible_text(value).expandtabs(4).split("\n")]
    return "\n".join(lines).strip()


ONE_LINE, KEEP_LINES = BeforeValidator(_one_line), BeforeValidator(_block)
Line = Annotated[str, ONE_LINE]
"""Text in NFC without invisible characters or line breaks. None counts as empty."""
Block = Annotated[str, KEEP_LINES]
"""The same, with line breaks kept."""


@dataclass(frozen=True)
class _Text:
    path: str
    label: str
    text: str
    info: FieldInfo
    shown: Shown


def _shown(info: FieldInfo) -> Shown | None:
    return next((mark for mark in info.metadata if isinstance(mark, Shown)), None)


@lru_cache(maxsize=256)
def _fields_of(model: type[BaseModel]) -> tuple[tuple[str, FieldInfo, Shown | None], ...]:
    return tuple((name, info, _shown(info)) for name, info in model.model_fields.items())


def _texts(model: BaseModel, path: str = "", label: str = "") -> Iterator[_Text]:
    for name, info, shown in _fields_of(type(model)):
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _texts(value, f"{path}{name}.", _joined(label, shown.label) if shown else label)
        elif isinstance(value, list | tuple) and shown:
            for index, (item, word) in enumerate(zip(value, _item_labels(value, shown), strict=True)):
                if isinstance(item, BaseModel):
                    yield from _texts(item, f"{path}{name}.{index}.", _joined(label, word))
        elif isinstance(value, str) and shown:
            yield _Text(f"{path}{name}", _named(label, shown.label), value, info, shown)


def _named(label: str, word: str) -> str:
    """Name a text after what it is part of, once: the picture of "Opening, picture" is called that, too."""
    if not label:
        return word
    is_said = label.rpartition(", ")[2].lower() == word.lower()
    return label if is_said else f"{label}: {word.lower()}"


def _joined(label: str, word: str) -> str:
    return f"{label}, {word.lower()}" if label else word


def _item_labels(items: Sequence[Any], shown: Shown) -> list[str]:
    """Call items "Section 1", "Section 2". Kinds with a `label` of their own go by it: "Offer", "Offer 2".

    An item that is `called` something, such as the network that it is for, goes by that.
    """
    own = [getattr(item, "called", None) or getattr(type(item), "label", None) for item in items]
    return [
        f"{shown.label} {place + 1}"
        if not isinstance(name, str)
        else f"{name} {count}"
        if (count := own[: place + 1].count(name)) > 1
        else name
        for place, name in enumerate(own)
    ]


def _max_length(info: FieldInfo) -> int:
    lengths = (getattr(mark, "max_length", None) for mark in info.metadata)
    return next((length for length in lengths if length is not None), 2000)


def max_lengths(model: type[BaseModel]) -> dict[str, int]:
    """Return how long each marked text of a model may be."""
    return {
        name: _max_length(info)
        for name, info in model.model_fields.items()
        if _shown(info)
        and any(hasattr(mark, "max_length") for mark in info.metadata)
        and info.annotation is str
    }


def editable_fields(content: BaseModel) -> list[EditableField]:
    """Return every marked text of the content, in the order of its model."""
    return [
        EditableField(
            path=text.path,
            label=text.label,
            text=text.text,
            max_length=_max_length(text.info),
            multiline=text.shown.multiline,
            hint=text.shown.hint,
            is_optional=text.info.get_default() == "",
            is_words=text.shown.role not in NO_WORDS,
            is_picture=text.shown.role is Role.PICTURE,
        )
        for text in _texts(content)
    ]


def text_fields(content: BaseModel) -> tuple[TextField, ...]:
    """Return every marked text that is not empty, as checks take it. Choices of pictures are no texts."""
    return tuple(
        TextField(path=text.path, label=text.label, text=text.text, role=text.shown.role)
        for text in _texts(content)
        if text.text and text.shown.role is not Role.PICTURE
    )


def apply_edits(content: ModelT, edits: Mapping[str, str], *, also: Collection[str] = ()) -> ModelT:
    """Return the content with the texts at the given paths replaced.

    `also` names paths beyond the texts that may be set, such as a choice.

    Raises:
        InvalidContent: a text does not fit, or there is no such path.
    """
    known = {text.path for text in _texts(content)} | set(also)
    unknown = sorted(set(edits) - known)
    if unknown:
        raise InvalidContent([f"There is no field {path!r} in this draft." for path in unknown])
    data = content.model_dump()
    for path, text in edits.items():
        *parents, last = path.split(".")
        target: Any = data
        for key in parents:
            target = target[int(key)] if isinstance(target, list | tuple) else target[key]
        target[last] = text
    return validated(type(content), data)


def validated(model: type[ModelT], data: Any) -> ModelT:
    """Return the data as content.

    Raises:
        InvalidContent: with one sentence a fault.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InvalidContent(problem_sentences(error)) from error


def problem_sentences(error: ValidationError) -> list[str]:
    """Say each fault in a sentence that a person understands and a model can act on."""
    details = error.errors(include_url=False, include_input=False)
    parents = {detail["loc"][:end] for detail in details for end in range(1, len(detail["loc"]))}
    # A list with a broken item is also reported as too short; the item's own fault says enough.
    return [
        _sentence(detail)
        for detail in details
        if detail["type"] != "too_short" or detail["loc"] not in parents
    ][:20]


def _sentence(detail: Any) -> str:
    path = ".".join(str(part) for part in detail["loc"]) or "The answer"
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "missing":
            return f"{path} is missing."
        case "extra_forbidden":
            return f"{path} is not part of the schema; leave it out."
        case "string_too_long":
            return f"{path} is too long: at most {limits['max_length']} characters."
        case "string_too_short":
            return f"{path} is empty."
        case "too_long":
            return f"{path} has {limits['actual_length']} items; at most {limits['max_length']} are allowed."
        case "too_short":
            return f"{path} has {limits['actual_length']} items; at least {limits['min_length']} are needed."
        case "string_type":
            return f"{path} must be a text."
        case "model_type" | "model_attributes_type" | "dict_type":
            return f"{path} must be a JSON object."
        case "list_type" | "tuple_type":
            return f"{path} must be a list."
    message = str(detail["msg"]).removeprefix("Value error, ")
    return f"{path}: {message[:1].lower()}{message[1:]}."
