"""Invented people to try emails on: with all fields, with few, and with names that break layouts."""

from typing import Any

from generation.models import Brand, Contact

_REGULAR = {"favourite_roast": "Ridgeline Blend", "last_order_date": "2 February"}

NORTHWIND: tuple[dict[str, Any], ...] = (
    {
        "first_name": "Jordan",
        "last_name": "Ellis",
        "email": "jordan.ellis@mail.example",
        "company": "Ellis & Daughters",
        "locale": "en-US",
        "attributes": _REGULAR,
    },
    {"first_name": "Sam", "email": "sam@mail.example", "locale": "en-US"},
    {"email": "info@lighthouse.example", "company": "Lighthouse Books", "locale": "en-US"},
    {
        "first_name": "Jürgen",
        "last_name": "Großmann-Übelhör",
        "email": "juergen@post.example",
        "locale": "de-DE",
        "attributes": {"favourite_roast": "Evening Decaf", "last_order_date": "14. Januar"},
    },
    {
        "first_name": "D’Arcy",
        "last_name": "O'Sullivan",
        "email": "darcy@mail.example",
        "locale": "en-GB",
        "attributes": _REGULAR,
    },
    {
        "first_name": "Wilhelmina-Alexandrina",
        "last_name": "van Oldenbarnevelt-Featherstonehaugh",
        "email": "wilhelmina@mail.example",
        "locale": "nl-NL",
        "attributes": {"favourite_roast": "Single Estate Washed Process Limited Winter Reserve"},
    },
    {
        "first_name": "نور",
        "last_name": "الحداد",
        "email": "nour@mail.example",
        "locale": "ar",
        "attributes": _REGULAR,
    },
    {"first_name": "李", "last_name": "娜", "email": "na.li@mail.example", "locale": "zh"},
)
HARBOUR: tuple[dict[str, Any], ...] = (
    {"first_name": "Sam", "last_name": "Whitlow", "email": "sam.whitlow@mail.example", "locale": "en-US"},
    {"email": "club@mail.example"},
)


def load_contacts(brand: Brand, people: tuple[dict[str, Any], ...]) -> None:
    Contact.objects.bulk_create(Contact(brand=brand, is_sample=True, **fields) for fields in people)
