"""Which models a tier asks: the database once an admin edited the tier, the settings until then."""

from dataclasses import dataclass

from django.conf import settings

from generation.llm_client.types import MaxPrice
from generation.models import ModelTier
from generation.stores.remembered import Remembered

TTL_S = 2.0
"""A worker follows an edit within this time."""


@dataclass(frozen=True)
class Route:
    models: tuple[str, ...]
    """Best first. Empty where the settings name none."""
    max_price: MaxPrice | None = None


def route_of(tier: str) -> Route:
    """Return the models of a tier, and the price that none of them may exceed. At most one query."""
    return _edited.get(tier) or Route(tuple(settings.LLM_MODELS.get(tier, ())))


def forget() -> None:
    """Read the tiers anew: this process has just changed one."""
    _edited.forget()


def _load(tier: str) -> Route | None:
    row = ModelTier.objects.filter(tier=tier, edited_at__isnull=False).first()
    if row is None:
        return None
    if row.prompt_ceiling is None or row.completion_ceiling is None:
        return Route(tuple(row.model_ids))
    ceiling = MaxPrice(prompt_usd=row.prompt_ceiling, completion_usd=row.completion_ceiling)
    return Route(tuple(row.model_ids), ceiling)


_edited = Remembered(_load, ttl_s=TTL_S)
