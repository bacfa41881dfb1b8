"""The names that stand for personal data, such as `[EMAIL_1]`, and how they came back."""

import json
import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from generation.llm_client.types import Placeholders

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{0,30}_[0-9]{1,6}\]")
TYPE = re.compile(r"[A-Z][A-Z_]{0,30}")


def restored(text: str, mapping: Mapping[str, str], *, in_json: bool = False) -> str:
    """Return `text` with the placeholders of `mapping` swapped back.

    Args:
        in_json: the text is JSON, in whose strings a quote or a line break of a value must be escaped.
    """

    def value(match: re.Match[str]) -> str:
        found = mapping.get(match[0])
        if found is None:
            return match[0]
        return json.dumps(found, ensure_ascii=False)[1:-1] if in_json else found

    return PLACEHOLDER.sub(value, text)


def read(
    answer: str, mapping: Mapping[str, str], *, typed: Collection[str], needed: Collection[str]
) -> Placeholders:
    """Tell which placeholders an answer changed, invented or left out.

    Args:
        typed: what looked like a placeholder in the request already.
        needed: the types that the answer must hold wherever the request did.
    """
    present = set(PLACEHOLDER.findall(answer))
    types = frozenset(type_of(placeholder) for placeholder in mapping)
    invented = {literal for literal in present if literal not in mapping and literal not in typed}
    changed = {match[0] for match in _like_one(types).finditer(answer)} if types else set()
    missing = [
        placeholder
        for placeholder in mapping
        if type_of(placeholder) in needed and placeholder not in present
    ]
    return Placeholders(
        changed=tuple(sorted(changed - present - set(typed))),
        invented=tuple(sorted(invented)),
        missing=tuple(missing),
    )


def type_of(placeholder: str) -> str:
    return placeholder[1:-1].rpartition("_")[0]


@lru_cache(maxsize=256)
def _like_one(types: frozenset[str]) -> re.Pattern[str]:
    """Match what must have been a placeholder: in other brackets, or in none but as it was written."""
    exact = "|".join(sorted(types, key=len, reverse=True))
    loose = "|".join(
        r"\\{0,2}[ _-]".join("-?".join(word) for word in kind.split("_"))
        for kind in sorted(types, key=len, reverse=True)
    )
    number = r"\\{0,2}[ _-]\s?[0-9]{1,6}"
    return re.compile(
        rf"(?<![\w[({{<\\])[\[({{<\\]{{1,3}}(?i:{loose}){number}[\])}}>\\]{{0,3}}(?!\w)"
        rf"|(?<![\w[({{<\\])(?i:{loose}){number}[\])}}>\\]{{1,3}}(?!\w)"
        rf"|(?<![\w[({{<\\])(?:{exact})_[0-9]{{1,6}}(?![\w\])}}>])"
    )
