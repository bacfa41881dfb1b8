"""Whether what somebody edited is so little that a brand lets them approve it themselves.

Decided by code from the difference: few words, in paragraphs without a number, a link or a claim, and none
that turns a sentence into its opposite. All edits of one person in a draft count together.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crm_llm.accounts.models import User
from generation.canonical import content_hash
from generation.diffs import Block, diff_text
from generation.llm_tools import get_tool
from generation.llm_tools.base import InvalidContent
from generation.models import Generation, Revision, RevisionClaim
from review.writers import writers_of

MOST_WORDS = 5

_TOUCHY = re.compile(r"[\d%€$£¥@]|://|\bwww\.|\{\{|\w\.[a-z]{2,}\b", re.IGNORECASE)
"""Numbers, money, addresses and merge tags."""
_TURNING = frozenset(
    (
        "no", "not", "never", "none", "nothing", "without", "only", "except", "free", "must", "may",
        "can't", "don't", "won't", "isn't", "aren't",
        "nicht", "nie", "kein", "keine", "keinen", "keiner", "ohne", "nur", "außer", "gratis", "kostenlos",
        "ne", "pas", "jamais", "sans", "sauf", "seulement", "gratuit", "nunca", "sin", "solo", "salvo",
    )
)  # fmt: skip
"""Words of which one makes another promise."""


@dataclass(frozen=True)
class Edits:
    """What one person edited in a draft."""

    words: int
    problem: str = ""
    """Why it is not minor; empty if it is."""

    @property
    def is_minor(self) -> bool:
        return not self.problem

    @property
    def said(self) -> str:
        if self.problem:
            return self.problem
        told = ngettext(
            "Your edit is minor: %(n)s word, and no number, link or claim.",
            "Your edit is minor: %(n)s words, and no number, link or claim.",
            self.words,
        )
        return told % {"n": self.words}


def own_edits(generation: Generation, user: User) -> Edits | None:
    """Judge what `user` edited; None where they are a writer in another way, or none at all.

    Whoever asked for the draft, or wrote words that it was made from, is more than its editor.
    """
    revisions = list(generation.revisions.order_by("number"))
    if not any(revision.author_id == user.pk for revision in revisions):
        return None
    if generation.requested_by_id == user.pk or any(user.pk in revision.writers for revision in revisions):
        return None
    earlier = [one for one in (generation.parent, _reused(generation)) if one]
    if any(user.pk in people for people in writers_of(earlier).values()):
        return None
    words = 0
    for before, after in pairwise(revisions):
        if after.author_id != user.pk:
            continue
        edit = _compared(generation.tool, before, after)
        if edit.problem:
            return edit
        words += edit.words
    if words > MOST_WORDS:
        return Edits(words, _("Your edits change %(n)s words, more than a minor edit may.") % {"n": words})
    return Edits(words)


def _reused(generation: Generation) -> Generation | None:
    return generation.reused_revision.generation if generation.reused_revision else None


def _compared(tool_name: str, before: Revision, after: Revision) -> Edits:
    tool = get_tool(tool_name)
    try:
        old, new = (tool.stored(one.content, one.schema_version) for one in (before, after))
        fields = {field.path: field for field in tool.editable_fields(old)}
        texts = {field.path: field.text for field in tool.editable_fields(new)}
        changed = {path: text for path, text in texts.items() if path in fields and text != fields[path].text}
        made = tool.apply_edits(old, changed).model_dump(mode="json")
    except InvalidContent:
        return Edits(0, _("The tool that wrote these words can’t read them any more."))
    if content_hash(made) != content_hash(new.model_dump(mode="json")):
        return Edits(0, _("Your edit changes more than words."))
    if any(not fields[path].is_words for path in changed):
        return Edits(0, _("Your edit changes a link or a picture."))
    claims = _claims(before, after)
    if claims is None:
        return Edits(0, _("Your edit adds or takes away a claim."))
    words = 0
    for path, text in changed.items():
        for block in diff_text(fields[path].text, text):
            if not block.is_same:
                problem = _problem_of(block, claims)
                if problem:
                    return Edits(words, problem)
                words += _words_of(block)
    return Edits(words)


def _claims(before: Revision, after: Revision) -> set[str] | None:
    """Return what both claim; None where they differ, or where it was never written down."""
    if before.claims_found is None or after.claims_found is None:
        return None
    told = [
        sorted(RevisionClaim.objects.filter(revision=revision).values_list("field", "kind", "text", "status"))
        for revision in (before, after)
    ]
    return {text for _field, _kind, text, _status in told[0]} if told[0] == told[1] else None


def _problem_of(block: Block, claims: set[str]) -> str:
    sides = ["".join(span.text for span in side) for side in (block.old, block.new)]
    if any(_TOUCHY.search(side) for side in sides):
        return _("Your edit is in a paragraph with a number, an address or a merge tag.")
    if any(claim in side for side in sides for claim in claims):
        return _("Your edit is in a paragraph with a claim.")
    changed = " ".join(span.text for span in block.spans if not span.is_same).casefold()
    if _TURNING & set(re.findall(r"[\w'’]+", changed.replace("’", "'"))):
        return _("Your edit may turn a sentence into another promise.")
    return ""


def _words_of(block: Block) -> int:
    old, new = (
        sum(len(re.findall(r"\w+", span.text)) for span in side if not span.is_same)
        for side in (block.old, block.new)
    )
    return max(old, new)
