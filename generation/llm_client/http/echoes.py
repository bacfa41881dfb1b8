"""Takes what a provider repeats of a request out of its words, so that those can be logged."""

from collections.abc import Iterable

from generation.llm_client.exceptions import LLMError
from generation.llm_client.types import Completion

_RUN = 24
"""So many equal characters in a row are no accident."""
_SHORTEST_SECRET = 8


_OF_ANSWERS = ("text", "model", "provider", "upstream_id", "finish_reason")
_OF_ERRORS = ("reason", "provider", "request_id")


def answer_without(secret: str, answer: Completion) -> Completion:
    """Return the answer with the secret left out of what the server wrote."""
    if len(secret) < _SHORTEST_SECRET:
        return answer
    holding = [name for name in _OF_ANSWERS if secret in getattr(answer, name)]
    if not holding:
        return answer
    return answer.model_copy(
        update={name: getattr(answer, name).replace(secret, "[key]") for name in holding}
    )


def hide_in_error(secret: str, error: LLMError) -> None:
    """Leave the secret out of the labels that the server wrote, and of what is known of its answer."""
    if len(secret) < _SHORTEST_SECRET:
        return
    for name in _OF_ERRORS:
        if secret in (words := getattr(error, name, "")):
            setattr(error, name, words.replace(secret, "[key]"))
    if error.answer is not None:
        error.answer = answer_without(secret, error.answer)


def without_echo(words: str, secrets: Iterable[str], texts: Iterable[str]) -> str:
    """Return `words` with every secret, and every long run that also stands in one of `texts`, left out."""
    for secret in secrets:
        if len(secret) >= _SHORTEST_SECRET:
            words = words.replace(secret, "[key]")
    sources = [" ".join(text.split()) for text in texts]
    echoed = [False] * len(words)
    for start in range(len(words) - _RUN + 1):
        if any(words[start : start + _RUN] in source for source in sources):
            echoed[start : start + _RUN] = [True] * _RUN
    kept: list[str] = []
    for character, is_echo in zip(words, echoed, strict=True):
        if not is_echo:
            kept.append(character)
        elif kept[-1:] != ["…"]:
            kept.append("…")
    return "".join(kept)
