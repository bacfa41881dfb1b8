"""What the redactor finds, leaves alone and costs."""

import time
from collections.abc import Callable
from itertools import count

from generation.llm_client.privacy.redaction import Redactor
from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.llm_client.privacy import labelled

LETTER = (
    "Dear Nadia, please call 503-555-0142 or write to nadia@northwind.example about order 4711. "
    "The sale runs from 15 to 28 March, every bag is 20% off, and orders over $35 ship free. "
)
HOSTILE_SIZE = 10**6
HOSTILE = (
    "a@", "1 ", "1-", "x@y.zz ", "4111 ", "+1 202 555 0123 ", "((1", "GB12 ", "abc::d ", "(at)a",
    "a at b dot ",
    "Ab 1 ", "12 Main Road, ", "rue a 1 ", "password: ", "?key=", "AB 12 34 ", "born 12.03.1984 ", "WA1 1AA ",
    "ssn 123456789 ", "Box 1 ", "-----BEGIN PRIVATE KEY-----", "a\u200b",
)  # fmt: skip


def redaction(bench: Bench) -> list[Figure]:
    """Return what is found in labelled sentences, left alone in ordinary ones, and what it costs."""
    redactor, slower = Redactor(), bench.machine.slower
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
    # No two are alike: what was read once is remembered.
    letters = (f"Letter {number}. {LETTER * 13}"[:2048] for number in count())
    patient = Redactor(deadline_s=60)
    return [
        *figures,
        Figure(f"redaction: ordinary sentences unchanged, of {of}", same / of, "", 0.99, at_most=False),
        Figure(
            "redaction of 2 KB, CPU",
            _cpu_ms(lambda: redactor.redact(next(letters)), 60) / bench.machine.slower,
            "ms",
            1,
        ),
        Figure(
            f"redaction of 1 MB of hostile text, CPU, the worst of {len(HOSTILE)}",
            max(
                _cpu_ms(lambda piece=piece: patient.redact((piece * HOSTILE_SIZE)[:HOSTILE_SIZE]), 1)
                for piece in HOSTILE
            )
            / slower,
            "ms",
            1000,
        ),
    ]


def _cpu_ms(work: Callable[[], object], times: int) -> float:
    """Return the median of the milliseconds of CPU that the runs took."""
    spent = []
    for _ in range(times + (times > 1)):
        started = time.thread_time()
        work()
        spent.append((time.thread_time() - started) * 1000)
    return sorted(spent[-times:])[times // 2]
