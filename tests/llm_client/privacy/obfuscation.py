"""Personal data as people write it to get it past a filter, or as a copied text has it."""

from collections.abc import Iterator

from tests.llm_client.privacy.values import Values

_EACH = 9


def sentences(values: Values) -> Iterator[tuple[str, str]]:
    """Yield sentences and the obfuscated value in each."""
    for number in range(_EACH):
        email = values.faker("en_US").email()
        local, _, domain = email.partition("@")
        card = values.faker("en_US").credit_card_number("visa16")
        iban = values.faker("de_DE").iban()
        mobile = "0171" + values.digits(7)
        american = f"({values.random.randint(201, 899)}) 555-01{values.digits(2)}"
        ssn = values.faker("en_US").ssn()
        ipv4 = values.faker("en_US").ipv4_public()
        forms = {
            "Mail {} please.": local + " at " + domain.replace(".", " dot "),
            "Contact: {}.": local + " [at] " + domain.replace(".", " [dot] "),
            "Reach her: {}": f"{local}(at){domain}",
            "Meine Adresse: {}": local + " (at) " + domain.replace(".", " (punkt) "),
            "His mail is {} now.": full_width(email),
            "Send to {} today.": f"{local}@\n{domain}",
            "Write {} soon.": hidden(email),
            "She wrote from {} twice.": f"{local} @ {domain}".replace(".", " . ")
            if "." not in local
            else f"{local} @ {domain}",
            "Paid by {} today.": " ".join(card),
            "Card {} was charged.": full_width(card),
            "Her card {} expired.": hidden(card),
            "The card: {}!": f"{card[:4]} {card[4:8]}\n{card[8:12]} {card[12:]}",
            "Account {} it is.": " ".join(iban),
            "Pay to {} today.": hidden(iban),
            "Bank: {}": full_width(iban),
            "Call {} tonight.": " ".join(mobile),
            "Ring {} tonight.": full_width(mobile),
            "My phone is {} as always.": hidden(american),
            "Phone: {}": f"{american[:6]}\n{american[6:]}",
            "SSN {} on the form.": " ".join(ssn.replace("-", "")),
            "Her social security number is {}.": hidden(ssn),
            "Social security: {}.": full_width(ssn),
            "From {} at night.": ipv4.replace(".", "[.]"),
            "Server {} is down.": hidden(ipv4),
        }
        for sentence, value in forms.items():
            if number < _EACH - 1 or "mail" not in sentence.lower():
                yield sentence.replace("{}", value), value


def full_width(value: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in value)


def hidden(value: str) -> str:
    """Put characters that nobody sees between the others."""
    signs = ("\u200b", "\u2060", "\u00ad", "\ufeff", "\u200d", "\u202a")
    return "".join(sign + (signs[at % len(signs)] if at % 3 == 1 else "") for at, sign in enumerate(value))
