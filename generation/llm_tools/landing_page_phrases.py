"""The sentences of the landing page template, in English and German. None of them states a fact."""

from dataclasses import dataclass, replace

from generation.brief import BrandKit
from generation.llm_tools.addressed import addressed
from generation.llm_tools.landing_page_content import InputKind
from generation.llm_tools.landing_page_params import Goal

Four = tuple[str, str, str, str]
"""One for each variant: the gain, the offer, how it is made, a question."""


@dataclass(frozen=True)
class Phrases:
    dates: str
    dates_from: str
    dates_until: str
    headlines: Four
    benefits: Four
    features: Four
    proof: Four
    """Above quotations."""
    figures: Four
    """Above proof in figures alone."""
    faq: Four
    offers: dict[Goal, str]
    when: dict[Goal, str]
    get: dict[Goal, str]
    costs: str
    shipping: str
    place: str
    included: str
    returns: str
    more: str
    more_at: str
    end: Four
    end_text: str
    buttons: dict[Goal, tuple[str, str]]
    form: dict[Goal, str]
    notice: dict[Goal, str]
    consent: str
    inputs: dict[InputKind, str]
    applies: str
    title_until: str


ENGLISH = Phrases(
    dates="{starts} to {ends}",
    dates_from="From {starts}",
    dates_until="Until {ends}",
    headlines=("{lead}", "{offer}", "{campaign}: what is behind it", "{campaign}: is it for you?"),
    benefits=("What is in it for you", "What you get", "What is behind it", "Good to know before you decide"),
    features=("The details", "In detail", "How it is done", "The details, if you want them"),
    proof=("What others say", "In their words", "What others say", "What others say"),
    figures=("In figures", "A figure to go by", "What we can show", "In figures"),
    faq=("Questions and answers", "Before you ask", "More about it", "Your questions, answered"),
    offers={
        "sell": "The offer",
        "sign_up": "What you get",
        "event": "The event",
        "enquiry": "What we offer",
    },
    when={
        "sell": "When does the offer run?",
        "sign_up": "When does it begin?",
        "event": "When is it?",
        "enquiry": "When is it available?",
    },
    get={
        "sell": "What is the offer?",
        "sign_up": "What do I get?",
        "event": "What can I expect?",
        "enquiry": "What do you offer?",
    },
    costs="What does it cost?",
    shipping="How is it delivered?",
    place="Where is it?",
    included="What is included?",
    returns="What if I change my mind?",
    more="Where can I find out more?",
    more_at="On [{host}]({site}).",
    end=("Ready when you are", "Have a look for yourself", "See it for yourself", "Still thinking it over?"),
    end_text="The last day is {ends}.",
    buttons={
        "sell": ("See the offer", "Have a look"),
        "sign_up": ("Sign up", "Keep me posted"),
        "event": ("Book your place", "Join us"),
        "enquiry": ("Get in touch", "Ask us"),
    },
    form={
        "sell": "Hear about it first",
        "sign_up": "Sign up here",
        "event": "Book your place",
        "enquiry": "Tell us what you need",
    },
    notice={
        "sell": "Your details are used to write to you about offers like this one.",
        "sign_up": "Your details are used to send you what you sign up for, and for nothing else.",
        "event": "Your details are used to book your place, and for nothing else.",
        "enquiry": "Your details are used to answer you, and for nothing else.",
    },
    consent="Yes, send me emails from {brand}. I can unsubscribe at any time.",
    inputs={
        "name": "Name",
        "first_name": "First name",
        "last_name": "Last name",
        "email": "Email address",
        "tel": "Phone number",
        "company": "Company",
        "job_title": "Job title",
        "postal_code": "Postcode",
        "city": "Town",
        "message": "Your message",
    },
    applies="{campaign}: {dates}.",
    title_until="{campaign}, until {ends}",
)

GERMAN = Phrases(
    dates="{starts} bis {ends}",
    dates_from="Ab {starts}",
    dates_until="Bis {ends}",
    headlines=("{lead}", "{offer}", "{campaign}: was dahintersteckt", "{campaign}: Ist das etwas für Sie?"),
    benefits=("Was Sie davon haben", "Das bekommen Sie", "Was dahintersteckt", "Gut zu wissen"),
    features=("Die Einzelheiten", "Im Einzelnen", "So entsteht es", "Die Einzelheiten zum Nachlesen"),
    proof=("Was andere sagen", "In ihren Worten", "Was andere sagen", "Was andere sagen"),
    figures=("In Zahlen", "Eine Zahl dazu", "Was wir zeigen können", "In Zahlen"),
    faq=("Fragen und Antworten", "Bevor Sie fragen", "Mehr dazu", "Ihre Fragen, unsere Antworten"),
    offers={
        "sell": "Das Angebot",
        "sign_up": "Das bekommen Sie",
        "event": "Die Veranstaltung",
        "enquiry": "Was wir anbieten",
    },
    when={
        "sell": "Wann gilt das Angebot?",
        "sign_up": "Wann geht es los?",
        "event": "Wann findet es statt?",
        "enquiry": "Ab wann gibt es das?",
    },
    get={
        "sell": "Was ist das Angebot?",
        "sign_up": "Was bekomme ich?",
        "event": "Was erwartet mich?",
        "enquiry": "Was bieten Sie an?",
    },
    costs="Was kostet es?",
    shipping="Wie wird geliefert?",
    place="Wo ist es?",
    included="Was ist inbegriffen?",
    returns="Und wenn ich es mir anders überlege?",
    more="Wo erfahre ich mehr?",
    more_at="Auf [{host}]({site}).",
    end=(
        "Wann immer Sie so weit sind",
        "Sehen Sie selbst",
        "Machen Sie sich ein Bild",
        "Noch unentschieden?",
    ),
    end_text="Letzter Tag: {ends}.",
    buttons={
        "sell": ("Angebot ansehen", "Jetzt ansehen"),
        "sign_up": ("Jetzt anmelden", "Auf dem Laufenden bleiben"),
        "event": ("Platz reservieren", "Dabei sein"),
        "enquiry": ("Kontakt aufnehmen", "Jetzt anfragen"),
    },
    form={
        "sell": "Erfahren Sie es zuerst",
        "sign_up": "Hier anmelden",
        "event": "Ihren Platz reservieren",
        "enquiry": "Sagen Sie uns, was Sie brauchen",
    },
    notice={
        "sell": "Ihre Angaben verwenden wir, um Ihnen von Angeboten wie diesem zu schreiben.",
        "sign_up": "Ihre Angaben verwenden wir für das, wofür Sie sich anmelden, und für nichts anderes.",
        "event": "Ihre Angaben verwenden wir für Ihre Reservierung, und für nichts anderes.",
        "enquiry": "Ihre Angaben verwenden wir, um Ihnen zu antworten, und für nichts anderes.",
    },
    consent="Ja, ich möchte E-Mails von {brand} erhalten. Abmelden kann ich mich jederzeit.",
    inputs={
        "name": "Name",
        "first_name": "Vorname",
        "last_name": "Nachname",
        "email": "E-Mail-Adresse",
        "tel": "Telefonnummer",
        "company": "Unternehmen",
        "job_title": "Position",
        "postal_code": "Postleitzahl",
        "city": "Ort",
        "message": "Ihre Nachricht",
    },
    applies="{campaign}: {dates}.",
    title_until="{campaign}, bis {ends}",
)


GERMAN_DU = replace(
    GERMAN,
    headlines=(*GERMAN.headlines[:3], "{campaign}: Ist das was für dich?"),
    benefits=("Was du davon hast", "Das bekommst du", "Was dahintersteckt", "Gut zu wissen"),
    faq=("Fragen und Antworten", "Bevor du fragst", "Mehr dazu", "Deine Fragen, unsere Antworten"),
    offers=GERMAN.offers | {"sign_up": "Das bekommst du"},
    get=GERMAN.get | {"enquiry": "Was bietet ihr an?"},
    end=("Wann immer du so weit bist", "Schau es dir an", "Mach dir selbst ein Bild", "Noch unentschieden?"),
    form={
        "sell": "Erfahre es zuerst",
        "sign_up": "Hier anmelden",
        "event": "Reserviere dir deinen Platz",
        "enquiry": "Sag uns, was du brauchst",
    },
    notice={
        "sell": "Wir nutzen deine Angaben, um dir von Angeboten wie diesem zu schreiben.",
        "sign_up": "Wir nutzen deine Angaben nur für das, wofür du dich anmeldest.",
        "event": "Wir nutzen deine Angaben nur für deine Reservierung.",
        "enquiry": "Wir nutzen deine Angaben nur, um dir zu antworten.",
    },
    inputs=GERMAN.inputs | {"message": "Deine Nachricht"},
)


def phrases_for(language: str, kit: BrandKit) -> Phrases:
    return addressed(language, kit, english=ENGLISH, sie=GERMAN, du=GERMAN_DU)
