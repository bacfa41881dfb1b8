"""Which models a tier asks: the database once an admin edited the tier, the settings until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from crm_llm.accounts.models import User
from generation import audit
from generation.llm_client.types import MaxPrice
from generation.models import AuditAction, ModelTier, PromptVersion
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


def models_in_use() -> list[str]:
    """Return the models of all tiers, each once."""
    return list(dict.fromkeys(model for tier in PromptVersion.Tier for model in route_of(tier).models))


def named_in(tier: ModelTier) -> list[str]:
    """Return the models that a row of the admin stands for, its own or those of the settings."""
    return list(tier.model_ids if tier.edited_at else settings.LLM_MODELS.get(tier.tier, ()))


@transaction.atomic
def edit(
    tier: ModelTier,
    *,
    by: User,
    models: Sequence[str],
    prompt_ceiling: Decimal | None,
    completion_ceiling: Decimal | None,
) -> None:
    """Let the database rule over a tier from here on, with an audit entry.

    Args:
        models: ids, best first.
        prompt_ceiling, completion_ceiling: US dollars a million tokens; both or neither.
    """
    before = _told(tier)
    tier.model_ids = list(models)
    tier.prompt_ceiling, tier.completion_ceiling = prompt_ceiling, completion_ceiling
    tier.edited_at, tier.edited_by = timezone.now(), by
    tier.save()
    audit.record(AuditAction.TIER_EDITED, by=by, on=tier, before=before, after=_told(tier))
    transaction.on_commit(forget)


def ensure_tiers() -> None:
    """Give the admin a row to edit for each tier. Until then it rules nothing. Runs after every `migrate`."""
    for tier in PromptVersion.Tier:
        ModelTier.objects.get_or_create(tier=tier)


def forget() -> None:
    """Read the tiers anew: this process has just changed one."""
    _edited.forget()


def _told(tier: ModelTier) -> dict[str, object]:
    ceilings = {"prompt_ceiling": tier.prompt_ceiling, "completion_ceiling": tier.completion_ceiling}
    return {"models": named_in(tier)} | {
        name: None if value is None else str(value) for name, value in ceilings.items()
    }


def _load(tier: str) -> Route | None:
    row = ModelTier.objects.filter(tier=tier, edited_at__isnull=False).first()
    if row is None:
        return None
    if row.prompt_ceiling is None or row.completion_ceiling is None:
        return Route(tuple(row.model_ids))
    ceiling = MaxPrice(prompt_usd=row.prompt_ceiling, completion_usd=row.completion_ceiling)
    return Route(tuple(row.model_ids), ceiling)


_edited = Remembered(_load, ttl_s=TTL_S)
