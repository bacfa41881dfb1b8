"""Doing without the temperature where a model refuses it.

Some models (OpenAI's GPT-5 family among them) take no temperature but their own. OpenRouter then finds no
endpoint that honours every parameter of the request; the makers' own servers answer 400 and name it.
"""

import re

from generation.llm_client.exceptions import LLMError, RequestRefused
from generation.llm_client.types import ChatRequest, Client, Completion

_NO_ENDPOINT = re.compile(r"requested parameters|require_parameters|unsupported parameter", re.IGNORECASE)
_NAMES_IT = re.compile(r"temperature", re.IGNORECASE)


def is_about_temperature(error: LLMError) -> bool:
    """Tell whether the request may be accepted without its temperature."""
    if not isinstance(error, RequestRefused):
        return False
    words = f"{error.reason} {error.detail}"
    if error.status == 404:
        return bool(_NO_ENDPOINT.search(words))
    return error.status in (400, 422) and bool(_NAMES_IT.search(words))


class Lenient:
    """Asks the same model once more, without the temperature, when that is what it refused.

    It belongs outside retries, so that none of them sends the temperature again.
    """

    def __init__(self, inner: Client) -> None:
        self._inner = inner

    def complete(self, request: ChatRequest) -> Completion:
        try:
            return self._inner.complete(request)
        except LLMError as exc:
            if request.temperature is None or not is_about_temperature(exc):
                raise
        return self._inner.complete(request.model_copy(update={"temperature": None}))
