"""Writes answers that follow the schema of the request, in sentences that a marketer could have written.

In English, or in German where the prompt asks for it.
"""

import json
import random
import re
from typing import Any

_URL = re.compile(r"https?://\w[^\s\"'<>)\]}|]+")
_MERGE_TAG = re.compile(r"\{\{ ?\w+ ?\}\}")
_COUNTS = {"two": 2, "three": 3, "four": 4, "five": 5}

_WORDS = {
    "subject": [
        "Something fresh is waiting for you",
        "A small treat for your mornings",
        "Your next favourite cup",
    ],
    "preheader": [
        "Take a look at what is new, while it is still here.",
        "Picked by people who taste all day.",
    ],
    "headline": ["Make room for spring", "Good mornings start here", "Fresh from the roastery"],
    "heading": ["Why you will like it", "What is new", "How it works"],
    "greeting": ["Hello,", "Good morning,", "Hello there,"],
    "label": ["See what is new", "Choose yours", "Take a look"],
    "sign_off": ["Warm regards,\nThe team", "See you soon,\nThe team"],
    "ps": ["", "P.S. Reply to this message if you have a question. A person reads it."],
    "alt": ["A bag of coffee beside a full cup on a wooden table"],
    "hashtag": ["#morningcoffee", "#freshlyroasted", "#slowmornings"],
    "question": ["When does it arrive?", "How do I choose?"],
    "name": ["The spring selection", "The morning blend"],
    "topic": ["Roasted to order", "Packed by hand", "Tasted every day"],
}
_SENTENCES = [
    "We roast in small batches, so that every bag reaches you while it is fresh.",
    "This season we picked flavours that suit longer days and open windows.",
    "You choose the beans and the grind, and we take care of the rest.",
    "Take your time: the selection is on our site, with notes on how each one tastes.",
    "If you are not sure where to begin, start with the one that we drink ourselves.",
    "Every bag says who grew the coffee and when we roasted it.",
]
_GERMAN_WORDS = {
    "subject": [
        "Etwas Frisches wartet auf Sie",
        "Eine kleine Freude am Morgen",
        "Ihre nächste Lieblingstasse",
    ],
    "preheader": [
        "Sehen Sie sich an, was neu ist, solange es da ist.",
        "Ausgesucht von Leuten, die viel probieren.",
    ],
    "headline": ["Platz für den Frühling", "Hier fängt ein guter Morgen an", "Frisch aus der Rösterei"],
    "heading": ["Was Ihnen daran gefällt", "Was neu ist", "So geht es"],
    "greeting": ["Guten Tag,", "Guten Morgen,", "Hallo,"],
    "label": ["Neues ansehen", "Jetzt aussuchen", "Auswahl ansehen"],
    "sign_off": ["Herzliche Grüße\nIhr Team", "Bis bald\nIhr Team"],
    "ps": ["", "PS: Antworten Sie auf diese Nachricht, wenn Sie eine Frage haben. Ein Mensch liest sie."],
    "alt": ["Eine Tüte Kaffee neben einer vollen Tasse auf einem Holztisch"],
    "hashtag": ["#morgenkaffee", "#frischgeröstet", "#ruhigemorgen"],
    "question": ["Wann kommt es an?", "Wie wähle ich aus?"],
    "name": ["Die Frühlingsauswahl", "Die Morgenmischung"],
    "topic": ["Auf Bestellung geröstet", "Von Hand verpackt", "Jeden Tag verkostet"],
}
_GERMAN_SENTENCES = [
    "Wir rösten in kleinen Mengen, damit jede Tüte frisch bei Ihnen ankommt.",
    "Für diese Jahreszeit haben wir Aromen gewählt, die zu langen Tagen und offenen Fenstern passen.",
    "Sie wählen Bohnen und Mahlgrad, um den Rest kümmern wir uns.",
    "Lassen Sie sich Zeit: Die Auswahl steht auf unserer Seite, mit Notizen zum Geschmack.",
    "Wenn Sie nicht wissen, wo Sie anfangen sollen, nehmen Sie die Sorte, die wir selbst trinken.",
    "Auf jeder Tüte steht, wer den Kaffee angebaut hat und wann wir ihn geröstet haben.",
]
_FIXED = {"id": "", "fact": "F1"}
_ALIASES = {
    "subject": ("subject", "title"),
    "preheader": ("preheader", "preview", "description", "summary"),
    "headline": ("headline",),
    "heading": ("heading",),
    "greeting": ("greeting",),
    "label": ("label", "button", "cta"),
    "sign_off": ("sign_off", "signoff", "closing"),
    "ps": ("ps", "postscript"),
    "alt": ("alt",),
    "hashtag": ("hashtag", "tag"),
    "question": ("question",),
    "name": ("name", "source"),
    "topic": ("topic", "ours", "theirs"),
}


def write_answer(body: dict[str, Any], variant: int) -> str:
    """Return the text of an answer to this request. Equal variants of one request are equal."""
    prompt = "\n".join(str(message.get("content")) for message in body["messages"])
    writer = _Writer(prompt, random.Random(f"{variant}"))
    named = (body.get("response_format") or {}).get("json_schema")
    if named is None:
        return writer.paragraph(3)
    return json.dumps(writer.value(named["schema"], named.get("name", "")), ensure_ascii=False)


class _Writer:
    def __init__(self, prompt: str, chance: random.Random) -> None:
        self._urls = [url.rstrip(".,;:") for url in _URL.findall(prompt)] or ["https://www.example.com/"]
        self._prompt = prompt
        self._pictures = re.findall(r"\bimg_[0-9a-f]{12}\b", prompt) or [""]
        self._chance = chance
        self._used: set[str] = set()
        in_german = "Write everything in German" in prompt
        self._words = _GERMAN_WORDS if in_german else _WORDS
        self._sentences = _GERMAN_SENTENCES if in_german else _SENTENCES

    def value(self, schema: dict[str, Any], name: str) -> Any:
        kind = schema.get("type")
        if isinstance(kind, list):
            kind = next((option for option in kind if option != "null"), "null")
        if "enum" in schema:
            return self._chance.choice(schema["enum"])
        if options := schema.get("anyOf"):
            return self.value(
                next((option for option in options if option.get("type") != "null"), options[0]), name
            )
        if kind == "object":
            return {key: self.value(value, key) for key, value in schema.get("properties", {}).items()}
        if kind == "array" and len(options := schema["items"].get("anyOf", ())) > 1:
            return [self.value(option, name) for option in options]
        if kind == "array" and (kinds := self._asked_for(schema["items"])):
            key, names = kinds
            return [{**self.value(schema["items"], name), key: one} for one in names]
        if kind == "array" and schema.get("description", "").endswith("else empty."):
            return []
        if kind == "array":
            return [self.value(schema["items"], name) for _ in range(self._how_many(schema, name))]
        plain = {"integer": 0, "number": 0, "boolean": False, "null": None}
        return plain[kind] if kind in plain else self._string(schema, name.lower())

    def _asked_for(self, item: dict[str, Any]) -> tuple[str, list[str]] | None:
        """Return the kinds of items that the prompt lists ("for each of these networks: x, linkedin.")."""
        listed = re.search(r"for each of these \w+: ([\w, ]+)\.", self._prompt)
        for key, value in item.get("properties", {}).items():
            if listed and "enum" in value:
                names = [name.strip() for name in listed[1].split(",")]
                return key, [name for name in names if name in value["enum"]]
        return None

    def paragraph(self, sentences: int) -> str:
        return " ".join(self._chance.sample(self._sentences, sentences))

    def _how_many(self, schema: dict[str, Any], name: str) -> int:
        words = re.findall(r"[a-z]+|[0-9]+", schema.get("description", "").lower())
        for word in words:
            if word in _COUNTS:
                return _COUNTS[word]
        return 2 if "section" in name else self._chance.randint(1, 3)

    def _string(self, schema: dict[str, Any], name: str) -> str:
        if name == "picture":
            return self._chance.choice(self._pictures)
        if name in ("when", "where"):
            return ""
        if name in _FIXED:
            return _FIXED[name]
        if re.search(r"\bor empty\b|\belse empty\b|\bempty unless\b", schema.get("description", "")):
            return ""
        words = f"{name} {schema.get('description', '').lower()}"
        if re.search(r"\b(?:url|link|href|src)\b", words.replace("_", " ")) and "[link]" not in words:
            return self._urls[0]
        for key, aliases in _ALIASES.items():
            if any(re.search(rf"(?:^|_){alias}s?(?:_|$)", name) for alias in aliases):
                return self._fresh(self._words[key])
        return self.paragraph(2)

    def _fresh(self, choices: list[str]) -> str:
        left = [choice for choice in choices if choice not in self._used] or choices
        chosen = self._chance.choice(left)
        self._used.add(chosen)
        return chosen
