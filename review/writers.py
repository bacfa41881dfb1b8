"""Who wrote a draft's words: the one rule behind the workflow, the review screen and the queue.

Whoever asked for the words or wrote some of them can't be the one who approves them. The words of a draft
that another was made from were shown to the model, so their writers are writers of what it made of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q

from generation.models import Generation, Revision


class Origin(NamedTuple):
    """Where a draft comes from."""

    parent: UUID | None
    requested_by: int
    reused: int | None
    """The revision of another draft whose words these are, with every edit before it."""


class Words(NamedTuple):
    """Who wrote one revision."""

    pk: int
    people: set[int]


def writers_of(drafts: Iterable[Generation]) -> dict[UUID, set[int]]:
    """Return, by draft, the ids of the people who asked for its words or wrote some of them.

    One query however many drafts, and one more for each step back to what they were made from.
    """
    asked = {
        draft.pk: Origin(draft.parent_id, draft.requested_by_id, draft.reused_revision_id) for draft in drafts
    }
    if not asked:
        return {}
    origins = _with_parents(asked)
    reused = {origin.reused for origin in origins.values() if origin.reused}
    which = Q(generation__in=origins)
    if reused:
        which |= Q(generation__in=Revision.objects.filter(pk__in=reused).values("generation"))
    written: dict[UUID, list[Words]] = defaultdict(list)
    # In the order in which they were stored: what comes up to a revision of a draft is what it was made from.
    rows = Revision.objects.filter(which).order_by("pk")
    for draft, pk, author, others in rows.values_list("generation", "pk", "author", "writers"):
        written[draft].append(Words(pk, {person for person in (author, *others) if person is not None}))
    draft_of = {words.pk: draft for draft, all_words in written.items() for words in all_words}
    return {pk: set(_people_of(pk, origins, written, draft_of)) for pk in asked}


def _with_parents(found: dict[UUID, Origin]) -> dict[UUID, Origin]:
    """Add the drafts that these were made from, and those before them."""
    origins = dict(found)
    while missing := {origin.parent for origin in origins.values() if origin.parent} - origins.keys():
        rows = Generation.objects.filter(pk__in=missing)
        for pk, parent, by, reused in rows.values_list("pk", "parent", "requested_by", "reused_revision"):
            origins[pk] = Origin(parent, by, reused)
    return origins


def _people_of(
    draft: UUID, origins: dict[UUID, Origin], written: dict[UUID, list[Words]], draft_of: dict[int, UUID]
) -> Iterator[int]:
    at: UUID | None = draft
    while at:
        origin = origins[at]
        yield origin.requested_by
        for words in written[at]:
            yield from words.people
        if origin.reused:
            for words in written[draft_of[origin.reused]]:
                if words.pk <= origin.reused:
                    yield from words.people
        at = origin.parent
