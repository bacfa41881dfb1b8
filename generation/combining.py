"""Words of several drafts put together to one, part by part."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from generation import rewriting
from generation.exceptions import EditRefused
from generation.llm_tools import get_tool
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.fields import validated
from generation.llm_tools.scoping import NoSuchPart, combined
from generation.models import Candidate, Generation, Revision

Text = Revision | Candidate
"""Words that parts can be taken from."""


def combined_content(generation: Generation, picks: Mapping[str, Text | None]) -> BaseModel:
    """Return the draft's current words with each picked part as another revision has it.

    Raises:
        EditRefused: a text has no such part, or the whole would not be valid.
    """
    current = generation.current_revision
    if current is None:
        raise EditRefused([_("This draft has no words yet.")])
    try:
        data = combined(_data(current), {path: _data(one) if one else None for path, one in picks.items()})
        content: BaseModel = validated(get_tool(generation.tool).content_model, data)
    except NoSuchPart as exc:
        raise EditRefused(
            [_("One of the texts has no part %(path)s any more.") % {"path": exc.path}]
        ) from exc
    except InvalidContent as exc:
        raise EditRefused(exc.problems) from exc
    return content


def read(text: Text) -> BaseModel:
    """Return the content of a text in today's form.

    Raises:
        InvalidContent: it can't be read any more.
    """
    content: BaseModel = get_tool(text.generation.tool).stored(text.content, text.schema_version)
    return content


def _data(text: Text) -> dict[str, Any]:
    return read(text).model_dump(mode="json")


def name_of(text: Text) -> str:
    """Return what people call a text that parts were taken from."""
    return str(text) if isinstance(text, Candidate) else str(text.generation)


def reference(text: Text) -> dict[str, int | str]:
    """Return how the record names a text: its draft, and its number there."""
    kind = "candidate" if isinstance(text, Candidate) else "revision"
    return {"draft": str(text.generation_id), kind: text.number}


def writers_of(taken: Iterable[Text]) -> list[int]:
    """Return everybody who wrote some of the words that are taken over, or asked for them."""
    found: set[int] = set()
    for text in taken:
        found.add(text.generation.requested_by_id)
        if isinstance(text, Revision):
            found |= rewriting.writers_up_to(text)
    return sorted(found)
