"""One measured figure beside its goal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    what: str
    value: float
    unit: str
    goal: float | None
    """None: measured, without a goal."""
    at_most: bool = True

    @property
    def is_met(self) -> bool:
        if self.goal is None:
            return True
        return self.value <= self.goal if self.at_most else self.value >= self.goal

    def row(self) -> str:
        value = f"{self.value:{',.0f' if self.value >= 1000 else '.3g'}} {self.unit}"
        if self.goal is None:
            return f"{self.what:<66} {value:>12}"
        goal = f"{'≤' if self.at_most else '≥'} {self.goal:g} {self.unit}"
        return f"{self.what:<66} {value:>12} {goal:>14}  {'met' if self.is_met else 'MISSED'}"
