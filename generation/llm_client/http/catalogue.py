"""`GET /models`: what models there are, what they cost and what they can do.

OpenRouter's prices are strings of US dollars a token; `-1` stands for "it depends", `0` for free. Other
servers name their models and little else. Whatever can't be read is unknown, never an error: one odd
entry must not hide four hundred others. https://openrouter.ai/docs/guides/overview/models
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin, urlsplit

from generation.llm_client.exceptions import ProviderDown
from generation.llm_client.http.getting import Getter
from generation.llm_client.http.values import label
from generation.llm_client.prices import MILLION, ModelFacts, PriceOverride

MOST_PAGES = 50
_DEAREST = Decimal(1_000_000)
"""US dollars a million tokens, or a request. More is a misread number."""
_MOST_TOKENS = 2**31 - 1


def read_catalogue(getter: Getter) -> list[ModelFacts]:
    """Return what the server says of its models, each id once. One request a page.

    Raises:
        LLMError: the server could not be asked, or answered with something that lists no models.
    """
    found: dict[str, ModelFacts] = {}
    for page in _pages(getter):
        for entry in page:
            facts = facts_in(entry)
            if facts is not None:
                found.setdefault(facts.model, facts)
    return list(found.values())


def _pages(getter: Getter) -> Iterator[list[Any]]:
    address = f"{getter.base_url}/models"
    seen: set[str] = set()
    while address and address not in seen and len(seen) < MOST_PAGES:
        seen.add(address)
        body = getter.get(address)
        if not isinstance(body.get("data"), list):
            raise ProviderDown("The provider's list of models could not be read.")
        yield body["data"]
        address = _next(address, body.get("links"))


def _next(address: str, links: Any) -> str:
    """Return the next page's address; none where it leads elsewhere, for the key would go there too."""
    following = links.get("next") if isinstance(links, dict) else None
    if not isinstance(following, str) or not following:
        return ""
    try:
        joined = urljoin(address, following)
        here, there = urlsplit(address), urlsplit(joined)
    except ValueError:
        return ""
    return joined if (here.scheme, here.netloc) == (there.scheme, there.netloc) else ""


def facts_in(entry: Any) -> ModelFacts | None:
    """Return what an entry of the list says; None where it names no model."""
    if not isinstance(entry, dict):
        return None
    model = label(entry.get("id"), 121)
    if not model or len(model) > 120:
        return None
    pricing = _part(entry, "pricing")
    top = _part(entry, "top_provider")
    parameters = entry.get("supported_parameters")
    return ModelFacts(
        model=model,
        prompt_usd=_per_million(pricing.get("prompt")),
        completion_usd=_per_million(pricing.get("completion")),
        request_usd=_price(pricing.get("request")),
        cache_read_usd=_per_million(pricing.get("input_cache_read")),
        cache_write_usd=_per_million(pricing.get("input_cache_write")),
        overrides=tuple(_overrides(pricing.get("overrides"))),
        # vLLM calls it `max_model_len`.
        context_length=_count(entry.get("context_length"))
        or _count(top.get("context_length"))
        or _count(entry.get("max_model_len")),
        max_completion_tokens=_count(top.get("max_completion_tokens")),
        supported_parameters=frozenset(
            name[:60]
            for name in (parameters if isinstance(parameters, list) else [])
            if isinstance(name, str)
        ),
        expires_on=_day(entry.get("expiration_date")),
    )


def _part(entry: dict[str, Any], name: str) -> dict[str, Any]:
    part = entry.get(name)
    return part if isinstance(part, dict) else {}


def _overrides(raw: Any) -> Iterator[PriceOverride]:
    """Prices for certain hours count for every hour: a call may begin in one and be billed in another."""
    for entry in raw if isinstance(raw, list) else []:
        if isinstance(entry, dict):
            yield PriceOverride(
                over_prompt_tokens=_count(entry.get("min_prompt_tokens")) or 0,
                prompt_usd=_per_million(entry.get("prompt")),
                completion_usd=_per_million(entry.get("completion")),
            )


def _per_million(value: Any) -> Decimal | None:
    price = _price(value)
    return None if price is None or price * MILLION > _DEAREST else price * MILLION


def _price(value: Any) -> Decimal | None:
    """Through `str`: a float's shortest text is the number that was sent, its binary value is not."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        price = Decimal(str(value)[:40])
        return price if 0 <= price <= _DEAREST else None
    except (ArithmeticError, ValueError):
        return None


def _count(value: Any) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 < value <= _MOST_TOKENS else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
