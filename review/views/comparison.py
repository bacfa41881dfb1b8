"""The words under review held against others: the model's, the last approved ones, any revision."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _

from generation.diffs import FieldDiff, diff_fields, words_changed
from generation.models import Generation, Revision
from generation.reading.words import UnreadableWords, Words, words_of
from review.models import Decision


@dataclass(frozen=True)
class Base:
    """Words to compare with. `key` names them in the address: `r2`, or `approved`."""

    key: str
    label: str
    revision: Revision
    generation: Generation


@dataclass(frozen=True)
class Part:
    """Neighbouring fields that are all the same on both sides, or one that is not."""

    is_same: bool
    fields: list[FieldDiff]


class Comparison:
    """What changed between a base and the current words. Parts are read when a template asks for them."""

    def __init__(self, generation: Generation, words: Words, against: str) -> None:
        self.generation = generation
        self.words = words
        self.against = against

    @cached_property
    def bases(self) -> list[Base]:
        """All that can be chosen: the model's words first, then the last approved ones. Two queries."""
        revisions = self.generation.revisions.select_related("author").order_by("number")
        current = self.generation.current_revision_id
        found = [self._of(revision) for revision in revisions if revision.pk != current]
        return [*found[:1], *self._approved(), *found[1:]]

    @cached_property
    def base(self) -> Base | None:
        """The one that was chosen, the first where none or an unknown one was."""
        return next((base for base in self.bases if base.key == self.against), next(iter(self.bases), None))

    @cached_property
    def fields(self) -> list[FieldDiff]:
        """Every field on both sides; empty where today's tools can't read the base any more."""
        if self.base is None:
            return []
        try:
            before = words_of(self.base.generation, self.base.revision)
        except UnreadableWords:
            return []
        return diff_fields(before.labelled, self.words.labelled)

    @property
    def parts(self) -> Iterator[Part]:
        shown = [field for field in self.fields if field.old or field.new]
        for is_same, group in groupby(shown, key=lambda field: field.is_same):
            if is_same:
                yield Part(True, list(group))
            else:
                yield from (Part(False, [field]) for field in group)

    @property
    def words_changed(self) -> int:
        return words_changed(self.fields)

    def _of(self, revision: Revision) -> Base:
        who = revision.author.display_name if revision.author else revision.get_origin_display()
        return Base(f"r{revision.number}", f"r{revision.number}, {who}", revision, self.generation)

    def _approved(self) -> Iterator[Base]:
        """The newest words that were approved, of this draft or of the one it was made from."""
        drafts = [self.generation.pk, *filter(None, [self.generation.parent_id])]
        approvals = Decision.objects.filter(generation__in=drafts, verdict=Decision.Verdict.APPROVED)
        approvals = approvals.exclude(revision=self.generation.current_revision_id)
        last = approvals.select_related("revision", "generation__brand__kit_version").order_by("-id").first()
        if last is not None:
            label = _("Last approved, r%(n)s") % {"n": last.revision.number}
            yield Base("approved", label, last.revision, last.generation)
