"""What languages are called in prompts, which are in English."""

import re

LANGUAGES = {
    "de": "German",
    "en": "English",
    "en-gb": "British English",
    "en-us": "American English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
}
_CODE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")


def language_name(code: str) -> str:
    """Return the name of a language, its code where it has none here, English where it is no code."""
    return LANGUAGES.get(code.lower()) or (code if _CODE.match(code) else LANGUAGES["en"])
