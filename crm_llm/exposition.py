"""The text format that Prometheus reads, version 0.0.4."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Number = int | float | Decimal
Labels = dict[str, str]

_NAME = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


@dataclass(frozen=True)
class Gauge:
    """One figure, or one for each set of labels. A gauge without samples is told by its name alone."""

    name: str
    help: str
    samples: Sequence[tuple[Labels, Number]] = field(default=())

    def __post_init__(self) -> None:
        names = {self.name, *(label for labels, _value in self.samples for label in labels)}
        for name in names:
            if not _NAME.fullmatch(name):
                raise ValueError(f"{name!r} is no name of a metric or label.")


def exposition(gauges: Sequence[Gauge], **common: str) -> str:
    """Return the gauges as a page; the labels `common` stand in every line."""
    return "".join(f"{line}\n" for gauge in gauges for line in _lines(gauge, common))


def _lines(gauge: Gauge, common: Labels) -> Iterator[str]:
    yield f"# HELP {gauge.name} {_escaped(gauge.help)}"
    yield f"# TYPE {gauge.name} gauge"
    for labels, value in gauge.samples:
        told = ",".join(f'{name}="{_quoted(text)}"' for name, text in (common | labels).items())
        yield f"{gauge.name}{{{told}}} {_number(value)}" if told else f"{gauge.name} {_number(value)}"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _quoted(text: str) -> str:
    return _escaped(text).replace('"', r"\"")


def _number(value: Number) -> str:
    """Return the shortest form that Go's parser reads back as the same number."""
    if isinstance(value, int):
        return str(int(value))
    number = float(value)
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    return repr(number)
