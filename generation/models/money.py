"""Money in the database: whole billionths of a US dollar, `Decimal` in Python."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from django import forms
from django.db import models
from django.db.models.expressions import Combinable

NANO = Decimal(10) ** 9


def to_nano(usd: Decimal) -> int:
    return int((usd * NANO).to_integral_value(ROUND_HALF_EVEN))


def rounded(usd: Decimal) -> Decimal:
    """Return the amount as it is stored."""
    return Decimal(to_nano(usd)) / NANO


class NanoUsdField(models.BigIntegerField):  # type: ignore[type-arg]  # not generic at run time
    """A `Decimal` of US dollars, stored as an integer of 1e-9 USD (SQLite would keep a decimal as a float).

    Null means unknown, which is not the same as nothing. Sums over it come back as `Decimal` too.
    """

    description = "US dollars"

    # What the type checker's plugin reads: what may be set, and what is got. The stubs of the base say int.
    _pyi_private_set_type: Decimal | int | Combinable  # type: ignore[assignment]
    _pyi_private_get_type: Decimal  # type: ignore[assignment]

    def from_db_value(self, value: int | None, expression: Any, connection: Any) -> Decimal | None:
        return None if value is None else Decimal(int(value)) / NANO

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))

    def get_prep_value(self, value: Any) -> int | None:
        return None if value is None else to_nano(Decimal(str(value)))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": forms.DecimalField, "decimal_places": 9, **kwargs})
