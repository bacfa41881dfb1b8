"""Reads what follows a street: a flat, a district, a postcode and a town, a state, a country."""

import re
from typing import NamedTuple

from generation.llm_client.privacy.street_words import COUNTRIES, NOT_TOWNS, US_STATES

_JOINER = (
    r"(?:de|du|des|la|le|les|del|della|dei|di|da|do|dos|das|der|dem|den|von|zum|zur|am|im|an|in|ob|van|het|"
    r"bij|aan|op|los|las|el|y|e|i|"
    r"of|the|on|upon|under|nad|pod|u|v|ve|vorm|sur|sous|en|lès|lui|cu|st|sankt|a|à|by|cedex)"
)
_CAPITAL = r"(?:[dl]['’]|['’][st] )?[^\W\d_a-zà-öø-ÿ][\w'’.-]*"
_TOWN = (
    rf"{_CAPITAL}(?:[ /-](?:(?:{_JOINER} ){{0,2}}{_CAPITAL}|"
    r"(?:[1-9]|1[0-9]|2[0-9])(?:e|er|ème)?(?![\w.,])|cedex|[1-9]ª Seção)){0,5}"
)
_UNIT_NAME = (
    r"Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|Room|Rm|Bldg|Building|App|Appartamento|Appt|Interno|Int|"
    r"Piano|Piso|Puerta|Pta|Apto|Bloco|"
    r"Depto|Edif|Interior|Bl|Sc|Ap|Et|Etage|Etg|OG|EG|Stock|Stiege|Top|Whg|Wohnung|bus|lgh|lok|m|Local|Esc|"
    r"Escalera|bte|box|Box|Bajo|Bât|bât|Sala|"
    r"Casa|Scala|andar|fração|apt|apto|appt|unit|flat|suite|floor|room|byt|em|fsz|D|kapı|Kat|No"
)
_UNIT = (
    rf"(?:(?:, ?| |\n| - )(?:(?:{_UNIT_NAME})\.?[ ]?#?[0-9][\w/-]{{0,5}}|#[ ]?\w{{1,6}}|(?:{_UNIT_NAME})\.? "
    rf"[A-Z](?!\w)|"
    rf"[0-9]{{1,3}} ?(?:[ºª°]\.?(?: ?[A-Za-z](?!\w))?|(?:st|nd|rd|th)[ ][Ff]loor|er étage|e étage|ème étage|"
    rf"\. ?(?:OG|Stock|emelet|tv|th|sal)(?!\w))(?:[ ,]{{0,2}}(?:izq|dcha|Izda|izquierda|derecha|esq|"
    rf"dir)\.?)?|"
    rf"(?:bis|ter|esq|dto|dir|tv|th|mf)\.?(?!\w)|[A-Z]{{1,2}}[0-9]{{0,3}}(?=,)|"
    rf"[0-9]{{1,3}}(?=\n[^\W\d_]))(?: ?(?=[,\n ])|$)){{0,4}}"
)
_SEPARATOR = r"(?: ?[,;] ?\n?| ?\n ?| - | – | |, - ?)"
_NUMERIC = (
    r"(?:[0-9]{5}-[0-9]{3}|[0-9]{4}-[0-9]{3}|[0-9]{2}-[0-9]{3}|[0-9]{3} [0-9]{2}|"
    r"[0-9]{4} ?[A-Z]{2}(?!\w)|[0-9]{4,6}|[0-9]{8})"
)
_LETTERED = (
    r"(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]|"
    r"[A-Z][0-9]{2} ?[A-Z0-9]{4})(?!\w)"
)
_REGION = r"(?:,? ?\([A-Z]{2}\)| ?[/-] ?[A-Z]{2}(?!\w)|, ?[A-Z]{2}(?!\w)| [A-Z]{2}(?=[.,;\s]|$))?"
_STATE_BEHIND = r"(?:, [A-Z][a-z]{2,14}(?: [A-Z][a-z]{2,14})?(?=[.,;\n]|$))?"
_COUNTRY = rf"(?:(?:, ?| |\n|,\n)(?:{COUNTRIES})(?!\w))?"
_ANY_POSTCODE = re.compile(r"[0-9]{4}|[0-9]{2,3}[ -][0-9]{2,3}|[0-9][A-Z]{2}|[A-Z][0-9]")
_UNITS = re.compile(_UNIT)
_DISTRICTS = rf"(?:{_TOWN}(?:, ?\n?| ?\n| - )){{0,3}}"
_POSTCODE_FIRST = re.compile(
    rf"{_SEPARATOR}(?:{_DISTRICTS})(?:[A-Z]{{1,3}}[ -])?({_NUMERIC})(?:,? |,?\n| - "
    rf")((?:{_JOINER} )?{_TOWN}){_REGION}{_COUNTRY}"
)
_STATE_LAST = re.compile(
    rf"{_SEPARATOR}(?:{_DISTRICTS}){_TOWN}(?:, ?|\n| - | |/)(?:{US_STATES}|[A-Z]{{2,4}}|"
    rf"[A-Z][a-z]{{3,12}}(?: "
    rf"[A-Z][a-z]{{3,12}})?),? ?"
    rf"(?:[0-9]{{5}}(?:-[0-9]{{3,4}})?|[0-9]{{4,6}}|{_LETTERED})(?!\w){_COUNTRY}"
)
_POSTCODE_LAST = re.compile(rf"{_SEPARATOR}(?:{_DISTRICTS}|{_TOWN} ){_LETTERED}{_COUNTRY}")
_TOWN_NUMBER = re.compile(
    rf"{_SEPARATOR}(?:{_DISTRICTS}){_TOWN}(?:, ?| ?- ?| |\n)[0-9]{{3}}(?: ?[0-9]{{3}}|"
    rf"[0-9]{{1,2}})(?![\w.,][0-9]|\w){_REGION}{_STATE_BEHIND}{_COUNTRY}"
)
_TOWN_BEHIND = re.compile(rf"[ \n]{_TOWN}{_REGION}{_COUNTRY}")
_SIX_AT_END = re.compile(r"[-– ][0-9]{6}$")
_TOWN_ONLY = re.compile(rf"(?:, ?| in |\n){_TOWN}{_REGION}{_COUNTRY}")


class Tail(NamedTuple):
    end: int
    is_sure: bool
    """A postcode stands beside a town."""


def tail_after(text: str, at: int) -> Tail | None:
    """Return what belongs to the address behind a street that ends at `at`; None: nothing."""
    unit = _UNITS.match(text, at)
    street = unit.end() if unit else at
    reach = min(len(text), street + 160)
    if _ANY_POSTCODE.search(text, street, reach) is None:
        return _town_after(text, street, reach, at)
    found = _POSTCODE_FIRST.match(text, street, reach)
    if found and found[2].split()[0].lower().rstrip(".") not in NOT_TOWNS:
        return Tail(found.end() - len(found[0]) + len(found[0].rstrip(".")), True)
    for form in (_STATE_LAST, _POSTCODE_LAST):
        if found := form.match(text, street, reach):
            return Tail(found.end(), True)
    if (found := _TOWN_NUMBER.match(text, street, reach)) and not _is_no_town(found[0]):
        is_sure = "\n" in found[0] or "," in found[0][2:] or _SIX_AT_END.search(found[0]) is not None
        return Tail(found.end(), is_sure)
    return _town_after(text, street, reach, at)


def town_behind(text: str, at: int) -> Tail | None:
    """Return the town behind a postcode that ends at `at`."""
    found = _TOWN_BEHIND.match(text, at, min(len(text), at + 80))
    return Tail(found.end() - len(found[0]) + len(found[0].rstrip(".")), True) if found else None


def _town_after(text: str, street: int, reach: int, at: int) -> Tail | None:
    if (found := _TOWN_ONLY.match(text, street, reach)) and not _is_no_town(found[0]):
        return Tail(found.end() - len(found[0]) + len(found[0].rstrip(".")), False)
    return Tail(street, False) if street > at else None


def _is_no_town(value: str) -> bool:
    first = re.search(r"[^\W\d_]+", value.removeprefix(" in"))
    return first is not None and first[0].lower() in NOT_TOWNS
