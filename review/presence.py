"""Who is looking at the same draft at this moment."""

from datetime import datetime, timedelta

from crm_llm.accounts.models import User
from generation.models import Generation
from review.models import Presence

KEPT_FOR = timedelta(hours=1)


def note(user: User, generation: Generation, *, now: datetime) -> None:
    """Say that `user` has the draft open. One query."""
    Presence.objects.bulk_create(
        [Presence(generation=generation, user=user, seen_at=now)],
        update_conflicts=True,
        unique_fields=["generation", "user"],
        update_fields=["seen_at"],
    )


def others(user: User, generation: Generation, *, now: datetime) -> list[User]:
    """Return who else has the draft open. One query."""
    there = Presence.objects.there(now).filter(generation=generation).exclude(user=user)
    return [presence.user for presence in there.select_related("user").order_by("user__first_name", "user")]


def sweep(*, now: datetime) -> int:
    """Forget who was there a while ago; return how many rows that were."""
    return Presence.objects.filter(seen_at__lt=now - KEPT_FOR).delete()[0]
