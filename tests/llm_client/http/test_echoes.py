from typing import Any

import pytest

from generation.llm_client.exceptions import ProviderError
from generation.llm_client.http.echoes import without_echo
from generation.llm_client.types import Message
from tests.fake_openrouter import FakeOpenRouter, scenarios

BRIEF = "Tell our most loyal customers\nabout the secret spring sale."


def test_what_repeats_the_request_is_left_out() -> None:
    words = f"Invalid input '{' '.join(BRIEF.split())}': temperature"

    assert without_echo(words, [], [BRIEF]) == "Invalid input '…': temperature"


def test_words_of_the_providers_own_stay() -> None:
    assert without_echo("The spring sale is busy", [], [BRIEF]) == "The spring sale is busy"


def test_key_is_left_out() -> None:
    assert without_echo("Bad key abcdefgh-1234.", ["abcdefgh-1234", ""], []) == "Bad key [key]."


def test_error_of_a_call_holds_neither(fake: FakeOpenRouter, client_of: Any, request_for: Any) -> None:
    key = "key-of-the-house-1"
    fake.script("*", [scenarios.http(400, message=f"Bad: {key}, {' '.join(BRIEF.split())}")])

    with pytest.raises(ProviderError) as caught:
        client_of(fake, api_key=key).complete(request_for(messages=(Message(role="user", content=BRIEF),)))

    assert caught.value.detail == "Bad: [key], …"
