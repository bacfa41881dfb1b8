from decimal import Decimal

import pytest

from generation.llm_client.fitting import Fitting, Scales
from generation.llm_client.prices import ModelFacts
from generation.llm_client.types import AnswerSchema, MaxPrice, Message, Usage
from tests.llm_client.stubs import DONE, ScriptedClient

FACTS = ModelFacts(
    model="openai/gpt-5-mini",
    prompt_usd=Decimal("0.25"),
    completion_usd=Decimal(2),
    max_completion_tokens=150,
    supported_parameters=frozenset({"max_tokens", "response_format"}),
)
CEILING = MaxPrice(prompt_usd=Decimal(1), completion_usd=Decimal(1))


@pytest.fixture
def ask(request_for):
    def asked(facts, **options):
        inner = ScriptedClient([DONE])
        Fitting(inner, lambda model: facts, **options).complete(request_for(temperature=0.7))
        return inner.requests[0]

    return asked


def test_a_parameter_that_the_model_does_not_list_is_left_out(ask):
    assert ask(FACTS).temperature is None


def test_a_parameter_that_it_lists_stays(ask):
    lists_it = FACTS.model_copy(update={"supported_parameters": frozenset({"temperature"})})

    assert ask(lists_it).temperature == 0.7


@pytest.mark.parametrize("facts", [None, ModelFacts(model="a/b")])
def test_of_an_unknown_model_nothing_is_assumed(ask, facts):
    assert (ask(facts).temperature, ask(facts).max_tokens) == (0.7, 200)


def test_no_more_is_asked_for_than_the_model_can_give(ask):
    assert ask(FACTS).max_tokens == 150


@pytest.mark.parametrize("roles", [["system", "user"], ["user"]])
def test_a_model_that_takes_no_schema_is_told_of_it_in_words(request_for, roles):
    inner = ScriptedClient([DONE])
    plain = FACTS.model_copy(update={"supported_parameters": frozenset({"max_tokens"})})
    schema = AnswerSchema(name="email", definition={"type": "object", "title": "Grüße"})
    messages = tuple(Message(role=role, content=f"the {role}'s") for role in roles)

    Fitting(inner, lambda model: plain).complete(request_for(answer_schema=schema, messages=messages))

    (sent,) = inner.requests
    assert sent.answer_schema is None
    assert [message.role for message in sent.messages] == ["system", "user"]
    assert '{"type":"object","title":"Grüße"}' in sent.messages[0].content
    assert sent.messages[1] == messages[-1]


def test_a_model_that_takes_a_schema_gets_it_as_one(request_for):
    inner = ScriptedClient([DONE])
    schema = AnswerSchema(name="email", definition={"type": "object"})

    Fitting(inner, lambda model: FACTS).complete(request_for(answer_schema=schema))

    assert inner.requests[0].answer_schema == schema


def test_the_price_is_capped_by_ceiling_and_list(ask):
    assert ask(FACTS, ceiling=CEILING).max_price == MaxPrice(
        prompt_usd=Decimal("0.375"), completion_usd=Decimal(1)
    )
    assert ask(None, ceiling=CEILING).max_price == CEILING
    assert ask(None).max_price is None


def test_a_server_without_price_caps_gets_none(ask):
    assert ask(FACTS, ceiling=CEILING, capped=False).max_price is None


def test_prompts_that_come_out_longer_raise_the_scale(request_for):
    scales = Scales()
    request = request_for()

    inner = ScriptedClient([DONE.model_copy(update={"usage": Usage(input_tokens=40)})])
    Fitting(inner, lambda model: None, scales=scales).complete(request)

    assert scales.of(request.model) > 3
    assert scales.of("another/model") == 1


def test_the_scale_comes_down_slowly_and_never_below_one():
    scales = Scales()
    scales.learn("a/b", estimated=100, reported=200)

    for _ in range(10):
        scales.learn("a/b", estimated=100, reported=10)
    assert 1.5 < scales.of("a/b") < 2
    for _ in range(500):
        scales.learn("a/b", estimated=100, reported=10)
    assert scales.of("a/b") == pytest.approx(1, abs=0.01)


def test_what_was_learned_is_forgotten():
    scales = Scales()
    scales.learn("a/b", estimated=100, reported=200)

    scales.forget()

    assert scales.of("a/b") == 1


def test_an_absurd_count_does_not_run_away():
    scales = Scales()

    scales.learn("a/b", estimated=1, reported=10**9)

    assert scales.of("a/b") == 4
