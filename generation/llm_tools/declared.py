"""What of a job may leave the house: what the tool declares, less what does not fit."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from generation.brief import Value
from generation.llm_client.prices import tokens_of
from generation.llm_tools.base import Job
from generation.text import strings_in

ValueT = TypeVar("ValueT", bound=BaseModel)

_OURS = frozenset({"brief", "language", "variant", "variants", "task"})
_OURS_IN_BRIEF = frozenset({"brief.brand", "brief.taken_at"})
"""What this system or an admin says of a job, and nobody needs to declare."""


def declared(job: Job, sends: Collection[str]) -> Job:
    """Return the job with everything empty that `sends` does not name. A new field is not sent by itself."""
    names = frozenset(sends) | _OURS | _OURS_IN_BRIEF
    job = _only(job, "", names)
    brief = _only(job.brief, "brief.", names)
    lists = {
        name: tuple(_only(item, f"brief.{name}.", names) for item in getattr(brief, name))
        for name in ("facts", "links", "pictures")
        if f"brief.{name}" not in names
    }
    return job.model_copy(update={"brief": brief.model_copy(update=lists) if lists else brief})


def _only(value: ValueT, prefix: str, names: frozenset[str]) -> ValueT:
    hidden = _hidden(type(value), prefix, names)
    return value.model_copy(update=hidden) if hidden else value


@lru_cache(maxsize=256)
def _hidden(model: type[BaseModel], prefix: str, names: frozenset[str]) -> dict[str, Any]:
    return {
        name: _empty(info)
        for name, info in model.model_fields.items()
        if f"{prefix}{name}" not in names and not any(known.startswith(f"{prefix}{name}.") for known in names)
    }


def _empty(info: FieldInfo) -> Any:
    return "" if info.is_required() else info.get_default(call_default_factory=True)


class Lighter(Value):
    job: Job
    dropped: tuple[str, ...]
    """By name, in the order in which they went: `previous`, `facts.F7`, `links.Shop`, `objective` …"""


def lighter(job: Job, names: Sequence[str], tokens: int) -> Lighter | None:
    """Return the job with about so many tokens less: whole parts and whole items, the last ones first.

    `names` are the parts that may go, in that order: `previous` or fields of the brief. None: all have gone.
    """
    dropped: list[str] = []
    while tokens > 0:
        name = next((name for name in names if _part(job, name)), None)
        if name is None:
            break
        job, label, size = _without(job, name)
        dropped.append(label)
        tokens -= size
    return Lighter(job=job, dropped=tuple(dropped)) if dropped else None


def _part(job: Job, name: str) -> Any:
    """Return what there is to drop of a part. The first link stays: buttons lead there."""
    if name == "links":
        return job.brief.links[1:]
    return job.previous if name == "previous" else getattr(job.brief, name)


def _without(job: Job, name: str) -> tuple[Job, str, int]:
    part = _part(job, name)
    if name == "previous":
        # Empty, not None: that a person asked again still decides which way in is next.
        return job.model_copy(update={"previous": {}}), name, tokens_of(strings_in(part))
    if isinstance(part, tuple):
        texts = list(strings_in(list(part[-1].model_dump(mode="json").values())))
        label, left = f"{name}.{texts[0]}", getattr(job.brief, name)[:-1]
    else:
        texts, label, left = [part], name, ""
    brief = job.brief.model_copy(update={name: left})
    return job.model_copy(update={"brief": brief}), label, tokens_of(texts)
