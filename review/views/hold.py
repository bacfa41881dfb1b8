"""Who reviews a draft, and for how long still."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from crm_llm.accounts.models import User
from generation.models import Generation
from review import queue
from review.workflow.moves import claim_length

WARN_BEFORE_END = timedelta(minutes=2)
RING = 50.3
"""Length of the circle around the clock: 2π × 8."""


@dataclass(frozen=True)
class Hold:
    """Who reviews the draft, as one person sees it."""

    generation: Generation
    user: User
    now: datetime

    @property
    def is_held(self) -> bool:
        return queue.is_held(self.generation, self.now)

    @property
    def is_mine(self) -> bool:
        return self.is_held and self.generation.held_by_id == self.user.pk

    @property
    def is_others(self) -> bool:
        return self.is_held and not self.is_mine

    @property
    def ends_soon(self) -> bool:
        until = self.generation.held_until
        return self.is_held and until is not None and until - self.now <= WARN_BEFORE_END

    @property
    def ring(self) -> str:
        """How much of the circle is left, as `stroke-dasharray`."""
        left = (self.generation.held_until or self.now) - self.now
        share = min(1.0, max(0.0, left / claim_length()))
        return f"{share * RING:.0f} {RING + 1:.0f}"
