"""Which words of a new answer are used: code decides by path, so that a model can't touch what it may not.

Paths are those of editable texts and blocks: `headline`, `sections.1`, `sections.1.body`.
"""

from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any

Content = Mapping[str, Any]


class NoSuchPart(LookupError):
    """The content has no part at that path."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def part(content: Content, path: str) -> Any:
    """Return what is at the path.

    Raises:
        NoSuchPart: there is nothing.
    """
    found: Any = content
    for key in path.split("."):
        found = _child(found, key, path)
    return found


def has_part(content: Content, path: str) -> bool:
    try:
        part(content, path)
    except NoSuchPart:
        return False
    return True


def merged(
    previous: Content, new: Content, *, scope: str = "", locks: Collection[str] = ()
) -> dict[str, Any]:
    """Return the content of which only `scope` is new (all of it where empty), and no part of `locks`.

    What is locked is at the same path as before: where the new content has a shorter list, the items
    before it are taken from the previous one, and where it has another kind of item, the whole item is.

    Raises:
        NoSuchPart: the new content lacks what should be taken from it, or the previous one what is locked.
    """
    if not scope:
        result = deepcopy(dict(new))
    else:
        result = deepcopy(dict(previous))
        _put(result, previous, scope, deepcopy(part(new, scope)))
    for path in sorted(locks):
        _put(result, previous, path, deepcopy(part(previous, path)))
    return result


def retold(previous: Content, new: Content, paths: Collection[str]) -> dict[str, Any]:
    """Return the previous content with the texts at `paths` from the new one, and nothing else of it.

    Raises:
        NoSuchPart: the new content lacks one of them, or has something else than a text there.
    """
    result = deepcopy(dict(previous))
    for path in paths:
        text = part(new, path)
        if not isinstance(text, str) or (part(previous, path) and not text.strip()):
            raise NoSuchPart(path)
        _put(result, previous, path, text)
    return result


def combined(base: Content, picks: Mapping[str, Content | None]) -> dict[str, Any]:
    """Return the base with each picked part as the content has it that is given for its path.

    None leaves the part out, if it is an item of a list. An item beyond the end of the base's list is added
    to it.

    Raises:
        NoSuchPart: a content lacks the part that is to be taken from it.
    """
    result = deepcopy(dict(base))
    for path in sorted(picks, key=natural):
        source = picks[path]
        if source is not None:
            _put_or_add(result, base, path, deepcopy(part(source, path)))
    for path in sorted((path for path, source in picks.items() if source is None), key=natural, reverse=True):
        parent, _dot, last = path.rpartition(".")
        if has_part(base, path) and last.isdigit():
            part(result, parent).pop(int(last))
    return result


def natural(path: str) -> list[tuple[int, str]]:
    """Return what sorts paths as people count: `sections.2` before `sections.10`."""
    return [(int(key), "") if key.isdigit() else (-1, key) for key in path.split(".")]


def _put_or_add(result: dict[str, Any], base: Content, path: str, value: Any) -> None:
    parent, _dot, last = path.rpartition(".")
    if last.isdigit() and isinstance(items := part(result, parent), list) and int(last) >= len(items):
        items.append(value)
    else:
        _put(result, base, path, value)


def _put(content: dict[str, Any], previous: Content, path: str, value: Any) -> None:
    """Set a part in place; where there is no place for it, take over the smallest part that has one."""
    keys = path.split(".")
    target: Any = content
    for depth, key in enumerate(keys):
        is_last = depth == len(keys) - 1
        if isinstance(target, list):
            index = int(key)
            before = part(previous, ".".join(keys[:depth]))
            if index >= len(target):
                target += deepcopy(before[len(target) : index + 1])
            if is_last:
                target[index] = value
            elif _form(target[index]) != _form(before[index]):
                target[index] = deepcopy(before[index])
                return _put(content, previous, path, value)
            target = target[index]
        elif is_last:
            target[key] = value
        else:
            if not isinstance(target.get(key), dict | list):
                target[key] = deepcopy(part(previous, ".".join(keys[: depth + 1])))
            target = target[key]
    return None


def _form(item: Any) -> Any:
    """Return what tells kinds of items apart: the names of their fields, and their kind where they say it."""
    if not isinstance(item, Mapping):
        return type(item)
    return frozenset(item), item.get("kind"), item.get("type")


def _child(found: Any, key: str, path: str) -> Any:
    if isinstance(found, Mapping) and key in found:
        return found[key]
    if isinstance(found, list | tuple) and key.isascii() and key.isdigit() and int(key) < len(found):
        return found[int(key)]
    raise NoSuchPart(path)
