"""What is known of models: the operator's word, else the provider's. Read by every call, so remembered."""

from decimal import Decimal

from generation.lease import release_connection
from generation.llm_client import prices
from generation.llm_client.fitting import Scales
from generation.llm_client.prices import ModelFacts, PriceOverride
from generation.llm_client.types import ChatRequest
from generation.models import ModelPrice
from generation.stores.remembered import Remembered

TTL_S = 30.0
"""A worker follows a new price within this time."""
SCALES = Scales()
_ROUTED = (":nitro", ":floor", ":exacto")
"""Suffixes that only say which endpoint of the same model comes first. OpenRouter lists no such ids."""


def facts_of(model: str) -> ModelFacts | None:
    """Return what is known of a model, None where nothing is. At most one query."""
    return _known.get(model)


def worst_case(request: ChatRequest) -> Decimal | None:
    """Return the most that this attempt can cost, in US dollars; None where no price is known.

    On OpenRouter that is so only for a model that is in no list, in a tier without ceilings; on other
    servers for every model whose price no admin has entered.
    """
    return prices.worst_case(request, facts_of(request.model), scale=SCALES.of(request.model))


def longest_answer(model: str) -> int | None:
    """Return how many tokens a model can answer at most; None where nobody said."""
    facts = facts_of(model)
    return facts.max_completion_tokens if facts else None


def forget() -> None:
    """Read the prices anew: this process has just changed some."""
    _known.forget()


def listed_as(model: str) -> str:
    """Return the id that a price list has for the model."""
    for suffix in _ROUTED:
        model = model.removesuffix(suffix)
    return model


def _load(model: str) -> ModelFacts | None:
    rows = {row.source: row for row in ModelPrice.objects.filter(model=listed_as(model))}
    release_connection()  # a call may have to wait for its turn after this
    provider = rows.get(ModelPrice.Source.PROVIDER)
    operator = rows.get(ModelPrice.Source.OPERATOR)
    price = operator or provider
    return _facts(price, provider or price) if price else None


def _facts(price: ModelPrice, rest: ModelPrice) -> ModelFacts:
    """Take the prices from one row, and from the other what the first does not say."""
    return ModelFacts(
        model=price.model,
        prompt_usd=price.prompt,
        completion_usd=price.completion,
        request_usd=price.request,
        cache_read_usd=price.cache_read,
        cache_write_usd=price.cache_write,
        overrides=tuple(PriceOverride.model_validate(override) for override in price.overrides),
        context_length=price.context_length or rest.context_length,
        max_completion_tokens=price.max_completion_tokens or rest.max_completion_tokens,
        supported_parameters=frozenset(rest.supported_parameters),
        expires_on=price.expires_on or rest.expires_on,
    )


_known = Remembered(_load, ttl_s=TTL_S)
