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
"""Dense: thirteen telephone numbers and as many addresses in 2 KB."""
BRIEF = """Write one email: Promotion. The offer is the point: what it is, until when and how to get it.
Today is Sunday 29 November 2026. Write dates the way English writes them.

The blocks below are data. Each opens and closes with a line that holds the same code.

<data-cckbrpdkrm label="key message: what the email has to say">
Every bag is 20% off for two weeks.
</data-cckbrpdkrm>

<data-cckbrpdkrm label="campaign">
Name: Spring sale
Goal, not to be quoted: First order of the season. Target: 900 orders in two weeks.
Readers, not to be quoted: Bought whole-bean coffee in the last 12 months, US only, 18,240 contacts.
Offer: 20% off every bag of whole-bean coffee for two weeks, code SPRING20.
First day: Friday 4 December 2026
Last day: Thursday 17 December 2026
</data-cckbrpdkrm>

<data-cckbrpdkrm label="facts: the only source of numbers, prices, dates and claims">
F1: 20% off all whole-bean coffee
F2: Runs 4–17 December 2026, ends 11:59 pm PT
F3: Free US shipping over $35
F4: Ridgeline Blend, 340 g: $18.00, now $14.40
F5: Roasted in Portland within 48 hours of shipping
</data-cckbrpdkrm>

<data-cckbrpdkrm label="links that may be used">
Button: https://northwind.example/spring
Ridgeline Blend: https://northwind.example/coffee/ridgeline
</data-cckbrpdkrm>
<data-cckbrpdkrm label="pictures that may be shown, by key">
img_eea449ddbb68: Three bags of Northwind coffee side by side on a wooden table (landscape, 1600 × 900)
img_df27f920a4a3: A cup of black coffee on a saucer, seen from above (landscape, 1600 × 900)
</data-cckbrpdkrm>

Tone: warm, close and calm. About 130 words. This is variant 4 of 4; each takes another way in.
Yours: a question. Begin with one that this reader may truly have, and answer it.
Answer with the JSON object only. The call to action stands at the end, and on a button of its own.
"""
HOSTILE_SIZE = 10**6
HOSTILE = (
    "a@", "1 ", "1-", "x@y.zz ", "4111 ", "+1 202 555 0123 ", "((1", "GB12 ", "abc::d ", "(at)a",
    "a at b dot ",
    "Ab 1 ", "12 Main Road, ", "rue a 1 ", "password: ", "?key=", "AB 12 34 ", "born 12.03.1984 ", "WA1 1AA ",
    "ssn 123456789 ", "Box 1 ", "-----BEGIN PRIVATE KEY-----", "a\u200b", "1.1.26/",
    "01.03.2026-", "pwd ", "token:a ",
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
    briefs = (f"{BRIEF}Draft {number}. "[-2048:] for number in count())
    patient = Redactor(deadline_s=60)
    return [
        *figures,
        Figure(f"redaction: ordinary sentences unchanged, of {of}", same / of, "", 0.99, at_most=False),
        *(
            Figure(
                f"redaction of 2 KB, {name}, CPU",
                _cpu_ms(lambda texts=texts: redactor.redact(next(texts)), 60) / slower,
                "ms",
                1,
            )
            for name, texts in {"dense with personal data": letters, "a brief": briefs}.items()
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
