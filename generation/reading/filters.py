"""Which drafts a list shows: its tabs and filters, read from the address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from crm_llm.accounts.models import User
from generation.llm_tools import TOOLS
from generation.models import Campaign, Generation
from generation.reading import standing

Review = Generation.ReviewStatus
NEWEST = ("-created_at", "-id")

READY = Q(status=Generation.Status.READY, review_status__in=[Review.DRAFT, Review.CHANGES_REQUESTED])

TABS: dict[str, tuple[Any, Callable[[User], Q]]] = {
    "all": (_("All"), lambda user: ~Q(review_status=Review.ARCHIVED)),
    "needs-you": (_("Needs you"), lambda user: standing.needs_you() & Q(requested_by=user)),
    "writing": (_("Being written"), lambda user: standing.WRITING),
    "ready": (_("Ready"), lambda user: READY),
    "in-review": (_("In review"), lambda user: standing.IN_REVIEW),
    "approved": (_("Approved"), lambda user: standing.APPROVED),
    "not-approved": (
        _("Not approved"),
        lambda user: Q(review_status__in=[Review.REJECTED, Review.WITHDRAWN]),
    ),
    "archived": (_("Archived"), lambda user: Q(review_status=Review.ARCHIVED)),
}


@dataclass(frozen=True)
class DraftFilter:
    """What the address asks for. A value that does not exist counts as not given."""

    user: User
    status: str
    tool: str
    campaign: str
    mine: bool

    @classmethod
    def read(cls, user: User, query: QueryDict) -> "DraftFilter":
        status = query.get("status", "")
        tool = query.get("tool", "")
        return cls(
            user=user,
            status=status if status in TABS else "all",
            tool=tool if tool in TOOLS else "",
            # No slug holds a NUL, and PostgreSQL takes none in a question.
            campaign=query.get("campaign", "").replace("\0", ""),
            mine=bool(query.get("mine")),
        )

    @property
    def is_narrowed(self) -> bool:
        """Say whether more than a tab was chosen."""
        return bool(self.tool or self.campaign or self.mine)

    def rows(self) -> QuerySet[Generation]:
        found = Generation.objects.visible_to(self.user).for_lists().filter(TABS[self.status][1](self.user))
        if self.tool:
            found = found.filter(tool=self.tool)
        if self.campaign:
            found = found.filter(campaign__slug=self.campaign)
        if self.mine:
            found = found.filter(requested_by=self.user)
        return found

    def campaigns(self) -> list[tuple[str, str]]:
        """Return the campaigns that may be chosen, by slug."""
        return list(Campaign.objects.visible_to(self.user).order_by("name").values_list("slug", "name")[:300])
