"""Values of each kind of personal data, made at random and valid where a check digit says so."""

import random
import string
from collections.abc import Callable

import phonenumbers
from faker import Faker

LOCALES = (
    "en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "sv_SE", "pt_BR", "pt_PT",
    "en_IN",
    "da_DK", "no_NO", "fi_FI", "cs_CZ",
)  # fmt: skip
_IBAN_COUNTRIES = ("de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL", "en_GB", "pt_PT", "no_NO", "fi_FI")
_KEY_FORMS = (
    ("sk-proj-", 40), ("sk-or-v1-", 64), ("sk_live_", 24), ("ghp_", 36), ("github_pat_", 60), ("glpat-",
    20), ("AIza", 35),
    ("xoxb-", 40), ("hf_", 34), ("npm_", 36), ("gsk_", 50),
)  # fmt: skip


class Values:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._fakers = {locale: Faker(locale, use_weighting=False) for locale in LOCALES}
        for number, faker in enumerate(self._fakers.values()):
            faker.seed_instance(seed + number)
        self._makers: dict[str, Callable[[str], str]] = {
            "EMAIL": self.email, "PHONE": self.phone, "IBAN": self.iban, "CARD": self.card,
            "NATIONAL_ID": self.national_id,
            "IP": self.ip, "ADDRESS": self.address, "BIRTH_DATE": self.birth_date, "API_KEY": self.key,
            "PASSWORD": self.password, "TOKEN": self.token,
        }  # fmt: skip

    def make(self, kind: str, locale: str) -> str:
        return self._makers[kind](locale)

    def faker(self, locale: str) -> Faker:
        return self._fakers[locale]

    def digits(self, count: int) -> str:
        return "".join(self.random.choices(string.digits, k=count))

    def email(self, locale: str) -> str:
        faker = self.faker(locale)
        name = self.random.choice([faker.email(), faker.ascii_company_email(), faker.safe_email()])
        local, _, domain = name.partition("@")
        return self.random.choice(
            [name, f"{local}+news@{domain}", f"{local.title()}@{domain}", f"{local}@mail.{domain}"]
        )

    def phone(self, locale: str) -> str:
        if self.random.random() < 0.3:
            return self.faker(locale).phone_number()
        example = phonenumbers.example_number_for_type(
            locale[-2:],
            self.random.choice(
                [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]
            ),
        )
        while True:
            number = phonenumbers.PhoneNumber()
            number.merge_from(example)
            number.national_number += self.random.randint(-40_000, 40_000)
            if phonenumbers.is_valid_number(number):
                break
        forms = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(
            number, self.random.choice([forms.NATIONAL, forms.INTERNATIONAL, forms.E164])
        )

    def iban(self, locale: str) -> str:
        iban = self.faker(locale if locale in _IBAN_COUNTRIES else self.random.choice(_IBAN_COUNTRIES)).iban()
        grouped = " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
        return self.random.choice([iban, grouped, iban.lower(), grouped.replace(" ", "-")])

    def card(self, locale: str) -> str:
        kind = self.random.choice(["visa16", "mastercard", "amex", "discover", "jcb16", "diners"])
        number = self.faker("en_US").credit_card_number(kind)
        cuts = (4, 10) if len(number) == 15 else (4, 8, 12)
        parts = [number[left:right] for left, right in zip((0, *cuts), (*cuts, None), strict=True)]
        return self.random.choice([number, " ".join(parts), "-".join(parts)])

    def ip(self, locale: str) -> str:
        faker = self.faker("en_US")
        return self.random.choice(
            [faker.ipv4_public(), faker.ipv4_private(), faker.ipv6(), self._short_ipv6()]
        )

    def _short_ipv6(self) -> str:
        return f"2001:db8:{self.random.randrange(256, 65536):x}::{self.random.randrange(256, 65536):x}"

    def address(self, locale: str) -> str:
        address = self.faker(locale).address()
        return self.random.choice([address, address.replace("\n", ", ")])

    def birth_date(self, locale: str) -> str:
        day = self.faker(locale).date_of_birth(minimum_age=18, maximum_age=90)
        form = self.random.choice(["%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%y"])
        if locale.startswith("en"):
            form = self.random.choice([form, "%d %B %Y", "%B %d, %Y"])
        return day.strftime(form)

    def key(self, locale: str) -> str:
        alphabet = string.ascii_letters + string.digits
        choice = self.random.randrange(len(_KEY_FORMS) + 2)
        if choice == len(_KEY_FORMS):
            return "AKIA" + "".join(self.random.choices(string.ascii_uppercase + string.digits, k=16))
        if choice > len(_KEY_FORMS):
            return "eyJhbGciOiJIUzI1NiJ9." + ".".join(
                "".join(self.random.choices(alphabet, k=k)) for k in (40, 43)
            )
        start, length = _KEY_FORMS[choice]
        return start + "".join(self.random.choices(alphabet, k=length - 1)) + self.digits(1)

    def password(self, locale: str) -> str:
        return self.faker("en_US").password(
            length=self.random.randint(8, 16), special_chars=self.random.random() < 0.5
        )

    def token(self, locale: str) -> str:
        return "".join(
            self.random.choices(string.ascii_letters + string.digits, k=self.random.randint(16, 40))
        )

    def national_id(self, locale: str) -> str:
        faker = self.faker(locale)
        made: dict[str, Callable[[], list[str]]] = {
            "en_US": lambda: [faker.ssn()],
            "en_GB": lambda: [self._nino(), self._nhs()],
            "de_DE": lambda: [self._german_id()],
            "es_ES": lambda: [faker.nif(), faker.nie()],
            "it_IT": lambda: [faker.ssn(), faker.ssn().lower()],
            "pl_PL": lambda: [faker.pesel()],
            "pt_BR": lambda: [faker.cpf()],
            "pt_PT": lambda: [self._portuguese_id()],
            "en_IN": lambda: [faker.aadhaar_id(), self._pan()],
        }
        return self.random.choice(made.get(locale, lambda: [faker.ssn()])())

    def _nino(self) -> str:
        value = (
            self.random.choice(["AB", "CE", "JK", "PR", "SA"]) + self.digits(6) + self.random.choice("ABCD")
        )
        return self.random.choice([value, f"{value[:2]} {value[2:4]} {value[4:6]} {value[6:8]} {value[8]}"])

    def _nhs(self) -> str:
        while True:
            digits = self.digits(9)
            check = (
                11
                - sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=True))
                % 11
            )
            if check != 10:
                value = digits + str(check % 11)
                return f"{value[:3]} {value[3:6]} {value[6:]}"

    def _german_id(self) -> str:
        ten = self.random.sample(string.digits, 10)
        if ten[0] == "0":
            ten.reverse()
        ten[9] = ten[3]
        product = 10
        for digit in ten:
            product = ((int(digit) + product) % 10 or 10) * 2 % 11
        value = "".join(ten) + str((11 - product) % 10)
        return self.random.choice([value, f"{value[:2]} {value[2:5]} {value[5:8]} {value[8:]}"])

    def _portuguese_id(self) -> str:
        digits = self.random.choice("123") + self.digits(7)
        check = (
            11 - sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=True)) % 11
        )
        value = digits + str(0 if check > 9 else check)
        return self.random.choice([value, f"{value[:3]} {value[3:6]} {value[6:]}"])

    def _pan(self) -> str:
        letters = "".join(self.random.choices(string.ascii_uppercase, k=3))
        return (
            letters
            + "P"
            + self.random.choice(string.ascii_uppercase)
            + self.digits(4)
            + self.random.choice("ABCXYZ")
        )
