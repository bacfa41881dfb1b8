from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_client.prices import (
    ModelFacts,
    PriceOverride,
    cap,
    prompt_tokens,
    tokens_of,
    worst_case,
)
from generation.llm_client.types import AnswerSchema, ChatRequest, MaxPrice, Message

FACTS = ModelFacts(model="a/b", prompt_usd=Decimal(3), completion_usd=Decimal(15))


def asking(words="Hello", **changes):
    return ChatRequest(messages=(Message(role="user", content=words),), max_tokens=1000, **changes)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        pytest.param("The quick brown fox jumps over the lazy dog. " * 20, 180, 320, id="english"),
        pytest.param("春の新しいコーヒー豆が届きました。" * 20, 240, 400, id="japanese"),
        pytest.param('{"subject": "", "body": [{"heading": "a"}]}' * 20, 200, 320, id="json"),
        pytest.param("a b c d e f g h " * 20, 160, 240, id="short words"),
        pytest.param("", 1, 2, id="nothing"),
    ],
)
def test_estimates_are_near_what_tokenizers_count(text, least, most):
    assert least <= tokens_of([text]) <= most


def test_a_schema_is_part_of_the_prompt():
    schema = AnswerSchema(name="email", definition={"type": "object", "properties": {"subject": {}}})

    assert prompt_tokens(asking(answer_schema=schema)) > prompt_tokens(asking())


def test_the_worst_case_is_a_whole_answer_and_a_long_prompt():
    assert Decimal("0.015") < worst_case(asking(), FACTS) < Decimal("0.0151")


def test_without_a_price_there_is_no_worst_case():
    assert worst_case(asking(), None) is None
    assert worst_case(asking(), ModelFacts(model="a/b", prompt_usd=Decimal(3))) is None


def test_a_model_without_a_price_costs_the_ceiling_at_most():
    ceiling = MaxPrice(prompt_usd=Decimal(10), completion_usd=Decimal(20))

    assert Decimal("0.02") < worst_case(asking(max_price=ceiling), None) < Decimal("0.021")


def test_a_free_model_costs_nothing():
    free = ModelFacts(model="a/b:free", prompt_usd=Decimal(0), completion_usd=Decimal(0))

    assert worst_case(asking(), free) == 0


def test_each_request_may_have_its_price():
    assert worst_case(asking(), FACTS.model_copy(update={"request_usd": Decimal("0.5")})) > Decimal("0.5")


def test_a_long_prompt_is_reckoned_at_the_price_for_long_prompts():
    dearer = PriceOverride(over_prompt_tokens=1000, prompt_usd=Decimal(6), completion_usd=Decimal(30))
    facts = FACTS.model_copy(update={"overrides": (dearer,)})

    assert worst_case(asking(), facts) == worst_case(asking(), FACTS)
    assert worst_case(asking("word " * 2000), facts) == 2 * worst_case(asking("word " * 2000), FACTS)


def test_a_price_for_long_prompts_comes_on_top_of_a_cap():
    dearer = PriceOverride(over_prompt_tokens=0, prompt_usd=Decimal(3), completion_usd=Decimal(30))
    capped = asking(max_price=MaxPrice(prompt_usd=Decimal(3), completion_usd=Decimal(20)))

    assert worst_case(capped, FACTS.model_copy(update={"overrides": (dearer,)})) > Decimal("0.035")


def test_an_override_that_is_cheaper_changes_nothing():
    cheaper = PriceOverride(prompt_usd=Decimal(1), completion_usd=Decimal(1))

    assert worst_case(asking(), FACTS.model_copy(update={"overrides": (cheaper,)})) == worst_case(
        asking(), FACTS
    )


def test_the_cap_is_the_ceiling_or_half_as_much_again_as_the_listed_price():
    high = MaxPrice(prompt_usd=Decimal(100), completion_usd=Decimal(16))

    assert cap(FACTS, None) == MaxPrice(prompt_usd=Decimal("4.5"), completion_usd=Decimal("22.5"))
    assert cap(FACTS, high) == MaxPrice(prompt_usd=Decimal("4.5"), completion_usd=Decimal(16))
    assert cap(None, high) == high
    assert cap(None, None) is None


@given(
    words=st.text(max_size=400),
    prompt=st.decimals(0, 1000, places=6),
    completion=st.decimals(0, 1000, places=6),
    output=st.integers(0, 1000),
)
def test_no_call_within_the_estimate_costs_more_than_the_worst_case(words, prompt, completion, output):
    facts = ModelFacts(model="a/b", prompt_usd=prompt, completion_usd=completion)
    request = asking(words)

    charged = (prompt * prompt_tokens(request) + completion * output) / 1_000_000

    assert charged <= worst_case(request, facts)
