"""Claims labelled by hand: what a careful person says of each beside the facts of its campaign.

Each line of a campaign is `label | text | the words in question`. Labels: `+` supported, `=` derived,
`!` contradicts, `?` no source, `.` no claim at all. The words may be left out where they are the whole text.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

LABELS = {"+": "supported", "=": "derived", "!": "contradicted", "?": "no_source", ".": "none"}


@dataclass(frozen=True)
class Labelled:
    language: str
    facts: tuple[str, ...]
    lines: str
    brief: dict[str, Any] = field(default_factory=dict)
    lowest_30d: str = ""
    """Of the first fact."""


COFFEE = (
    "20% off all whole-bean coffee",
    "Runs 15–28 March 2027, ends 11:59 pm PT",
    "Free US shipping over $35",
    "Ridgeline Blend, 340 g: $18.00, now $14.40",
    "Roasted in Portland within 48 hours of shipping",
    "12,400 subscribers drink our coffee",
    "Grown in four countries: Ethiopia, Kenya, Peru and Colombia",
    "“The calmest cup I know,” says Mara Lindt, food writer",
    "Rated 4.8 out of 5 in 2,130 reviews (March 2027)",
    "Northwind has roasted coffee since 2009",
)
SOFTWARE = (
    "The Team plan costs $12 a month or $120 a year per person",
    "14-day free trial, no card needed",
    "Up to 30% less time spent on scheduling (survey of 640 customers, 2026)",
    "Support answers in under 4 hours on weekdays, 9 am to 6 pm ET",
    "Over 3,000 companies use it in 27 countries",
    "Two-thirds are agencies with fewer than 50 people",
    "Version 5 starts twice as fast: 1.2 s instead of 2.4 s",
    "The webinar is on 7 October 2027 at 4 pm ET",
)
MOBEL = (
    "Esstisch Alma: bisher 1.290,00 €, jetzt 990,00 €",
    "Die Aktion läuft vom 3. bis 17. Mai 2027",
    "Versand frei ab 500 €",
    "5 Jahre Garantie auf alle Tische",
    "Gefertigt in Münster aus Eiche, 180 x 90 cm",
    "Gutscheincode FRÜHLING27 spart weitere 50 €",
    "Lieferung in 10 Werktagen",
    "Über 40.000 Tische verkauft",
    "„Der Tisch trägt unser ganzes Leben“, sagt Jana Vogt aus Kassel",
    "Beratung montags bis freitags von 9 bis 18 Uhr",
)

ENGLISH_OFFER = """
+ | Get 20% off whole-bean coffee. | 20%
+ | Take twenty percent off every bag. | twenty percent
+ | Take 20 per cent off whole beans. | 20 per cent
+ | Whole-bean coffee is 20 % off. | 20 %
! | Get 25% off whole-bean coffee. | 25%
! | Save 15% on all coffee. | 15%
! | A quarter less? No: 30 percent off. | 30 percent
? | 20% of our farmers are women. | 20%
? | 65% of readers drink it black. | 65%
? | It has 20% less caffeine. | 20%
+ | The sale opens on 15 March. | 15 March
+ | It starts on March 15, 2027. | March 15, 2027
+ | From 15 to 28 March. | 15 to 28 March
+ | March 15–28. | March 15–28
+ | Until Sunday, March 28th. | March 28th
+ | Ends 2027-03-28. | 2027-03-28
+ | Ends 28/03/2027. | 28/03/2027
+ | Ends 3/28/2027. | 3/28/2027
+ | Ends 28.3.27. | 28.3.27
+ | Through the 28th. | the 28th
+ | All of it in March 2027. | March 2027
! | Ends on 30 March. | 30 March
! | The sale runs until April 2. | April 2
! | From March 14 to March 28. | March 14
? | See us at the fair on 12 June. | 12 June
? | Founded on 1 May 2009. | 1 May 2009
= | The sale ends on Sunday. | Sunday
= | It opens on Monday. | Monday
? | The sale ends on Thursday. | Thursday
= | Fourteen days of sale. | Fourteen days
= | For two weeks only. | two weeks
= | Only 19 days left. | 19 days
? | Only 3 days left. | 3 days
+ | It ends at 11:59 pm. | 11:59 pm
+ | It ends at 23:59. | 23:59
+ | Until midnight on 28 March. | midnight
! | The sale ends 11:59 pm ET. | 11:59 pm ET
? | Our shop opens at 8 am. | 8 am
+ | US orders over $35 ship free. | $35
+ | Free US shipping over thirty-five dollars. | thirty-five dollars
! | Free US shipping over $25. | $25
! | Free shipping over €35. | €35
+ | The Ridgeline Blend was $18.00. | $18.00
+ | Now US$14.40. | US$14.40
+ | Now 14.40 USD. | 14.40 USD
+ | 340 g for $14.40. | 340 g
+ | A bag of 0.34 kg. | 0.34 kg
+ | A 12-ounce bag. | 12-ounce
! | The Ridgeline Blend is $13.99. | $13.99
! | The Ridgeline Blend, 500 g, is back. | 500 g
= | Save $3.60 on the Ridgeline Blend. | $3.60
! | Save $5 on the Ridgeline Blend, now $14.40. | $5
? | Mugs cost $9. | $9
? | A tote for €12.50. | €12.50
+ | Roasted within 48 hours of shipping. | 48 hours
+ | Roasted within two days of shipping. | two days
! | Roasted within 24 hours of shipping. | 24 hours
! | We roast in Portland, then ship within 12 hours of shipping. | 12 hours
+ | We roast in Portland. | Portland
! | Roasted in Seattle within 48 hours of shipping. | Seattle
? | Come to our café in Denver. | Denver
+ | Beans from Ethiopia and Peru. | Ethiopia
? | Beans from Guatemala. | Guatemala
+ | 12,400 subscribers drink it. | 12,400
= | Over 12,000 subscribers. | 12,000
= | More than twelve thousand subscribers. | twelve thousand
= | Almost 13,000 subscribers. | 13,000
= | About 12,500 subscribers drink our coffee. | 12,500
! | 15,000 subscribers drink our coffee. | 15,000
! | Over 12,400 subscribers drink our coffee. | 12,400
? | 12,400 cafés serve it. | 12,400 cafés
+ | Grown in four countries. | four
! | Grown in six countries. | six
. | Two things matter: water and time. | Two
. | One cup is never enough. | One
+ | “The calmest cup I know,” says Mara Lindt. | The calmest cup I know
! | “The calmest cup I have known,” says Mara Lindt. | The calmest cup I have known
! | “The calmest cup I know,” says John Miller. | The calmest cup I know
? | “I never drink anything else,” says Ann Carter. | I never drink anything else
+ | 4.8 out of 5 stars. | 4.8
+ | Based on 2,130 reviews. | 2,130
! | Based on 3,500 reviews, rated 4.8. | 3,500
+ | Roasting coffee since 2009. | 2009
! | Roasting coffee at Northwind since 1998. | 1998
= | We have roasted coffee for 18 years. | 18 years
+ | Use the code SPRING20. | SPRING20
! | Use the code SPRING25. | SPRING25
? | The grinder RX200 is new. | RX200
? | It is the best coffee in town. | the best coffee
? | Our best-selling roast. | best-selling
. | All the best from Portland. | the best
+ | Meet the Ridgeline Blend. | Ridgeline Blend
! | Meet the Ridgelime Blend. | Ridgelime Blend
? | Meet the Harbor Night Roast. | Harbor Night Roast
. | Step 3: pour slowly. | 3
. | 1. Grind the beans | 1
. | We are 100% sure of it. | 100%
+ | [Shop](https://northwind.example/spring) | https://northwind.example/spring
+ | [Shop](https://northwind.example/spring?utm_source=mail) | https://northwind.example/spring?utm_source=mail
? | [Shop](https://northwind.example/spring-deals) | https://northwind.example/spring-deals
? | A dozen new cups. | A dozen
"""
GERMAN_OFFER = """
+ | 20 % Rabatt auf ganze Bohnen. | 20 %
+ | Zwanzig Prozent auf alle Kaffees. | Zwanzig Prozent
! | 25 Prozent Rabatt auf ganze Bohnen. | 25 Prozent
+ | Vom 15. bis 28. März. | 15. bis 28. März
+ | Ab 15.03.2027. | 15.03.2027
+ | Nur bis 28.3. | 28.3.
! | Nur bis zum 31. März. | 31. März
= | Die Aktion endet am Sonntag. | Sonntag
+ | Statt 18,00 $ nur 14,40 $. | 14,40 $
= | Sie sparen 3,60 $. | 3,60 $
? | Die Tasse kostet 9,50 €. | 9,50 €
+ | Bis 23:59 Uhr. | 23:59 Uhr
+ | In Portland geröstet. | Portland
+ | Bohnen aus Äthiopien und Kenia. | Äthiopien
? | Bohnen aus Brasilien. | Brasilien
+ | 12.400 Menschen trinken ihn. | 12.400
= | Mehr als 12.000 Menschen trinken ihn. | 12.000
? | Der beste Kaffee der Stadt. | beste Kaffee
. | Am besten schmeckt er frisch. | besten
. | Ein Kaffee, zwei Tassen, viel Zeit. | zwei
= | Zwei Wochen lang. | Zwei Wochen
"""
SOFTWARE_LINES = """
+ | The Team plan is $12 a month. | $12 a month
+ | $120 per year and person. | $120
+ | Twelve dollars a month. | Twelve dollars
! | The Team plan costs $15 a month per person. | $15
! | The Team plan costs $120 a month per person. | $120
= | Paid yearly, that is $10 a month. | $10
= | Paid yearly, you save 17%. | 17%
= | Save $24 a year. | $24
+ | Try it free for 14 days. | 14 days
+ | A two-week trial. | two-week
! | A 30-day free trial, no card needed. | 30-day
+ | Up to 30% less time spent on scheduling. | 30%
! | 30% less time spent on scheduling. | 30%
+ | We asked 640 customers. | 640
+ | Answers in under 4 hours on weekdays. | 4 hours
! | Support answers in under 2 hours on weekdays. | 2 hours
+ | From 9 am to 6 pm ET. | 6 pm
! | Support answers until 8 pm on weekdays. | 8 pm
+ | Over 3,000 companies use it. | 3,000
! | Over 5,000 companies use it. | 5,000
+ | In 27 countries. | 27
! | Companies in 40 countries use it. | 40
+ | Starts twice as fast. | twice
? | Three times as many meetings? No. | Three times
+ | The webinar is on 7 October at 4 pm ET. | 7 October
+ | Thursday, 7 October 2027. | 7 October 2027
? | A second webinar on 21 October. | 21 October
? | Trusted by 80% of the Fortune 500. | 80%
? | Raised $4.5 million last year. | $4.5 million
? | A 99.9% uptime. | 99.9%
. | Available 24/7? No, on weekdays. | 24/7
"""
GERMAN_TABLES = """
+ | Der Esstisch Alma kostet jetzt 990 €. | 990 €
+ | Bisher 1.290 Euro. | 1.290 Euro
+ | EUR 990,00 statt 1.290,00 €. | EUR 990,00
+ | Jetzt für 990,- €. | 990,- €
! | Der Esstisch Alma kostet jetzt 890 €. | 890 €
= | Sie sparen 300 €. | 300 €
= | Das sind 23 % weniger. | 23 %
! | Der Esstisch Alma bisher 1.490 €. | 1.490 €
+ | Vom 3. bis 17. Mai. | 3. bis 17. Mai
+ | Von 3.5. bis 17.5.2027. | 17.5.2027
! | Nur bis zum 20. Mai. | 20. Mai
? | Besuchen Sie uns am 12. Juni. | 12. Juni
= | Zwei Wochen lang zum kleinen Preis. | Zwei Wochen
+ | Versand frei ab 500 €. | 500 €
+ | Versand frei ab fünfhundert Euro. | fünfhundert Euro
! | Versand frei ab 300 €. | 300 €
+ | Mit 5 Jahren Garantie. | 5 Jahren
+ | Fünf Jahre Garantie. | Fünf Jahre
! | Zehn Jahre Garantie auf alle Tische. | Zehn Jahre
+ | In Münster gefertigt. | Münster
! | Gefertigt in Leipzig aus Eiche. | Leipzig
+ | 180 cm lang. | 180 cm
+ | 1,80 Meter lang. | 1,80 Meter
+ | Mit dem Code FRÜHLING27. | FRÜHLING27
+ | Weitere 50 Euro sparen. | 50 Euro
+ | In 10 Werktagen bei Ihnen. | 10
! | Lieferung in 5 Werktagen. | 5
+ | Über 40.000 Tische verkauft. | 40.000
+ | Mehr als vierzigtausend Tische. | vierzigtausend
! | Über 60.000 Tische verkauft. | 60.000
+ | „Der Tisch trägt unser ganzes Leben“, sagt Jana Vogt. | Der Tisch trägt unser ganzes Leben
? | „So gut saßen wir noch nie“, sagt Peter Maas. | So gut saßen wir noch nie
+ | Beratung von 9 bis 18 Uhr. | 18 Uhr
! | Beratung montags bis 20 Uhr. | 20 Uhr
? | Der beliebteste Tisch Deutschlands. | beliebteste Tisch
. | Hundert Prozent sicher. | Hundert Prozent
. | Tausend Dank für Ihre Treue. | Tausend
? | 98 % unserer Kunden sind zufrieden. | 98 %
? | Ein Dutzend neue Stühle. | Dutzend
"""
EU_REDUCTION = """
! | Jetzt 25 % Rabatt. | 25 %
= | Jetzt 6 % Rabatt. | 6 %
! | 25% off now. | 25%
! | You save $20. | $20
+ | It was $80.00. | $80.00
+ | Now $60.00. | $60.00
! | 40% off now. | 40%
"""
US_REDUCTION = """
= | 25% off now. | 25%
= | You save $20. | $20
! | 40% off now. | 40%
= | A quarter off: twenty-five percent off. | twenty-five percent
"""
PRICED = ("The Otto lamp: $80.00, now $60.00",)
HALF = """
= | Half price: all at 50% off. | 50%
= | At half price. | half price
! | 60% off all of it. | 60%
+ | Now £24.50. | £24.50
+ | Now 24.50 pounds. | 24.50 pounds
= | You save £24.50. | £24.50
+ | ¥4,900 in Tokyo. | ¥4,900
? | CHF 29.90 in Zürich. | CHF 29.90
+ | Das Set für 1'250.50 Franken. | 1'250.50 Franken
+ | Only 99 cents a day. | 99 cents
! | The kettle costs £30. | £30
"""
KETTLE = (
    "The kettle costs £24.50 instead of £49.00",
    "In Tokyo it costs ¥4,900",
    "The gift set costs CHF 1'250.50",
    "A cup costs $0.99 a day",
)

GYM = (
    "Membership €39 a month, €390 a year",
    "First 7 days free",
    "Open daily from 6 am to 11 pm CET",
    "Three studios: Vienna, Graz and Linz",
    "Over 9,500 members",
    "Joining fee €25, waived until 31 January 2028",
    "Rated 4.6 by 812 members on Google",
    "25% off personal training in January 2028",
    "Founded in 2011 by Eva Huber",
)
GYM_LINES = """
+ | Join for €39 a month. | €39
+ | A year costs 390 EUR. | 390 EUR
= | With the yearly plan it is €32.50 a month. | €32.50
! | Join for €29 a month, Membership all in. | €29
= | You save €78 a year. | €78
+ | Try it free for seven days. | seven days
! | First 14 days free. | 14 days
+ | Open until 11 pm every day. | 11 pm
+ | Doors open at 6:00. | 6:00
! | Open daily until midnight. | midnight
+ | Train in Vienna, Graz or Linz. | Graz
? | Our studio in Salzburg opens soon. | Salzburg
+ | Three studios, one card. | Three
! | Five studios, one card. | Five
+ | More than 9,500 members train with us. | 9,500
! | More than 12,000 members train with us. | 12,000
+ | No joining fee until 31 January. | 31 January
! | No joining fee until 15 February. | 15 February
= | You save the €25 joining fee. | €25
+ | Rated 4.6 by 812 members. | 812
! | Rated 4.9 by 812 members on Google. | 4.9
+ | 25% off personal training. | 25%
! | 40% off personal training. | 40%
? | 90% of members come twice a week. | 90%
+ | Founded in 2011. | 2011
! | Founded in 2005. | 2005
? | Burn 600 kcal an hour. | 600 kcal
? | Our trainer Max Bauer joins in May. | Max Bauer
? | The best gym in Austria. | The best gym
. | Take one step at a time. | one
"""
GYM_LINES_GERMAN = """
+ | Schon ab 39 € im Monat. | 39 €
+ | 390 Euro im Jahr. | 390 Euro
+ | Sieben Tage gratis. | Sieben Tage
+ | Täglich von 6 bis 23 Uhr. | 23 Uhr
! | Täglich bis 22 Uhr geöffnet. | 22 Uhr
+ | In Wien, Graz und Linz. | Wien
? | Jetzt auch in Klagenfurt und Salzburg. | Salzburg
+ | Über 9.500 Mitglieder. | 9.500
! | Über 20.000 Mitglieder. | 20.000
+ | Ohne Anmeldegebühr bis 31.1.2028. | 31.1.2028
+ | 25 % Rabatt auf Personal Training im Januar. | 25 %
! | 50 % Rabatt auf Personal Training. | 50 %
+ | Gegründet 2011. | 2011
? | 95 % Weiterempfehlung. | 95 %
? | „Hier fühle ich mich wie zu Hause“, sagt Mitglied Tom Klein. | Hier fühle ich mich wie zu Hause
= | Sie sparen 78 Euro im Jahr. | 78 Euro
? | Ein Handtuch kostet 4 €. | 4 €
? | Kommen Sie am 12. Februar vorbei. | 12. Februar
"""
TRIP = (
    "Seven nights in Lisbon from £499 per person, half board",
    "Depart between 4 and 25 October 2027",
    "Hotel Alfama, 120 rooms, 300 m from the river",
    "Flights from Manchester and Bristol",
    "Children under 12 go free",
    "Save up to 35% when you book by 31 August 2027",
    "Deposit £60, balance due 8 weeks before you leave",
    "“Waking up above the river was the best part,” writes Priya N.",
    "2 pools, one of them heated to 28 °C",
)
TRIP_LINES = """
+ | Seven nights from £499. | £499
+ | A week, that is 7 nights. | 7
! | Seven nights in Lisbon from £449 per person. | £449
+ | From 4 to 25 October 2027. | 4 to 25 October 2027
! | Depart until 31 October. | 31 October
+ | Hotel Alfama has 120 rooms. | 120
! | Hotel Alfama has 150 rooms. | 150
+ | 0.3 km from the river. | 0.3 km
+ | Fly from Manchester. | Manchester
! | Flights from Leeds and Bristol. | Leeds
+ | Children under twelve go free. | twelve
! | Children under 16 go free. | 16
+ | Save up to 35%. | 35%
! | Save 35% when you book by August. | 35%
! | Save up to 50% when you book early. | 50%
+ | Book by 31/08/2027. | 31/08/2027
+ | Only £60 deposit. | £60
! | Only £30 deposit, the balance due before you leave. | £30
+ | The balance is due 8 weeks before. | 8 weeks
! | The balance is due four weeks before you leave. | four weeks
+ | “Waking up above the river was the best part,” writes Priya N. | Waking up above the river
? | “We would go again tomorrow,” writes Sam T. | We would go again tomorrow
+ | A pool at 28°C. | 28°C
+ | Two pools. | Two
? | Dinner at Casa Velha is included. | Casa Velha
? | £15 for late checkout. | £15
? | The cheapest week in Lisbon. | The cheapest
"""

JANUARY: dict[str, Any] = {
    "campaign": "January",
    "offer": "",
    "starts_on": date(2028, 1, 2),
    "ends_on": date(2028, 1, 31),
}

CAMPAIGNS = (
    Labelled("en", COFFEE, ENGLISH_OFFER),
    Labelled("de", COFFEE, GERMAN_OFFER),
    Labelled(
        "en",
        SOFTWARE,
        SOFTWARE_LINES,
        {"campaign": "Team plan", "offer": "14 days free.", "starts_on": None, "ends_on": None},
    ),
    Labelled(
        "de",
        MOBEL,
        GERMAN_TABLES,
        {
            "campaign": "Frühling am Tisch",
            "offer": "Der Esstisch Alma zum kleinen Preis.",
            "starts_on": date(2027, 5, 3),
            "ends_on": date(2027, 5, 17),
        },
    ),
    Labelled("de", PRICED, EU_REDUCTION, {"offer": "", "jurisdictions": ("DE",)}, lowest_30d="$64.00"),
    Labelled("en", PRICED, US_REDUCTION, {"offer": "", "jurisdictions": ("US",)}, lowest_30d="$64.00"),
    Labelled("en", KETTLE, HALF, {"offer": "", "campaign": "Kettles"}),
    Labelled("en", GYM, GYM_LINES, JANUARY),
    Labelled("de", GYM, GYM_LINES_GERMAN, JANUARY),
    Labelled("en", TRIP, TRIP_LINES, {"campaign": "Autumn", "offer": "", "starts_on": None, "ends_on": None}),
)


def cases() -> list[tuple[Labelled, str, str, str]]:
    """Return campaign, label, text and words of every line."""
    found = []
    for campaign in CAMPAIGNS:
        for line in campaign.lines.strip().splitlines():
            label, text, *words = (part.strip() for part in line.split(" | "))
            found.append((campaign, LABELS[label], text, words[0] if words else text))
    return found
