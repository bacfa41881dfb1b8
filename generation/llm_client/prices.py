"""What a call may cost at most, told before it is made. Nothing in here is ever booked as a cost.

Books hold what the provider reported. What is computed here is reserved, shown and released again.
"""

import math
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import Protocol

from generation.llm_client.types import ChatRequest, MaxPrice, Value

MILLION = Decimal(1_000_000)
BYTES_PER_TOKEN = 3.6
"""English prose has 4 to 4.5 on today's tokenizers, other languages and JSON fewer. Bytes rather than
characters: a Japanese character is three bytes and about one token."""
TOKENS_PER_WORD = 1.35
TOKENS_PER_MESSAGE = 8
"""Role and separators, in the chat templates of the usual models."""
MARGIN = 1.25
"""On a prompt's estimate, for what tokenizers differ by."""
DEARER_ENDPOINT = Decimal("1.5")
"""A router may answer from a dearer endpoint of a model than the one whose price is listed. Calls are capped
at this multiple of the listed price, so that no endpoint can cost more than was reserved."""
_NANO = Decimal("1e-9")


class PriceOverride(Value):
    """Prices that hold instead, under a condition. US dollars a million tokens; None leaves the usual one."""

    over_prompt_tokens: int = 0
    """It holds for prompts longer than this; 0 for any, such as one that holds at certain hours."""
    prompt_usd: Decimal | None = None
    completion_usd: Decimal | None = None


class ModelFacts(Value):
    """What is known of a model. Prices are US dollars a million tokens; None is unknown, 0 is free."""

    model: str
    prompt_usd: Decimal | None = None
    completion_usd: Decimal | None = None
    request_usd: Decimal | None = None
    """For each request, whatever its length. None where there is no such price."""
    cache_read_usd: Decimal | None = None
    cache_write_usd: Decimal | None = None
    overrides: tuple[PriceOverride, ...] = ()
    context_length: int | None = None
    max_completion_tokens: int | None = None
    supported_parameters: frozenset[str] = frozenset()
    """Empty where nobody said."""
    expires_on: date | None = None
    """From this day on the model may be gone."""

    @property
    def is_priced(self) -> bool:
        return self.prompt_usd is not None and self.completion_usd is not None


class Prices(Protocol):
    """Where worst cases come from."""

    def worst_case(self, request: ChatRequest) -> Decimal | None:
        """Return the most that this attempt can cost, in US dollars; None where no price is known.

        `request.model` is the model that is asked; `request.max_price`, where it is set, bounds the price.
        """
        ...


def tokens_of(texts: Iterable[str]) -> int:
    """Estimate what texts come to in tokens, on the high side of the usual and without a margin."""
    total = 0.0
    for text in texts:
        words = text.count(" ") + text.count("\n") + 1
        total += max(len(text.encode("utf-8", "replace")) / BYTES_PER_TOKEN, words * TOKENS_PER_WORD)
    return math.ceil(total)


def prompt_tokens(request: ChatRequest) -> int:
    """Estimate the prompt of a request, its schema among it: some providers put that into the prompt."""
    texts = [message.content for message in request.messages]
    if request.answer_schema is not None:
        texts.append(str(request.answer_schema.definition))
    return tokens_of(texts) + TOKENS_PER_MESSAGE * len(request.messages)


def worst_case(request: ChatRequest, facts: ModelFacts | None, *, scale: float = 1.0) -> Decimal | None:
    """Return the most that one attempt can cost, rounded up to 1e-9 USD; None where no price is known.

    The price is the request's `max_price`, which the provider obeys, else the listed one. A long prompt
    raises it as the model's overrides say.

    Args:
        facts: what is known of `request.model`.
        scale: how much longer this model's prompts were than estimated, lately.
    """
    tokens = math.ceil(prompt_tokens(request) * MARGIN * scale)
    prices = _dearest(request.max_price, facts, tokens)
    if prices is None:
        return None
    amount = (prices.prompt_usd * tokens + prices.completion_usd * request.max_tokens) / MILLION
    if facts is not None and facts.request_usd is not None:
        amount += facts.request_usd
    return amount.quantize(_NANO, ROUND_CEILING)


def cap(facts: ModelFacts | None, ceiling: MaxPrice | None) -> MaxPrice | None:
    """Return the price to hold a provider to: the ceiling, or less where the listed price is far below it."""
    if facts is None or facts.prompt_usd is None or facts.completion_usd is None:
        return ceiling
    listed = MaxPrice(
        prompt_usd=facts.prompt_usd * DEARER_ENDPOINT, completion_usd=facts.completion_usd * DEARER_ENDPOINT
    )
    if ceiling is None:
        return listed
    return MaxPrice(
        prompt_usd=min(listed.prompt_usd, ceiling.prompt_usd),
        completion_usd=min(listed.completion_usd, ceiling.completion_usd),
    )


def _dearest(max_price: MaxPrice | None, facts: ModelFacts | None, tokens: int) -> MaxPrice | None:
    if facts is None or facts.prompt_usd is None or facts.completion_usd is None:
        return max_price
    holding = [override for override in facts.overrides if tokens > override.over_prompt_tokens]
    # A prompt that the provider writes into its cache costs more than one that it does not.
    prompt = max(facts.prompt_usd, facts.cache_write_usd or Decimal(0))
    listed = MaxPrice(
        prompt_usd=max([prompt, *(o.prompt_usd for o in holding if o.prompt_usd is not None)]),
        completion_usd=max(
            [facts.completion_usd, *(o.completion_usd for o in holding if o.completion_usd is not None)]
        ),
    )
    if max_price is None:
        return listed
    # Providers are chosen by their usual price: one for long prompts comes on top.
    return MaxPrice(
        prompt_usd=max_price.prompt_usd + listed.prompt_usd - facts.prompt_usd,
        completion_usd=max_price.completion_usd + listed.completion_usd - facts.completion_usd,
    )
