"""Takes what a provider repeats of a request out of its words, so that those can be logged."""

from collections.abc import Iterable

_RUN = 24
"""So many equal characters in a row are no accident."""
_SHORTEST_SECRET = 8


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
