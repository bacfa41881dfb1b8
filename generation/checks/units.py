"""Currencies, measures and periods: the many ways to write each, and what makes two of them equal."""

from decimal import Decimal

CURRENCIES = {
    **dict.fromkeys(("$", "dollar", "dollars"), "$"),
    **dict.fromkeys(("us$", "usd"), "USD"),
    **dict.fromkeys(("ca$", "c$", "cad"), "CAD"),
    **dict.fromkeys(("a$", "au$", "aud"), "AUD"),
    **dict.fromkeys(("nz$", "nzd"), "NZD"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "EUR"),
    **dict.fromkeys(("£", "gbp", "pounds", "quid"), "GBP"),
    **dict.fromkeys(("¥", "jpy", "yen"), "JPY"),
    **dict.fromkeys(("chf", "fr.", "sfr.", "franken", "francs"), "CHF"),
    **dict.fromkeys(("sek", "dkk", "nok", "kr"), "kr"),
    **dict.fromkeys(("₹", "inr"), "INR"),
    **dict.fromkeys(("zł", "pln"), "PLN"),
}
CENTS = {
    **dict.fromkeys(("cent", "cents", "ct", "¢"), "cent"),
    **dict.fromkeys(("pence", "p"), "GBP"),
    **dict.fromkeys(("rappen", "rp."), "CHF"),
}
"""The hundredth part of a currency."""
DOLLARS = frozenset({"$", "USD", "CAD", "AUD", "NZD"})
_CODES = frozenset({"EUR", "GBP", "JPY", "CHF", "INR", "PLN"}) | (DOLLARS - {"$"})


def iso_code(unit: str) -> str:
    """Return the code of a currency, `$` alone being the American one; nothing where it may be several."""
    return "USD" if unit == "$" else unit if unit in _CODES else ""


_WITH_CENTS = DOLLARS | {"EUR"}


def same_currency(one: str, other: str) -> bool:
    """Tell whether both may be one currency: `$` is any dollar, and a cent belongs to dollar or euro."""
    if one == other:
        return True
    pair = {one, other}
    return pair <= DOLLARS and "$" in pair if "cent" not in pair else bool(pair & _WITH_CENTS)


_MASS = {
    **dict.fromkeys(("mg",), Decimal("0.001")),
    **dict.fromkeys(("g", "gram", "grams", "gramme", "grammes", "gramm"), Decimal(1)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms", "kilogramm"), Decimal(1000)),
    **dict.fromkeys(("tonne", "tonnes", "tonnen"), Decimal(1_000_000)),
    **dict.fromkeys(("oz", "ounce", "ounces", "unze", "unzen"), Decimal("28.3495")),
    **dict.fromkeys(("lb", "lbs"), Decimal("453.592")),
}
_VOLUME = {
    **dict.fromkeys(("ml", "milliliter", "milliliters", "millilitres"), Decimal(1)),
    **dict.fromkeys(("cl",), Decimal(10)),
    **dict.fromkeys(("l", "liter", "liters", "litre", "litres", "litern"), Decimal(1000)),
    **dict.fromkeys(("fl oz",), Decimal("29.5735")),
    **dict.fromkeys(("gallon", "gallons"), Decimal("3785.41")),
}
_LENGTH = {
    **dict.fromkeys(("mm", "millimetres", "millimeter"), Decimal("0.001")),
    **dict.fromkeys(("cm", "centimetres", "centimeters", "zentimeter"), Decimal("0.01")),
    **dict.fromkeys(("meter", "meters", "metre", "metres", "metern"), Decimal(1)),
    **dict.fromkeys(
        ("km", "kilometre", "kilometres", "kilometer", "kilometers", "kilometern"), Decimal(1000)
    ),
    **dict.fromkeys(("mile", "miles", "meile", "meilen"), Decimal("1609.34")),
    **dict.fromkeys(("inch", "inches", "zoll"), Decimal("0.0254")),
    **dict.fromkeys(("feet", "foot", "ft"), Decimal("0.3048")),
}
_OTHER = {
    **dict.fromkeys(("mb",), ("B", Decimal(1_000_000))),
    **dict.fromkeys(("gb",), ("B", Decimal(1_000_000_000))),
    **dict.fromkeys(("tb",), ("B", Decimal(1_000_000_000_000))),
    **dict.fromkeys(("w", "watt", "watts"), ("W", Decimal(1))),
    **dict.fromkeys(("kw",), ("W", Decimal(1000))),
    **dict.fromkeys(("wh",), ("Wh", Decimal(1))),
    **dict.fromkeys(("kwh",), ("Wh", Decimal(1000))),
    **dict.fromkeys(("mah",), ("mAh", Decimal(1))),
    **dict.fromkeys(("°c", "° c", "degrees celsius", "grad"), ("°C", Decimal(1))),
    **dict.fromkeys(("°f", "° f", "degrees fahrenheit"), ("°F", Decimal(1))),
    **dict.fromkeys(("kcal", "calories", "kalorien"), ("kcal", Decimal(1))),
}
MEASURES: dict[str, tuple[str, Decimal]] = {
    **{name: ("g", factor) for name, factor in _MASS.items()},
    **{name: ("ml", factor) for name, factor in _VOLUME.items()},
    **{name: ("m", factor) for name, factor in _LENGTH.items()},
    **_OTHER,
}
"""Names of measures: the base unit, and how many of it one is."""
BASES = frozenset(unit for unit, _factor in MEASURES.values())
TOLERANCE = Decimal("0.01")
"""Ounces are rounded to grams and back."""

PERIODS = {
    **dict.fromkeys(("day", "daily", "tag", "täglich"), "day"),
    **dict.fromkeys(("week", "weekly", "woche", "wöchentlich"), "week"),
    **dict.fromkeys(("month", "monthly", "mo", "mo.", "monat", "monatlich"), "month"),
    **dict.fromkeys(("year", "yearly", "annually", "yr", "yr.", "annum", "jahr", "jährlich"), "year"),
}
"""What a price is for, where it comes back."""
IN_A_YEAR = {"day": Decimal(365), "week": Decimal(52), "month": Decimal(12), "year": Decimal(1)}

HOURS = {
    **dict.fromkeys(("minute", "minuten"), Decimal(1) / 60),
    **dict.fromkeys(("hour", "stunde"), Decimal(1)),
    **dict.fromkeys(("day", "tag"), Decimal(24)),
    **dict.fromkeys(("week", "woche"), Decimal(168)),
    **dict.fromkeys(("fortnight",), Decimal(336)),
    **dict.fromkeys(("month", "monat"), Decimal(730)),
    **dict.fromkeys(("year", "jahr"), Decimal(8760)),
}
ZONES = {
    **dict.fromkeys(("pt", "pst", "pdt"), "PT"),
    **dict.fromkeys(("mt", "mst", "mdt"), "MT"),
    **dict.fromkeys(("ct", "cst", "cdt"), "CT"),
    **dict.fromkeys(("et", "est", "edt"), "ET"),
    **dict.fromkeys(("gmt", "utc", "bst"), "UK"),
    **dict.fromkeys(("cet", "cest", "mez", "mesz"), "CET"),
}
