"""What a campaign says that is no personal data, though it has digits, capitals or signs."""

import random

_SENTENCES = (
    "Now only ${a}.{b:02} instead of ${c}.{b:02}.",
    "Statt {c},{b:02} € nur noch {a},{b:02} €.",
    "Order #{n10} ships on Monday.",
    "Your order number is {n8}.",
    "Invoice INV-{year}-{n5} is due on {day:02}.{month:02}.{year}.",
    "Bestellnummer {n10} ist unterwegs.",
    "The sale runs from {year}-{month:02}-{day:02} to {year}-12-31.",
    "Offer valid {day}/{month}/{year} only.",
    "Version {a}.{month}.{day} fixes the grinder.",
    "Firmware v{a}.{month}.{day}.{b} is out.",
    "SKU {LL}-{n4}-{L}{b} is back in stock.",
    "Product code {LL}{n6} and {LL}{n4}.",
    "#{LL}{year} #SpringSale{year} #coffee",
    "Save {b}% with code {WORD}{b} until Sunday.",
    "Use {WORD}-{b}-OFF at checkout.",
    "Coupon: {WORD}{year}",
    "{n3},{n3} bags sold since {year}.",
    "{a} 000 000 cups a year.",
    "Open Mon-Fri 9:00-17:30, Sat 10-14.",
    "{a} x 250 g for {b},50 €, 1 kg for {c} €.",
    "ISBN 978-3-16-148410-0 explains it.",
    "EAN 4006381333931 is printed on the bag.",
    "Roasted at {c} °C for {a} minutes.",
    "Spring {year} is here: 15 to 28 March.",
    "Page {a} of {b}, chapter {a}.{month}.{day}",
    "Hello {{{{ first_name }}}}, your points: {n5}.",
    "Rated 4.{a} by {n4} customers.",
    "Top {a} reasons to visit in {year}",
    "https://northwind.example/p/{n6}?utm_source=mail&utm_campaign=spring{year}",
    "https://northwind.example/shop?code={WORD}{b}&size=250",
    "Room {n3}, hall {a}, booth {L}{b}.",
    "Flight {LL}{n3} leaves at {day}:{b:02}.",
    "Tracking number 1Z{n8}{n8} left the depot.",
    "Born to roast: {b}% off until {day:02}.{month:02}.{year}.",
    "Step {a}: grind {b} g, pour {c} ml at 93 °C.",
    "We planted {n3} trees on {day} May {year}.",
    "The password reset page is easy to find.",
    "Enter your password, then press Continue.",
    "Your token of thanks: {b} points.",
    "The key to good coffee is time.",
    "Visit us at northwind.example or @northwind.",
    "Meet us at the market, from {day} to {b} o'clock.",
    "Batch {n6}-{L} was roasted in week {b}.",
    "Ratio 1:{b}, grind size {a}/{b}, 24/7 support",
    "Nur {a} Tage: {b} Prozent auf {n3} Sorten.",
    "{year}/{year2} season: {n3} g bags, {a}-pack",
)  # fmt: skip
_WORDS = ("SPRING", "ROAST", "WELCOME", "BREW", "CREMA")


def sentences(seed: int) -> list[str]:
    random_ = random.Random(seed)
    made = []
    for _ in range(6):
        for sentence in _SENTENCES:
            digits = {
                f"n{count}": str(random_.randrange(10 ** (count - 1), 10**count))
                for count in (3, 4, 5, 6, 8, 10)
            }
            letters = random_.choices("ABCDEFGHKLMNPRSTUVWX", k=3)
            year = random_.randint(2020, 2027)
            made.append(
                sentence.format(
                    a=random_.randint(2, 9), b=random_.randint(10, 60), c=random_.randint(100, 999),
                    year=year,
                    year2=year + 1, day=random_.randint(10, 28), month=random_.randint(1, 12), L=letters[0],
                    LL="".join(letters[1:]), WORD=random_.choice(_WORDS), **digits,
                )
            )  # fmt: skip
    return made
