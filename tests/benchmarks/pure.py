"""What the functions that run in a request or a worker cost on their own: checks, diffs."""

import time
from collections.abc import Callable

from generation.diffs import diff_text
from generation.llm_tools.email import TOOL
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.llm_tools.samples import CONTENT, a_content, a_context, facts


def pure_functions(bench: Bench) -> list[Figure]:
    mail = a_content(sections=[{"heading": "Hello", "body": CONTENT["sections"][0]["body"] * 6}] * 6)
    context = a_context(facts=facts(*(f"Fact {number} costs ${number}.00" for number in range(40))))
    old, new = ("\n".join(f"{word} word and more words {n}" for n in range(300)) for word in ("A", "Another"))
    return [
        Figure(
            "checks of a mail of six sections beside 40 facts",
            _ms(lambda: TOOL.check(mail, context)),
            "ms",
            150,
        ),
        Figure("diff of two texts of 300 lines", _ms(lambda: diff_text(old, new), 3), "ms", 500),
    ]


def _ms(work: Callable[[], object], times: int = 30) -> float:
    """Return the milliseconds of CPU that 95 % of the runs keep under, after one to warm up."""
    work()
    spent = []
    for _ in range(times):
        started = time.process_time()
        work()
        spent.append((time.process_time() - started) * 1000)
    return sorted(spent)[int(0.95 * len(spent))] if times > 1 else spent[0]
