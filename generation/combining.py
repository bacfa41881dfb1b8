"""Words of several drafts put together to one, part by part."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from pydantic import BaseModel

from generation import rewriting
from generation.exceptions import EditRefused
from generation.llm_tools import get_tool
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.fields import validated
from generation.llm_tools.scoping import NoSuchPart, combined
from generation.models import Generation, Revision


def combined_content(generation: Generation, picks: Mapping[str, Revision | None]) -> BaseModel:
    """Return the draft's current words with each picked part as another revision has it.

    Raises:
        EditRefused: a text has no such part, or the whole would not be valid.
    """
    current = generation.current_revision
    if current is None:
        raise EditRefused([_("This draft has no words yet.")])
    try:
        data = combined(current.content, {path: one.content if one else None for path, one in picks.items()})
        content: BaseModel = validated(get_tool(generation.tool).content_model, data)
    except NoSuchPart as exc:
        raise EditRefused(
            [_("One of the texts has no part %(path)s any more.") % {"path": exc.path}]
        ) from exc
    except InvalidContent as exc:
        raise EditRefused(exc.problems) from exc
    return content


def writers_of(taken: Iterable[Revision]) -> list[int]:
    """Return everybody who wrote some of the words that are taken over, or asked for them."""
    found: set[int] = set()
    for revision in taken:
        found |= {revision.generation.requested_by_id, *rewriting.writers_up_to(revision)}
    return sorted(found)
