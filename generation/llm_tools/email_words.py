"""The sentences of the email template, in English and German. None of them states a fact."""

from dataclasses import dataclass, replace

from generation.brief import BrandKit
from generation.llm_tools.addressed import addressed
from generation.llm_tools.email_content import Kind
from generation.llm_tools.usual_params import Tone

Four = tuple[str, str, str, str]
"""One for each variant: warm opening, the point first, what is behind it, a question."""


@dataclass(frozen=True)
class Words:
    greeting: str
    """With a place for the name, or for nothing."""
    anonymous_greeting: str
    name_fallback: str
    openings: dict[Kind, Four]
    headlines: Four
    offer: str
    dates: str
    starts: str
    ends: str
    facts_headings: Four
    dates_heading: str
    more: str
    """Text of the link of one item."""
    on_a_page: str
    """What an item says of which the facts say nothing."""
    closings: Four
    buttons: dict[Kind, tuple[str, str]]
    sign_offs: dict[Tone, tuple[str, str]]
    reminder: str
    subject_about: str
    subject_until: str
    preheaders: Four


ENGLISH = Words(
    greeting="Hi {name},",
    anonymous_greeting="Hello,",
    name_fallback="there",
    openings={
        "promotion": (
            "It is good to have you here. We have something for you.",
            "Here is what we have for you.",
            "A few words first on what is behind this mail.",
            "Have you been waiting for a good moment? This may be it.",
        ),
        "newsletter": (
            "Make yourself comfortable: here is what is new with us.",
            "The news first.",
            "A look behind the scenes, and what is new.",
            "What is new with us? Here is the short answer.",
        ),
        "announcement": (
            "We have news, and we want you to hear it from us.",
            "Here is our news in one line.",
            "Every bit of news has a beginning. Here is ours.",
            "Have you heard? We have news.",
        ),
        "event_invitation": (
            "We would love to see you there.",
            "You are invited.",
            "We are getting something ready, and would like you to be part of it.",
            "Will you join us?",
        ),
        "win_back": (
            "We would be glad to see you again.",
            "Here is a reason to come back.",
            "A little has changed here, and we thought of you.",
            "Shall we start again where we left off?",
        ),
        "follow_up": (
            "Thank you for your interest. Here is what comes next.",
            "A short note to follow up.",
            "You may want to know a little more before you decide.",
            "Is there anything still open for you? Perhaps this helps.",
        ),
    },
    headlines=("{campaign}", "{lead}", "{campaign}: what is behind it", "{campaign}: is it for you?"),
    offer="The offer: {offer}",
    dates="It runs from {starts} to {ends}.",
    starts="It starts on {starts}.",
    ends="The last day is {ends}.",
    facts_headings=("Good to know", "The details", "What is behind it", "A few answers"),
    dates_heading="When",
    more="More about {label}",
    on_a_page="We have put the details on a page of their own.",
    closings=(
        "We look forward to hearing from you.",
        "That is all. The rest is one click away.",
        "Thank you for reading this far.",
        "If this answers your question, the next step is below.",
    ),
    buttons={
        "promotion": ("See the offer", "Have a look"),
        "newsletter": ("Read the news", "Have a look"),
        "announcement": ("Find out more", "Have a look"),
        "event_invitation": ("See the details", "Join us"),
        "win_back": ("Take a look", "Come back"),
        "follow_up": ("See the next step", "Have a look"),
    },
    sign_offs={
        "warm": ("Warm regards,", "Yours,"),
        "matter_of_fact": ("Kind regards,", "Yours,"),
        "playful": ("See you soon,", "Yours,"),
        "urgent": ("Kind regards,", "Yours,"),
    },
    reminder="P.S. The last day is {ends}.",
    subject_about="{campaign} at {brand}",
    subject_until="{campaign}, until {ends}",
    preheaders=(
        "Here is what it means for you.",
        "All you need to know, in one short mail.",
        "A short look at what is behind it.",
        "Here is a short answer.",
    ),
)

GERMAN = Words(
    greeting="Hallo {name},",
    anonymous_greeting="Hallo,",
    name_fallback="zusammen",
    openings={
        "promotion": (
            "schön, dass Sie da sind. Wir haben etwas für Sie.",
            "das haben wir für Sie.",
            "vorab ein paar Worte dazu, was hinter dieser Mail steckt.",
            "haben Sie auf einen guten Moment gewartet? Vielleicht ist er jetzt da.",
        ),
        "newsletter": (
            "machen Sie es sich bequem: Das gibt es Neues bei uns.",
            "das Neueste zuerst.",
            "ein Blick hinter die Kulissen, und was es Neues gibt.",
            "was gibt es Neues bei uns? Hier ist die kurze Antwort.",
        ),
        "announcement": (
            "wir haben Neuigkeiten und möchten, dass Sie sie von uns hören.",
            "hier ist unsere Neuigkeit in einem Satz.",
            "jede Neuigkeit hat einen Anfang. Das ist unserer.",
            "haben Sie es schon gehört? Wir haben Neuigkeiten.",
        ),
        "event_invitation": (
            "wir würden uns sehr freuen, Sie zu sehen.",
            "Sie sind eingeladen.",
            "wir bereiten etwas vor und hätten Sie gern dabei.",
            "sind Sie dabei?",
        ),
        "win_back": (
            "wir würden uns freuen, Sie wiederzusehen.",
            "hier ist ein Grund, wieder vorbeizuschauen.",
            "bei uns hat sich etwas getan, und wir haben an Sie gedacht.",
            "machen wir da weiter, wo wir aufgehört haben?",
        ),
        "follow_up": (
            "danke für Ihr Interesse. So geht es weiter.",
            "eine kurze Nachricht zum Stand der Dinge.",
            "vielleicht möchten Sie noch etwas mehr wissen, bevor Sie sich entscheiden.",
            "ist für Sie noch etwas offen? Vielleicht hilft das hier.",
        ),
    },
    headlines=(
        "{campaign}",
        "{lead}",
        "{campaign}: was dahintersteckt",
        "{campaign}: Ist das etwas für Sie?",
    ),
    offer="Das Angebot: {offer}",
    dates="Von {starts}, bis {ends}.",
    starts="Beginn ist am {starts}.",
    ends="Der letzte Tag ist {ends}.",
    facts_headings=("Gut zu wissen", "Die Einzelheiten", "Was dahintersteckt", "Ein paar Antworten"),
    dates_heading="Wann",
    more="Mehr zu „{label}“",
    on_a_page="Die Einzelheiten stehen auf einer eigenen Seite.",
    closings=(
        "Wir freuen uns auf Sie.",
        "Das war schon alles. Der Rest ist einen Klick entfernt.",
        "Danke, dass Sie bis hierher gelesen haben.",
        "Wenn das Ihre Frage beantwortet: Unten geht es weiter.",
    ),
    buttons={
        "promotion": ("Angebot ansehen", "Jetzt ansehen"),
        "newsletter": ("Neuigkeiten lesen", "Jetzt ansehen"),
        "announcement": ("Mehr erfahren", "Jetzt ansehen"),
        "event_invitation": ("Einzelheiten ansehen", "Dabei sein"),
        "win_back": ("Vorbeischauen", "Jetzt ansehen"),
        "follow_up": ("Zum nächsten Schritt", "Jetzt ansehen"),
    },
    sign_offs={
        "warm": ("Herzliche Grüße", "Viele Grüße"),
        "matter_of_fact": ("Freundliche Grüße", "Viele Grüße"),
        "playful": ("Bis bald", "Viele Grüße"),
        "urgent": ("Freundliche Grüße", "Viele Grüße"),
    },
    reminder="P.S. Der letzte Tag ist {ends}.",
    subject_about="{campaign} bei {brand}",
    subject_until="{campaign}, bis {ends}",
    preheaders=(
        "Was das für Sie bedeutet, steht in dieser Mail.",
        "Alles Wichtige in einer kurzen Mail.",
        "Ein kurzer Blick auf das, was dahintersteckt.",
        "Hier ist eine kurze Antwort.",
    ),
)


GERMAN_DU = replace(
    GERMAN,
    name_fallback="du",
    openings=GERMAN.openings
    | {
        "promotion": (
            "schön, dass du da bist. Wir haben etwas für dich.",
            "das haben wir für dich.",
            "vorab ein paar Worte dazu, was hinter dieser Mail steckt.",
            "hast du auf den richtigen Moment gewartet? Vielleicht ist er jetzt da.",
        ),
        "newsletter": (
            "mach es dir bequem: Das gibt es Neues bei uns.",
            *GERMAN.openings["newsletter"][1:],
        ),
        "announcement": (
            "es gibt Neuigkeiten, und die sollst du von uns hören.",
            "hier ist unsere Neuigkeit in einem Satz.",
            "jede Neuigkeit hat einen Anfang. Das ist unserer.",
            "hast du es schon gehört? Bei uns gibt es Neuigkeiten.",
        ),
        "event_invitation": (
            "wir würden uns sehr freuen, wenn du kommst.",
            "du bist eingeladen.",
            "wir bereiten etwas vor und hätten dich gern dabei.",
            "bist du dabei?",
        ),
        "win_back": (
            "wir würden uns freuen, dich wiederzusehen.",
            "hier ist ein Grund, mal wieder vorbeizuschauen.",
            "bei uns hat sich etwas getan, und wir haben an dich gedacht.",
            "machen wir da weiter, wo wir aufgehört haben?",
        ),
        "follow_up": (
            "danke für dein Interesse. So geht es weiter.",
            "eine kurze Nachricht zum Stand der Dinge.",
            "vielleicht möchtest du noch etwas mehr wissen, bevor du dich entscheidest.",
            "ist für dich noch etwas offen? Vielleicht hilft dir das hier.",
        ),
    },
    headlines=(*GERMAN.headlines[:3], "{campaign}: Ist das was für dich?"),
    starts="Los geht’s am {starts}.",
    closings=(
        "Wir freuen uns auf dich.",
        "Das war schon alles. Der Rest ist nur einen Klick entfernt.",
        "Danke, dass du bis hierher gelesen hast.",
        "Wenn das deine Frage beantwortet: Unten geht es weiter.",
    ),
    sign_offs={
        "warm": ("Liebe Grüße", "Viele Grüße"),
        "matter_of_fact": ("Viele Grüße", "Beste Grüße"),
        "playful": ("Bis bald", "Liebe Grüße"),
        "urgent": ("Viele Grüße", "Bis bald"),
    },
    preheaders=("Was das für dich heißt, steht in dieser Mail.", *GERMAN.preheaders[1:]),
)


def words_for(language: str, kit: BrandKit) -> Words:
    return addressed(language, kit, english=ENGLISH, sie=GERMAN, du=GERMAN_DU)
