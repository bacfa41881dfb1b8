"""The sentences of the static posts in English and German; the brief fills the rest."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from generation.brief import BrandKit
from generation.llm_tools.addressed import addressed


class Four(NamedTuple):
    """One phrase for each variant."""

    first: str
    second: str
    third: str
    fourth: str


@dataclass(frozen=True)
class SocialWords:
    hooks: dict[str, Four]
    """By goal: what a long post begins with."""
    greetings: dict[str, Four]
    """By goal: what a chatty, shorter post begins with."""
    offer: str
    dates: str
    starts: str
    ends: str
    facts: Four
    """Before a list of facts."""
    calls: dict[str, Four]
    """By goal: before the link. They end with a colon."""
    in_bio: str
    questions: dict[str, Four]
    """By goal: what a post may end with."""
    fallback: str
    """Where brief and message say nothing at all."""


ENGLISH = SocialWords(
    hooks={
        "offer": Four(
            "We have something for you.",
            "First things first: what you get.",
            "A few words on what is behind our offer.",
            "Have you been waiting for a good moment?",
        ),
        "news": Four(
            "We have news, and we want you to hear it from us.",
            "Our news, in short.",
            "Every bit of news has a beginning. Here is ours.",
            "Have you heard?",
        ),
        "event": Four(
            "We would love to see you there.",
            "You are invited.",
            "We are getting something ready, and would like you to be part of it.",
            "Will you join us?",
        ),
        "story": Four(
            "A look behind what we do.",
            "This is how we do it.",
            "Every story begins somewhere. Here is ours.",
            "Would you like to look over our shoulder?",
        ),
        "conversation": Four(
            "We would like to hear from you.",
            "One question today.",
            "Here is what is on our minds.",
            "May we ask you something?",
        ),
    },
    greetings={
        "offer": Four(
            "Good to have you here.", "The short version.", "Here is a little something.", "Is this for you?"
        ),
        "news": Four("Good news.", "The short version.", "Something new.", "Have you seen this?"),
        "event": Four(
            "Save the date.", "The short version.", "Something to look forward to.", "Are you coming?"
        ),
        "story": Four("Come in.", "The short version.", "A small story.", "Curious?"),
        "conversation": Four(
            "Hello there.", "The short version.", "A thought for today.", "What do you say?"
        ),
    },
    offer="The offer: {offer}",
    dates="It runs from {starts} to {ends}.",
    starts="It starts on {starts}.",
    ends="The last day is {ends}.",
    facts=Four("Good to know:", "The details:", "What is behind it:", "A few answers:"),
    calls={
        "offer": Four("Have a look:", "The offer is here:", "See for yourself:", "Find out here:"),
        "news": Four("Read more:", "All of it is here:", "The whole news:", "Find out here:"),
        "event": Four("See the details:", "When and where:", "All about it:", "Find out here:"),
        "story": Four("Read more:", "The rest is here:", "How it goes on:", "Find out here:"),
        "conversation": Four("Read more:", "What it is about:", "More on this:", "Find out here:"),
    },
    in_bio="You will find the link in our bio.",
    questions={
        "offer": Four(
            "Who would you tell about it?",
            "Is it something for you?",
            "What would you choose first?",
            "Who comes to mind?",
        ),
        "news": Four(
            "What do you think?",
            "What would you like to know?",
            "Tell us what you make of it.",
            "Any questions? Ask us below.",
        ),
        "event": Four(
            "Will we see you there?",
            "Who will you bring along?",
            "What would you like to see?",
            "Any questions? Ask us below.",
        ),
        "story": Four(
            "What would you like to know?",
            "Which part would you like to see?",
            "What is your story?",
            "Any questions? Ask us below.",
        ),
        "conversation": Four(
            "Tell us below.", "What is your answer?", "How do you see it?", "We read every answer."
        ),
    },
    fallback="There is news from us.",
)

GERMAN = SocialWords(
    hooks={
        "offer": Four(
            "Wir haben etwas für Sie.",
            "Das Wichtigste zuerst: Das bekommen Sie.",
            "Ein paar Worte dazu, was hinter unserem Angebot steckt.",
            "Haben Sie auf einen guten Moment gewartet?",
        ),
        "news": Four(
            "Wir haben Neuigkeiten und möchten, dass Sie sie von uns hören.",
            "Unsere Neuigkeit, kurz gesagt.",
            "Jede Neuigkeit hat einen Anfang. Das ist unserer.",
            "Haben Sie es schon gehört?",
        ),
        "event": Four(
            "Wir würden uns freuen, Sie zu sehen.",
            "Sie sind eingeladen.",
            "Wir bereiten etwas vor und hätten Sie gern dabei.",
            "Sind Sie dabei?",
        ),
        "story": Four(
            "Ein Blick hinter unsere Arbeit.",
            "So machen wir das.",
            "Jede Geschichte fängt irgendwo an. Das ist unsere.",
            "Möchten Sie uns über die Schulter schauen?",
        ),
        "conversation": Four(
            "Wir möchten gern von Ihnen hören.",
            "Heute haben wir eine Frage.",
            "Das geht uns gerade durch den Kopf.",
            "Dürfen wir Sie etwas fragen?",
        ),
    },
    greetings={
        "offer": Four(
            "Schön, dass Sie da sind.", "Das Wichtigste in Kürze.", "Eine kleine Freude.", "Etwas für Sie?"
        ),
        "news": Four("Gute Nachrichten.", "Das Wichtigste in Kürze.", "Etwas Neues.", "Schon gesehen?"),
        "event": Four(
            "Merken Sie sich den Tag vor.", "Das Wichtigste in Kürze.", "Etwas zum Vorfreuen.", "Kommen Sie?"
        ),
        "story": Four(
            "Kommen Sie herein.", "Das Wichtigste in Kürze.", "Eine kleine Geschichte.", "Neugierig?"
        ),
        "conversation": Four(
            "Guten Tag.", "Das Wichtigste in Kürze.", "Ein Gedanke für heute.", "Was meinen Sie?"
        ),
    },
    offer="Das Angebot: {offer}",
    dates="Zeitraum: {starts}, bis {ends}.",
    starts="Beginn ist am {starts}.",
    ends="Der letzte Tag ist {ends}.",
    facts=Four("Gut zu wissen:", "Die Einzelheiten:", "Was dahintersteckt:", "Ein paar Antworten:"),
    calls={
        "offer": Four("Hier geht es zum Angebot:", "Das Angebot:", "Sehen Sie selbst:", "Mehr dazu:"),
        "news": Four("Mehr dazu:", "Alles steht hier:", "Die ganze Neuigkeit:", "Nachlesen:"),
        "event": Four("Die Einzelheiten:", "Wann und wo:", "Alles dazu:", "Mehr dazu:"),
        "story": Four("Mehr dazu:", "Der Rest steht hier:", "So geht es weiter:", "Nachlesen:"),
        "conversation": Four("Mehr dazu:", "Darum geht es:", "Zum Nachlesen:", "Hintergrund:"),
    },
    in_bio="Den Link finden Sie in unserer Bio.",
    questions={
        "offer": Four(
            "Wem würden Sie davon erzählen?",
            "Ist das etwas für Sie?",
            "Was würden Sie zuerst nehmen?",
            "An wen denken Sie dabei?",
        ),
        "news": Four(
            "Was sagen Sie dazu?",
            "Was möchten Sie noch wissen?",
            "Schreiben Sie uns, was Sie davon halten.",
            "Noch Fragen? Fragen Sie uns hier.",
        ),
        "event": Four(
            "Sehen wir uns dort?",
            "Wen bringen Sie mit?",
            "Was möchten Sie sehen?",
            "Noch Fragen? Fragen Sie uns hier.",
        ),
        "story": Four(
            "Was möchten Sie noch wissen?",
            "Welchen Teil möchten Sie sehen?",
            "Was ist Ihre Geschichte?",
            "Noch Fragen? Fragen Sie uns hier.",
        ),
        "conversation": Four(
            "Schreiben Sie es uns hier.",
            "Was ist Ihre Antwort?",
            "Wie sehen Sie das?",
            "Wir lesen jede Antwort.",
        ),
    },
    fallback="Es gibt Neues von uns.",
)


GERMAN_DU = replace(
    GERMAN,
    hooks={
        "offer": GERMAN.hooks["offer"]._replace(
            first="Wir haben etwas für dich.",
            second="Das Wichtigste zuerst: Das bekommst du.",
            fourth="Hast du auf den richtigen Moment gewartet?",
        ),
        "news": GERMAN.hooks["news"]._replace(
            first="Es gibt Neuigkeiten, und die sollst du von uns hören.", fourth="Hast du es schon gehört?"
        ),
        "event": Four(
            "Wir würden uns freuen, wenn du kommst.",
            "Du bist eingeladen.",
            "Wir bereiten etwas vor und hätten dich gern dabei.",
            "Bist du dabei?",
        ),
        "story": GERMAN.hooks["story"]._replace(fourth="Willst du uns mal über die Schulter schauen?"),
        "conversation": GERMAN.hooks["conversation"]._replace(
            first="Wir sind gespannt auf deine Meinung.", fourth="Dürfen wir dich mal etwas fragen?"
        ),
    },
    greetings=GERMAN.greetings
    | {
        "offer": GERMAN.greetings["offer"]._replace(
            first="Schön, dass du da bist.", fourth="Wäre das was für dich?"
        ),
        "event": GERMAN.greetings["event"]._replace(first="Merk dir den Tag vor.", fourth="Kommst du?"),
        "story": GERMAN.greetings["story"]._replace(first="Komm rein."),
        "conversation": GERMAN.greetings["conversation"]._replace(
            first="Schön, dich zu sehen.", fourth="Was meinst du?"
        ),
    },
    starts="Los geht’s am {starts}.",
    calls=GERMAN.calls
    | {"offer": GERMAN.calls["offer"]._replace(first="Hier geht’s zum Angebot:", third="Schau selbst:")},
    in_bio="Den Link findest du in unserer Bio.",
    questions={
        "offer": Four(
            "Wem würdest du davon erzählen?",
            "Ist das was für dich?",
            "Was würdest du dir zuerst aussuchen?",
            "An wen denkst du dabei?",
        ),
        "news": Four(
            "Was sagst du dazu?",
            "Was möchtest du noch wissen?",
            "Schreib uns, was du davon hältst.",
            "Noch Fragen? Frag uns einfach.",
        ),
        "event": Four(
            "Sehen wir uns dort?",
            "Wen bringst du mit?",
            "Worauf freust du dich am meisten?",
            "Noch Fragen? Frag uns einfach.",
        ),
        "story": Four(
            "Was möchtest du noch wissen?",
            "Wovon willst du mehr sehen?",
            "Und was ist deine Geschichte?",
            "Noch Fragen? Frag uns einfach.",
        ),
        "conversation": Four(
            "Erzähl es uns.", "Was ist deine Antwort?", "Wie siehst du das?", "Wir lesen jede Antwort."
        ),
    },
)


def words_for(language: str, kit: BrandKit) -> SocialWords:
    return addressed(language, kit, english=ENGLISH, sie=GERMAN, du=GERMAN_DU)
