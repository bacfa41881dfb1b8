"""The names that stand for personal data, such as `[EMAIL_1]`, and how they came back."""

import json
import re
from collections.abc import Collection, Mapping

from generation.llm_client.types import Placeholders

PLACEHOLDER = re.compile(r"\[[A-Z][A-Z_]{0,30}_[0-9]{1,6}\]")
TYPE = re.compile(r"[A-Z][A-Z_]{0,30}")
_LIKE_ONE = re.compile(
    r"(?<![\w\[({<\\-])[\[({<\\]{0,3}(?<![A-Za-z])([A-Za-z][A-Za-z]{1,15}(?:\\?[ _-][A-Za-z]{2,15}){0,2})"
    r"\\{0,2}[ _-]\s?([0-9]{1,6})[\])}>\\]{0,3}(?!\w)"
)


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
    types = {placeholder[1:-1].rpartition("_")[0] for placeholder in mapping}
    invented = {literal for literal in present if literal not in mapping and literal not in typed}
    changed = set()
    for match in _LIKE_ONE.finditer(answer):
        name = re.sub(r"[\s\\-]+", "_", match[1]).upper()
        if name.replace("_", "") not in {kind.replace("_", "") for kind in types}:
            continue
        if match[0] in present or match[0] in typed:
            continue
        changed.add(match[0])
    missing = [
        placeholder
        for placeholder in mapping
        if placeholder[1:-1].rpartition("_")[0] in needed and placeholder not in present
    ]
    return Placeholders(
        changed=tuple(sorted(changed)), invented=tuple(sorted(invented)), missing=tuple(missing)
    )
