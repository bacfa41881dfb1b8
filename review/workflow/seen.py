"""Who decides, decides about the bytes that were seen, and about no others."""

from typing import Any

from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation.models import Generation
from review import freezing
from review.exceptions import ContentChanged
from review.workflow.moves import current_revision


def must_be_what_was_seen(generation: Generation, seen: str) -> None:
    if seen != generation.frozen_hash:
        raise ContentChanged(_("The draft has changed since you opened it. Read it again before you decide."))


def must_be_unchanged(generation: Generation, seen: str) -> None:
    """Freeze the current words again: a new brand kit or template makes other bytes than those seen.

    What they are made of stays as it was read until the approval is stored.
    """
    frozen = freezing.freeze(generation, current_revision(generation))
    if frozen.hash != seen or not freezing.hold_still(generation, frozen):
        raise ContentChanged(
            _(
                "The brand’s details, a picture or our layout changed after you opened this draft. "
                "Release it and claim it again to see it as it is now."
            )
        )


def as_seen(generation: Generation, *, held_by: User | None) -> dict[str, Any]:
    """Return what must still hold of the draft's row when somebody decides."""
    return {
        "held_by": held_by,
        "frozen_hash": generation.frozen_hash,
        "current_revision": current_revision(generation),
    }
