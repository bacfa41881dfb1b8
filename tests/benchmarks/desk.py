"""The review desk's pages beside a short and a long queue, and Django admin's list of the same table."""

from collections.abc import Iterator

from tests.benchmarks.bench import Bench, ask, desk_stack
from tests.benchmarks.figures import Figure

FEW, MANY, PAGES = 10_000, 1_000_000, 40
FIRST, DEEP = "queue, first page", "queue, deep page"
ADMIN = "Django admin's list"
FIRST_GOAL_MS = 20
TIMES_DEEP, TIMES_LONGER, TIMES_ADMIN = 1.5, 1.5, 10


def desk(bench: Bench) -> Iterator[Figure]:
    with desk_stack() as stack:
        numbers = (FEW // 10, FEW, 5) if bench.quick else (FEW, MANY, PAGES)
        found = ask(stack, "desk_process", *map(str, numbers))
    few, many = found["few"], found["many"]
    yield Figure("filling the table", found["filled_s"], "s", None)
    p95 = f"{FIRST}: p95 of {numbers[1]:,} drafts"
    yield Figure(f"{p95}, here", many[FIRST]["p95"], "ms", None)
    yield Figure(p95, many[FIRST]["p95"] / bench.machine.slower, "ms", FIRST_GOAL_MS)
    yield Figure(f"{DEEP}: times the first", _times(many[DEEP], many[FIRST]), "×", TIMES_DEEP)
    for page, there in many.items():
        if page == ADMIN:
            continue
        yield Figure(f"{page}: median", there["p50"], "ms", None)
        yield Figure(f"{page}: times that of {numbers[0]:,}", _times(there, few[page]), "×", TIMES_LONGER)
        more = there["queries"] - few[page]["queries"]
        yield Figure(f"{page}: queries more than at {numbers[0]:,}, of {there['queries']}", more, "", 0)
    times = _times(many[ADMIN], many[FIRST])
    yield Figure(f"{ADMIN}: times the first page", times, "×", TIMES_ADMIN, at_most=False)


def _times(one: dict[str, float], other: dict[str, float]) -> float:
    return one["p50"] / other["p50"]
