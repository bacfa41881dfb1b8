"""Keep what people type into an edit form, so that it is there in another browser and after a lost claim."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from crm_llm.accounts.models import User
from generation.llm_tools import get_tool
from generation.models import Generation, UnsavedEdit
from generation.text import has_control_characters

KEPT = timedelta(days=30)
MOST_CHARACTERS = 200_000


def keep(*, by: User, generation: Generation, based_on: int, typed: Mapping[str, str]) -> datetime | None:
    """Keep what was typed in place of what was kept before; return when, or None where it can't be kept.

    Words that are those of the draft need no keeping.
    """
    revision = generation.current_revision
    if revision is None:
        return None
    tool = get_tool(generation.tool)
    content = tool.stored(revision.content, revision.schema_version)
    there = {field.path: field.text for field in tool.editable_fields(content)}
    words = {path: text for path, text in typed.items() if path in there}
    if sum(map(len, words.values())) > MOST_CHARACTERS or any(map(has_control_characters, words.values())):
        return None
    if all(text == there[path] for path, text in words.items()):
        forget(by=by, generation=generation)
        return None
    now = timezone.now()
    UnsavedEdit.objects.update_or_create(
        user=by, generation=generation, defaults={"based_on": based_on, "words": words, "kept_at": now}
    )
    return now


def kept(*, by: User, generation: Generation) -> UnsavedEdit | None:
    return UnsavedEdit.objects.filter(user=by, generation=generation).first()


def forget(*, by: User, generation: Generation) -> None:
    UnsavedEdit.objects.filter(user=by, generation=generation).delete()


def forget_old(now: datetime) -> None:
    UnsavedEdit.objects.filter(kept_at__lt=now - KEPT).delete()
