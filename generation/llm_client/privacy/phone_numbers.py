"""Tells telephone numbers from the other digits of a campaign: prices, dates, order numbers, sizes.

How they are written and the words before them show whether digits are meant as a number. Where both leave
it open, the phonenumbers library is asked whether they can be one.
"""

import re
from collections.abc import Iterator
from functools import cache

import phonenumbers

from generation.llm_client.privacy.contexts import ORDER, Cue
from generation.llm_client.privacy.glance import Hint
from generation.llm_client.privacy.languages import region_that_speaks
from generation.llm_client.privacy.spans import LONGEST_RUN, Place, Sought, rest_of

MOST_CHECKS = 5_000
"""One takes up to 30 us. No brief needs so many."""

DEFAULT_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL")
_REGION_OF_LANGUAGE = {
    "en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT", "pl": "PL",
    "sv": "SE", "da": "DK", "nb": "NO", "no": "NO", "fi": "FI", "cs": "CZ", "sk": "SK", "hu": "HU",
    "ro": "RO", "el": "GR", "tr": "TR", "ja": "JP", "ko": "KR", "zh": "CN", "he": "IL", "ar": "AE",
    "uk": "UA", "ru": "RU", "hi": "IN",
}  # fmt: skip

_RUN = re.compile(
    # A search for one of these signs is quick; what stands before them is looked at afterwards.
    r"[0-9+(](?:(?<=[0-9])(?<![\w#/.,+=-][0-9])|(?<=\+)(?<!\w\+) ?\(?[0-9]|"
    r"(?<=\()(?:(?<!\w\()\+ ?\(?|(?<![\w#/.,+=-]\())[0-9])"
    r"(?=(?:[ ().\-/_\u2022]{0,4}[0-9]){5})[0-9]*+(?:[ ().\-/_\u2022]{1,4}[0-9]++)*+"
    r"(?:(?![\w@%])|(?=x[0-9]))"
)
_GROUP = re.compile(r"[0-9]++")
_EXTENSION = re.compile(
    r" ?(?:,? ?ext(?:ension|\.)?|,? ?durchwahl|,? ?dw\.?|,? ?poste|x|,? ?int(?:erno|\.)|,? ?wew\.?|#)[ "
    r".:]?[0-9]{1,6}(?!\w)",
    re.IGNORECASE,
)
_RUN_WITH_EXTENSION = re.compile(r"x[0-9]{1,6}(?!\w)")
_NORTH_AMERICAN = re.compile(
    r"(?:001[ .-]|1[ .-]?)?(?:\([2-9][0-9]{2}\)[ -]?|[2-9][0-9]{2}[ .-])[0-9]{3}[ .-][0-9]{4}"
)
_PLAIN_TEN = re.compile(r"[2-9][0-9]{2}[2-9][0-9]{6}")
_AREA_IN_BRACKETS = re.compile(r"(?:[0-9] ?)?\(0?[0-9]{1,5}\)[ /-]{0,2}[0-9](?:[ .-]?[0-9]){4,9}")
_TRUNK = re.compile(r"\(?0[0-9]{1,5}\)?(?:[ ().\-/]{1,3}[0-9]{2,9}){1,5}")
_TRUNK_IN_PAIRS = re.compile(r"0[0-9](?:([ .\-/])[0-9]{2})(?:\1[0-9]{2}){3}|[679][0-9]{2}(?: [0-9]{2}){3}")
_IN_GROUPS = re.compile(r"[0-9]{2,5}(?:[ .-][0-9]{2,5}){1,4}")
_PHONE = Cue(
    r"(?i:^(?:tel|fon|phone|tele|call|ring|dial|mobi?l|mobie|cell|fax|whats|signal|sms|text|txt|hot|landline|"
    r"contact|"
    r"reach|voicemail|pager|ph$|mob$|number|line$|handy|ruf|r[üu]ckruf|anruf|erreich|durchwahl|festnetz|"
    r"zur[üu]ckruf|"
    r"kontakt|t[ée]l|portable|appel|joi[gn]|rappel|num|n[úu]mero|m[óo]vil|ll[aá]m|cont|marque|celular|fijo|"
    r"cellular|chiam|"
    r"recapito|fisso|bel|gsm|nummer|bereik|lig|fone|\w*dzwo|kom|n[åa]s$|nås|tlf|puh|soita|volej|zavol|h[íi]v|"
    r"sun[ăa]|ara|cep$|tfn)|тел|звон|номер|電話|携帯|电话|手机|致电|전화|휴대폰|फोन|फ़ोन|मोबाइल|τηλ|هاتف|טלפון|[☎📞📱🤙])",
    r"(?:\b(?:tel|fon|phones?|telephone|tele|call\w*|ring|dial\w*|mobile|cell\w*|fax|whats ?app|signal|"
    r"telegram|sms|text(?: me| us| him| her| them)?|txt|hotline|landline|contact(?:able)?|reach(?:able)?|"
    r"voicemail|pager|ph|mob|(?:my|her|his|their|whose|our) (?:direct |new |private |work |home )?(?:number|"
    r"line)|line|"
    r"telefon\w*|handy\w*|mobil\w*|ruf\w*|r[üu]ckruf\w*|anruf\w*|erreich\w*|durchwahl|festnetz\w*|"
    r"zur[üu]ckrufen|kontakt\w*|"
    r"t[ée]l|t[ée]l[ée]phon\w*|portable|appel\w*|joindre|joignable|rappel\w*|contact\w*|num[ée]ro|"
    r"tel[ée]fono\w*|m[óo]vil|llam\w+|ll[áa]m\w+|cont[áa]ct\w*|marque|celular|fijo|n[úu]mero de (?:tel\w*|"
    r"contacto|m[óo]vil)|"
    r"cellulare|chiam\w+|telefon\w+|recapito|fisso|numero di telefono|"
    r"bel|bellen|mobiel\w*|belt|gsm|06-nummer|telefoonnummer|bereik\w*|"
    r"telefone|telem[óo]vel|ligue|ligar|liga|contacto|contato|fone|"
    r"zadzwo\w*|dzwo[nń]\w*|kom[óo]rk\w*|kom\.|"
    r"ring|n[åa]s|mobilnummer|telefonnummer|tlf|mob|puhelin\w*|puh|tfn|soita\w*|num(?:ero)?ssa|"
    r"volejte|zavol\w*|telefon[íu]\w*|h[íi]vj\w*|h[íi]v\w*|sun[ăa]\w*|aray\w*|ara|numaras[ıi]|cep)\b"
    r"|тел|звон|номер|電話|携帯|电话|手机|致电|전화|휴대폰|फोन|फ़ोन|मोबाइल|τηλ|هاتف|טלפון|[☎📞📱🤙])[^0-9\n]{0,24}$",
)
_OTHER = re.compile(r"\b(?:id|no|nr|num|number|coupons?|points?|units?)\b")
_MAY_SAY_OTHER = Hint(lambda word: _OTHER.search(word) is not None)
_SAYS_OTHER = re.compile(rf"{_OTHER.pattern}[^0-9\n]{{0,6}}$", re.IGNORECASE)
_MONEY_BEFORE = re.compile(
    r"(?:[€$£¥₹₩₺₽฿]|\b(?:USD|EUR|GBP|CHF|INR|BRL|R\$|PLN|SEK|NOK|DKK|CZK|HUF|Rs\.?|kr)) ?$"
)
_MONEY_AFTER = re.compile(
    r",[0-9]|\.?[,-]?-* ?(?:[€$£¥₹₩₺%]|(?:USD|EUR|GBP|CHF|INR|PLN|SEK|NOK|DKK|kr|zł|Kč|Ft|euros?|dollars?|"
    r"reais)\b)"
)
_NO_NUMBER = re.compile(
    r"(?:(?:19|20)[0-9]{2}[ ./-][0-9]{1,2}[ ./-][0-9]{1,2}|[0-9]{1,2}[ ./-][0-9]{1,2}[ ./-](?:19|"
    r"20)[0-9]{2})(?:$| )"
    r"|(?:19|20)[0-9]{2} ?[-/.] ?(?:(?:19|20)[0-9]{2}|[0-9]{2})$|[02-9]\.[0-9]"
)
"""A date, some years, a decimal number, a version."""
_TENS = re.compile(r"(?:0{6}|(?:[ .]000){2})")


def phone_numbers(text: str, sought: Sought) -> Iterator[Place]:
    search = _Search(text, sought)
    for run in _RUN.finditer(text):
        is_endless = run.end() - run.start() > LONGEST_RUN
        if not is_endless:
            yield from search.in_run(run.start(), run.end())
        if is_endless or search.is_spent:
            yield from rest_of(text, run.start())
            return


def region_of(locale: str) -> str:
    """Return the region that a language tag means: that of `de-AT` or, by language, of `de`; or nothing."""
    language, *rest = locale.replace("_", "-").split("-")
    named = [part.upper() for part in rest if part.upper() in phonenumbers.SUPPORTED_REGIONS]
    return named[0] if named else _REGION_OF_LANGUAGE.get(language.lower(), "")


class _Search:
    def __init__(self, text: str, sought: Sought) -> None:
        self._text = text
        self._sought = sought
        self._home = sought.home
        self._checks = 0
        self._told: bool | None = None
        """Whether the words before the run say that it is a telephone number; None: nobody asked."""

    @property
    def is_spent(self) -> bool:
        return self._checks > MOST_CHECKS

    def in_run(self, start: int, end: int) -> Iterator[Place]:
        """Find the numbers in a row of digit groups: a number beside a date or another number is one row."""
        groups = [match.span() for match in _GROUP.finditer(self._text, start, end)]
        self._told = None
        if "+" in self._text[start : groups[0][0]]:
            self._told = False
        elif self._says_other(start) and not self._says_phone(start):
            return
        if len(groups) > 8 and sum(right - left for left, right in groups) <= 17:
            # `0 1 7 1  1 2 3 …`
            if self._is_spaced(self._text[start : groups[-1][1]], groups, start):
                yield start, groups[-1][1]
            return
        first = 0
        while first < len(groups) and not self.is_spent:
            begin = start if first == 0 else self._bracket_before(groups[first][0])
            last = self._longest(groups, first, begin, start)
            if last is None:
                first += 1
                continue
            yield self._begin(begin, groups[last][1]), self._with_extension(groups[last][1])
            first = last + 1

    def _says_phone(self, start: int) -> bool:
        """Tell whether the nearest telling word is one for a telephone: "Call us about order 4711 0815"."""
        if self._told is None:
            phone = _PHONE.before(self._text, start, self._sought.glance, 44)
            order = ORDER.before(self._text, start, self._sought.glance, 44) if phone else None
            self._told = phone is not None and (order is None or order.start() < phone.start())
        return self._told

    def _says_other(self, start: int) -> bool:
        left = max(0, start - 24)
        return (
            _MONEY_BEFORE.search(self._text, max(0, start - 8), start) is not None
            or (
                self._sought.glance.shows(_MAY_SAY_OTHER)
                and _SAYS_OTHER.search(self._text, left, start) is not None
            )
            or ORDER.before(self._text, start, self._sought.glance, 40) is not None
        )

    def _bracket_before(self, begin: int) -> int:
        return begin - 1 if begin and self._text[begin - 1] in "(+" else begin

    def _begin(self, begin: int, end: int) -> int:
        """Leave out a bracket that closes after the number: it is the sentence's."""
        value = self._text[begin:end]
        return begin + 1 if value[0] == "(" and value.count("(") > value.count(")") else begin

    def _with_extension(self, end: int) -> int:
        extension = _EXTENSION.match(self._text, end)
        return extension.end() if extension else end

    def _longest(self, groups: list[Place], first: int, begin: int, run: int) -> int | None:
        # After a hyphen or a dot there is the middle of something, an ISBN for instance.
        if first and self._text[groups[first][0] - 1] in "-._":
            return None
        for last in range(min(first + 8, len(groups)) - 1, first - 1, -1):
            digits = sum(right - left for left, right in groups[first : last + 1])
            if digits < 6:
                break
            if digits <= 17 and self._is_number(begin, groups[last][1], run):
                return last
        return None

    def _is_number(self, begin: int, end: int, run: int) -> bool:
        self._checks += 1
        value = self._text[self._begin(begin, end) : end]
        digits = "".join(_GROUP.findall(value))
        if "+" in value[:3]:
            return _is_international(digits)
        if value.startswith("00") and len(digits) >= 10 and _is_international(digits[2:]):
            return True
        if _MONEY_AFTER.match(self._text, end) or _NO_NUMBER.match(value) or _TENS.search(value):
            return False
        if len(digits) >= 7 and self._is_written_as_one(value, digits):
            return True
        if self._says_phone(run):
            return len(digits) <= 15
        return len(digits) >= 7 and self._is_at_home(value, digits, begin)

    def _is_written_as_one(self, value: str, digits: str) -> bool:
        if _NORTH_AMERICAN.fullmatch(value):
            return True
        if digits == value:
            if _PLAIN_TEN.fullmatch(value):
                return self._is_valid(value, "US")
            return digits[0] == "0" and 9 <= len(digits) <= 12 and self._is_valid_anywhere(value)
        if 8 <= len(digits) <= 12 and _AREA_IN_BRACKETS.fullmatch(value):
            return True
        if _TRUNK_IN_PAIRS.fullmatch(value):
            return True
        if digits[0] != "0":
            return False
        return 9 <= len(digits) <= 13 and (
            _TRUNK.fullmatch(value) is not None or self._is_valid_anywhere(value)
        )

    def _is_at_home(self, value: str, digits: str, begin: int) -> bool:
        """Tell whether the text's own country has such a number: the digits alone say nothing."""
        if (digits == value and digits.startswith("0")) or len(digits) < 8:
            return False
        is_plain = digits == value
        if not is_plain and not _IN_GROUPS.fullmatch(value):
            return False
        home = self._home or region_that_speaks(self._text, begin)
        return (
            bool(home)
            and _trunk_prefix(home) != "1"
            and self._is_valid(value, home)
            and (not is_plain or bool(self._home))
        )

    def _is_spaced(self, value: str, groups: list[Place], run: int) -> bool:
        digits = "".join(_GROUP.findall(value))
        if "+" in value[:3]:
            return _is_international(digits)
        if len(digits) < 7 or any(right - left > 2 for left, right in groups):
            return False
        if digits.startswith("00") and _is_international(digits[2:]):
            return True
        if self._says_phone(run):
            return True
        return len(digits) >= 9 and (
            (digits[0] == "0" and len(digits) <= 12) or self._is_valid_anywhere(digits)
        )

    def _is_valid_anywhere(self, value: str) -> bool:
        regions = dict.fromkeys([self._home, *self._sought.regions] if self._home else self._sought.regions)
        return any(self._is_valid(value, region) for region in regions)

    def _is_valid(self, value: str, region: str) -> bool:
        self._checks += 1
        try:
            return phonenumbers.is_valid_number(phonenumbers.parse(value, region))
        except phonenumbers.NumberParseException:
            return False


def _is_international(digits: str) -> bool:
    """Tell whether digits begin with a country's code and have a length that ITU-T E.164 allows."""
    # `+44 (0)20 …` has one more.
    return (
        7 <= len(digits) <= 16
        and digits[0] != "0"
        and any(int(digits[:length]) in _country_codes() for length in (1, 2, 3))
    )


@cache
def _country_codes() -> frozenset[int]:
    return frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


@cache
def _trunk_prefix(region: str) -> str:
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    return (metadata.national_prefix or "") if metadata else ""
