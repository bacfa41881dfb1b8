"""A campaign kit: the drafts that were asked for together, and whether they say the same."""

import uuid
from dataclasses import dataclass

from generation.checks.consistency import Piece, consistent
from generation.checks.types import Finding, Role
from generation.llm_tools import TOOLS
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.fields import text_fields
from generation.models import Campaign, Generation


@dataclass(frozen=True)
class Kit:
    drafts: list[Generation]
    """The newest first of each tool, tools in their order."""
    findings: list[Finding]
    compared: int
    """How many of them have words that could be compared."""

    @property
    def is_unfinished(self) -> bool:
        return any(draft.is_unfinished for draft in self.drafts)


def kit_of(campaign: Campaign, kit: uuid.UUID) -> Kit | None:
    """Return the kit; None where the campaign has none of that id. One query."""
    found = (
        Generation.objects.filter(campaign=campaign, request__kit=kit)
        .for_lists()
        .select_related("current_revision", "request")
        .order_by("tool", "-created_at", "-id")
    )
    drafts = list(found)
    if not drafts:
        return None
    pieces = _pieces(drafts)
    return Kit(drafts, consistent(pieces, campaign.brand.kit().product_names), len(pieces))


def _pieces(drafts: list[Generation]) -> list[Piece]:
    """Return the words of the newest finished draft of each tool."""
    newest: dict[str, Piece] = {}
    for draft in drafts:
        tool, revision = TOOLS.get(draft.tool), draft.current_revision
        if draft.tool in newest or tool is None or revision is None or not draft.is_ready:
            continue
        try:
            content = tool.stored(revision.content, revision.schema_version)
        except InvalidContent:
            continue
        fields = text_fields(content)
        newest[draft.tool] = Piece(
            label=tool.label,
            texts=tuple(field.text for field in fields),
            buttons=tuple(field.text for field in fields if field.role is Role.BUTTON),
        )
    return list(newest.values())
