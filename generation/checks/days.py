"""Days in words, the same on every machine."""

from datetime import date

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
}
WEEKDAYS = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "de": ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
}


def in_words(day: date, language: str = "en", *, weekday: bool = False, year: bool = False) -> str:
    """Return a day as the language writes it: 15 March, March 15 (en-US), 15. März."""
    base = "de" if language.lower().startswith("de") else "en"
    month = _MONTHS[base][day.month - 1]
    american = language.lower() == "en-us"
    words = (
        f"{day.day}. {month}" if base == "de" else f"{month} {day.day}" if american else f"{day.day} {month}"
    )
    if weekday:
        words = f"{WEEKDAYS[base][day.weekday()]}{' ' if base == 'en' and not american else ', '}{words}"
    return f"{words}{', ' if american else ' '}{day.year}" if year else words
