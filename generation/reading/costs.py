"""What drafts would cost and how long they would take, before anyone asks for them. None of it is booked."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings

from crm_llm.accounts.models import User
from generation.llm_client.prices import MILLION, cap, prompt_tokens
from generation.llm_client.types import ChatRequest
from generation.models import Campaign, Generation
from generation.stores import ledger, prices, upstream
from generation.stores.ledger import Headroom
from generation.stores.routes import Route

TYPICAL_PART = Decimal("0.4")
"""Of the longest answer that is allowed, where no draft of the tool has been measured yet."""


@dataclass(frozen=True)
class Costs:
    """US dollars for all variants together; None is unknown."""

    expected: Decimal | None
    most: Decimal | None
    """What is set aside before the models are asked, at the dearest of them."""
    too_little: Headroom | None
    """The budget that has less left than that. Then drafts may come from the template."""


def costs_of(
    request: ChatRequest | None,
    route: Route,
    *,
    usual_cost: Decimal | None,
    usual_tokens: int | None,
    variants: int,
    campaign: Campaign,
    person: User,
    tool: str,
) -> Costs:
    """Return what to expect, from recent drafts where there are some, else from prices.

    Args:
        request: what one variant would send; None while the form could not be sent as it stands.
        usual_cost, usual_tokens: of a recent draft: what it cost, and how long its answer was.
    """
    expected = usual_cost
    most = None
    if request is not None and route.models:
        if expected is None:
            expected = _usual_price(request, route.models[0], usual_tokens)
        most = _dearest(request, route)
    left = ledger.headroom(brand=campaign.brand, campaign=campaign, person=person, tool=tool)
    needed = None if most is None else most * variants
    return Costs(
        expected=None if expected is None else expected * variants,
        most=needed,
        too_little=left if left is not None and _is_too_little(left.amount, needed) else None,
    )


def wait_of(usual: timedelta | None) -> timedelta | None:
    """Return how long a draft takes: what is usual, and as much again for each round that waits ahead."""
    if usual is None:
        return None
    waiting = Generation.objects.filter(status=Generation.Status.QUEUED).count()
    at_once: int = max(settings.CELERY_WORKER_CONCURRENCY, 1)
    return usual * (1 + waiting // at_once)


def _is_too_little(left: Decimal, needed: Decimal | None) -> bool:
    """Where no price is known, only a budget that is used up refuses."""
    return left <= 0 if needed is None else left < needed


def _usual_price(request: ChatRequest, model: str, usual_tokens: int | None) -> Decimal | None:
    facts = prices.facts_of(model)
    if facts is None or facts.prompt_usd is None or facts.completion_usd is None:
        return None
    answer = usual_tokens or round(request.max_tokens * TYPICAL_PART)
    asked = prompt_tokens(request)
    return (facts.prompt_usd * asked + facts.completion_usd * answer) / MILLION + (facts.request_usd or 0)


def _dearest(request: ChatRequest, route: Route) -> Decimal | None:
    """Return the worst case of the dearest model; None where one of them has no known price."""
    capped = upstream.is_openrouter()
    amounts = []
    for model in route.models:
        max_price = cap(prices.facts_of(model), route.max_price) if capped else None
        amount = prices.worst_case(request.model_copy(update={"model": model, "max_price": max_price}))
        if amount is None:
            return None
        amounts.append(amount)
    return max(amounts)
