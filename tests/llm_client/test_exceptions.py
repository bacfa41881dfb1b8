import pickle
from collections.abc import Iterator

import pytest

from generation.llm_client import exceptions
from generation.llm_client.exceptions import (
    AllModelsFailed,
    BadCompletion,
    LLMError,
    ProviderError,
    RateLimited,
)
from generation.llm_client.types import Completion


def subclasses(base: type[LLMError]) -> Iterator[type[LLMError]]:
    for child in base.__subclasses__():
        yield child
        yield from subclasses(child)


LEAVES = [leaf for leaf in subclasses(LLMError) if leaf is not AllModelsFailed]
FACTS = {"model": "a/b", "request_id": "gen-1", "status": 418, "maybe_billed": True}
ANSWER = Completion(text="", model_asked="a/b", model="a/c")


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_pickling_keeps_every_fact(leaf: type[LLMError]) -> None:
    error = leaf("Words.", answer=ANSWER, **FACTS)
    error.latency_ms = 12

    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is leaf
    assert str(copy) == "Words."
    assert vars(copy) == vars(error)


def test_pickling_keeps_what_leaves_add() -> None:
    limited = pickle.loads(pickle.dumps(RateLimited(retry_after_s=2.5, reason="busy", **FACTS)))
    bad = pickle.loads(pickle.dumps(BadCompletion(problems=["No subject."])))

    assert (limited.retry_after_s, limited.reason, bad.problems) == (2.5, "busy", ["No subject."])


def test_pickling_keeps_the_causes() -> None:
    copy = pickle.loads(pickle.dumps(AllModelsFailed([RateLimited(model="a"), BadCompletion(model="b")])))

    assert [(type(cause), cause.model) for cause in copy.causes] == [(RateLimited, "a"), (BadCompletion, "b")]
    assert copy.retryable
    assert str(copy) == "No model could write this."


@pytest.mark.parametrize("leaf", LEAVES, ids=lambda leaf: leaf.__name__)
def test_sentence_and_advice_are_for_people(leaf: type[LLMError]) -> None:
    error = leaf()

    assert str(error).endswith(".")
    assert error.advice.endswith(".")
    assert error.error_type.replace("_", "").isalpha()


def test_error_types_differ() -> None:
    names = [leaf.error_type for leaf in LEAVES if leaf is not ProviderError]

    assert len(set(names)) == len(names)


def test_tree_in_the_docstring_names_every_class() -> None:
    assert all(leaf.__name__ in (exceptions.__doc__ or "") for leaf in subclasses(LLMError))
