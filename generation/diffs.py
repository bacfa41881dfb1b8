"""What changed between two texts: paragraphs first, then words inside the paragraphs that changed.

Pure and bounded. One pass over all words finds one giant change in repetitive text, or takes seconds;
two levels do neither. Nothing is lost: the old sides of all blocks, joined by line breaks, are the old
text again, and likewise the new.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby, zip_longest

MAX_WORDS = 400
"""Of one side of a pair of paragraphs. Longer ones are shown as replaced whole."""
MAX_LINES = 600
"""Of one side of a text. Longer ones are shown as replaced whole."""
ALIKE = 0.3
"""Share of words that two paragraphs must have in common to be shown as one that changed."""

# A merge tag, a character of a script without spaces, a word, or a sign; each with the space before it.
_TOKEN = re.compile(r"\s*(?:\{\{[^{}]{0,200}\}\}|[\u3040-\u30ff\u3400-\u9fff]|\w+(?:['’]\w+)*|[^\w\s])|\s+")


class Change(StrEnum):
    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"
    CHANGED = "changed"
    """Only of a block: it holds words of more than one kind."""


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring words with one fate."""

    change: Change
    text: str

    @property
    def is_same(self) -> bool:
        return self.change is Change.SAME

    @property
    def is_added(self) -> bool:
        return self.change is Change.ADDED


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph (a line of the text). `spans` are in reading order, removed words before added ones."""

    change: Change
    spans: tuple[Span, ...]

    @property
    def is_same(self) -> bool:
        return self.change is Change.SAME

    @property
    def in_old(self) -> bool:
        return self.change is not Change.ADDED

    @property
    def in_new(self) -> bool:
        return self.change is not Change.REMOVED

    @property
    def old(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.change is not Change.ADDED)

    @property
    def new(self) -> tuple[Span, ...]:
        return tuple(span for span in self.spans if span.change is not Change.REMOVED)


@dataclass(frozen=True, slots=True)
class FieldDiff:
    """One labelled text on both sides; None where a side has no such field."""

    label: str
    old: str | None
    new: str | None
    blocks: tuple[Block, ...]

    @property
    def is_same(self) -> bool:
        return self.old == self.new

    @property
    def folded(self) -> "list[Block | Fold]":
        return folded(self.blocks)

    @property
    def words_changed(self) -> int:
        """How many words were removed or added, whichever is more."""
        removed = sum(_words(span.text) for block in self.blocks for span in block.old if not span.is_same)
        added = sum(_words(span.text) for block in self.blocks for span in block.new if not span.is_same)
        return max(removed, added)


@dataclass(frozen=True, slots=True)
class Fold:
    """Neighbouring paragraphs that did not change, to be shown when they are asked for."""

    blocks: tuple[Block, ...]

    is_fold = True

    @property
    def lines(self) -> int:
        return sum(bool(span.text.strip()) for block in self.blocks for span in block.spans)


def folded(blocks: Sequence[Block], *, around: int = 1) -> list[Block | Fold]:
    """Return the paragraphs with those folded that did not change and have no change beside them.

    `around` is how many stay in sight before and after a change. One paragraph alone is never folded.
    """
    near = {
        place + step
        for place, block in enumerate(blocks)
        if not block.is_same
        for step in range(-around, around + 1)
    }
    found: list[Block | Fold] = []
    for is_near, group in groupby(enumerate(blocks), key=lambda pair: pair[0] in near):
        run = tuple(block for _place, block in group)
        if is_near or Fold(run).lines < 2:
            found += run
        else:
            found.append(Fold(run))
    return found


def diff_fields(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> list[FieldDiff]:
    """Pair two lists of (label, text) by label, in reading order, and compare the texts of each pair."""
    matcher = SequenceMatcher(None, [label for label, _ in old], [label for label, _ in new], autojunk=False)
    found: list[FieldDiff] = []
    for change, a, b, c, d in matcher.get_opcodes():
        if change == "equal":
            for (label, before), (_, after) in zip(old[a:b], new[c:d], strict=True):
                found.append(FieldDiff(label, before, after, tuple(diff_text(before, after))))
        else:
            found += [FieldDiff(label, text, None, _all(Change.REMOVED, text)) for label, text in old[a:b]]
            found += [FieldDiff(label, None, text, _all(Change.ADDED, text)) for label, text in new[c:d]]
    return found


def words_changed(fields: Sequence[FieldDiff]) -> int:
    return sum(field.words_changed for field in fields)


def diff_text(old: str, new: str) -> list[Block]:
    """Return the paragraphs of both texts in reading order, with what became of each."""
    before, after = old.split("\n"), new.split("\n")
    if old != new and max(len(before), len(after)) > MAX_LINES:
        return [*_all(Change.REMOVED, old), *_all(Change.ADDED, new)]
    blocks: list[Block] = []
    for change, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            blocks += [_whole(Change.SAME, line) for line in before[a:b]]
        else:
            for left, right in _pairs(before[a:b], after[c:d]):
                blocks += _paragraph(left, right)
    return blocks


def _all(change: Change, text: str) -> tuple[Block, ...]:
    return tuple(_whole(change, line) for line in text.split("\n"))


def _whole(change: Change, line: str) -> Block:
    return Block(change, (Span(change, line),))


def _words(text: str) -> int:
    return sum(any(map(str.isalnum, token)) for token in _TOKEN.findall(text))


def _pairs(before: list[str], after: list[str]) -> Iterator[tuple[str | None, str | None]]:
    """Pair paragraphs so that most words have their like opposite, and order is kept."""
    if len(before) * len(after) > 2500:
        yield from zip_longest(before, after)
        return
    alike = [[_likeness(left, right) for right in after] for left in before]
    # best[i][j]: the most likeness that before[i:] and after[j:] can have together.
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in reversed(range(len(before))):
        for j in reversed(range(len(after))):
            best[i][j] = max(best[i + 1][j], best[i][j + 1], alike[i][j] + best[i + 1][j + 1])
    i = j = 0
    while i < len(before) and j < len(after):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            yield before[i], after[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield before[i], None
            i += 1
        else:
            yield None, after[j]
            j += 1
    yield from ((line, None) for line in before[i:])
    yield from ((None, line) for line in after[j:])


def _likeness(left: str, right: str) -> float:
    """Return the share of words in common, 0 where it is too little to show one text as the other changed."""
    a, b = Counter(left.split()), Counter(right.split())
    total = a.total() + b.total()
    share = 2 * (a & b).total() / total if total else 0.0
    if total == 2 and not share:
        # A word against a word: a slogan or a button. Showing both as one change reads best.
        return ALIKE
    return share if share >= ALIKE else 0.0


def _paragraph(left: str | None, right: str | None) -> Iterator[Block]:
    if left is not None and right is not None:
        spans = _spans(left, right)
        if spans is not None:
            yield Block(Change.CHANGED, spans)
            return
    if left is not None:
        yield _whole(Change.REMOVED, left)
    if right is not None:
        yield _whole(Change.ADDED, right)


def _spans(left: str, right: str) -> tuple[Span, ...] | None:
    """Return the words of both paragraphs; None where they are too long to compare."""
    before, after = _TOKEN.findall(left), _TOKEN.findall(right)
    if max(len(before), len(after)) > MAX_WORDS:
        return None
    spans: list[Span] = []
    for change, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            spans.append(Span(Change.SAME, "".join(before[a:b])))
            continue
        removed, added = "".join(before[a:b]), "".join(after[c:d])
        if removed[:1] == added[:1] == " ":
            # The space before both is nobody's change.
            spans.append(Span(Change.SAME, " "))
            removed, added = removed[1:], added[1:]
        spans += [
            Span(kind, text) for kind, text in ((Change.REMOVED, removed), (Change.ADDED, added)) if text
        ]
    return tuple(spans)
