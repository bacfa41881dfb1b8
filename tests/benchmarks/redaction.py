"""What the redactor finds, leaves alone and costs."""

import time
from collections.abc import Callable

from generation.llm_client.privacy.redaction import Redactor
from tests.benchmarks.figures import Figure
from tests.llm_client.privacy import labelled

LETTER = (
    "Dear Nadia, please call 503-555-0142 or write to nadia@northwind.example about order 4711. "
    "The sale runs from 15 to 28 March, every bag is 20% off, and orders over $35 ship free. "
)
HOSTILE = (
    "a@", "1 ", "1-", "x@y.zz ", "4111 ", "+1 202 555 0123 ", "((1", "GB12 ", "abc::d ", "(at)a",
    "a at b dot ",
    "Ab 1 ", "12 Main Road, ", "rue a 1 ", "password: ", "?key=", "AB 12 34 ", "born 12.03.1984 ", "WA1 1AA ",
    "ssn 123456789 ", "Box 1 ", "-----BEGIN PRIVATE KEY-----", "a\u200b",
)  # fmt: skip


def redaction_figures(*, slower: float = 1.0, hostile_size: int = 10**6) -> list[Figure]:
    """Return what is held against a goal.

    Args:
        slower: how many times slower this machine is than the one that the goals are for.
    """
    redactor = Redactor()
    figures = []
    sets = {"": labelled.seen(), ", held out": labelled.held_out(), ", hidden": labelled.obfuscated()}
    for name, sentences in sets.items():
        for kind, (found, of) in labelled.recalls(sentences, redactor).items():
            figures.append(
                Figure(
                    f"redaction: {kind.lower()} found{name}, of {of}",
                    found / of,
                    "",
                    labelled.GOALS[kind],
                    at_most=False,
                )
            )
    same, of = labelled.unchanged(labelled.ordinary(), redactor)
    letter = (LETTER * 13)[:2048]
    patient = Redactor(deadline_s=60)
    return [
        *figures,
        Figure(f"redaction: ordinary sentences unchanged, of {of}", same / of, "", 0.99, at_most=False),
        Figure("redaction of 2 KB, CPU", _cpu_ms(lambda: redactor.redact(letter), 60) / slower, "ms", 1),
        Figure(
            f"redaction of 1 MB of hostile text, CPU, the worst of {len(HOSTILE)}",
            max(
                _cpu_ms(lambda piece=piece: patient.redact((piece * hostile_size)[:hostile_size]), 1)
                for piece in HOSTILE
            )
            / slower,
            "ms",
            1000,
        ),
    ]


def redaction_table(*, slower: float = 1.0) -> list[str]:
    """Return the figures as lines to print."""
    return [figure.row() for figure in redaction_figures(slower=slower)]


def _cpu_ms(work: Callable[[], object], times: int) -> float:
    """Return the median of the milliseconds of CPU that the runs took."""
    spent = []
    for _ in range(times + (times > 1)):
        started = time.thread_time()
        work()
        spent.append((time.thread_time() - started) * 1000)
    return sorted(spent[-times:])[times // 2]


if __name__ == "__main__":
    print("\n".join(redaction_table()))
