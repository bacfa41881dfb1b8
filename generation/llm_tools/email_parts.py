"""What both documents of an email say of themselves: fixed words, links that may be links, the footer."""

import re
from typing import NamedTuple

from generation.brief import BrandKit
from generation.liquid import visible_text
from generation.llm_tools.email_content import EmailContent, Section
from generation.llm_tools.sanitize import LINK_TAGS, is_safe_link


class Words(NamedTuple):
    """What the documents say of themselves."""

    unsubscribe: str
    when: str
    where: str
    picture: str


WORDS = {
    "de": Words("Abmelden", "Wann", "Wo", "Bild"),
    "en": Words("Unsubscribe", "When", "Where", "Picture"),
    "es": Words("Darse de baja", "Cuándo", "Dónde", "Imagen"),
    "fr": Words("Se désabonner", "Quand", "Où", "Image"),
    "it": Words("Annulla iscrizione", "Quando", "Dove", "Immagine"),
    "nl": Words("Afmelden", "Wanneer", "Waar", "Afbeelding"),
}
PRIVACY = {
    "de": "Datenschutz",
    "en": "Privacy notice",
    "es": "Aviso de privacidad",
    "fr": "Confidentialité",
    "it": "Informativa sulla privacy",
    "nl": "Privacyverklaring",
}
IMPRINT = {"de": "Impressum", "en": "Imprint", "es": "Aviso legal", "fr": "Mentions légales", "nl": "Colofon"}
_POSTSCRIPT = re.compile(r"p\.?\s?s\.?\s*[:.–—-]?\s+", re.IGNORECASE)


def words_of(language: str) -> Words:
    return WORDS.get(language.partition("-")[0].lower(), WORDS["en"])


def _link_tags(kit: BrandKit) -> frozenset[str]:
    return LINK_TAGS | {tag.name for tag in kit.merge_tags if tag.name.endswith("_url")}


def unsubscribe_link(kit: BrandKit) -> str:
    """Return where a reader opts out, empty where the brand has no usable address."""
    url = visible_text(kit.unsubscribe_url).strip()
    return url if is_safe_link(url, _link_tags(kit)) else ""


def section_link(section: Section, kit: BrandKit) -> str:
    """Return where a section's link leads, empty where it has no text or the address can't be a link."""
    url = section.link.url
    return url if section.link.label and is_safe_link(url, _link_tags(kit)) else ""


def button_link(content: EmailContent, kit: BrandKit) -> str:
    """Return where the button leads, empty where the address can't be a link."""
    url = content.call_to_action.url
    return url if is_safe_link(url, _link_tags(kit)) else ""


def event_rows(content: EmailContent, words: Words) -> list[tuple[str, str]]:
    rows = [(words.when, content.event.when), (words.where, content.event.where)]
    return [(label, visible_text(text)) for label, text in rows if text]


def postscript(content: EmailContent) -> str:
    return f"P.S. {_POSTSCRIPT.sub('', content.ps, count=1)}" if content.ps else ""


def footer_links(kit: BrandKit, language: str) -> list[tuple[str, str]]:
    """Return what the law wants linked, as (words, address), where the brand has it."""
    code = language.partition("-")[0].lower()
    links = [
        (PRIVACY.get(code, PRIVACY["en"]), kit.privacy_url.strip()),
        (IMPRINT.get(code, IMPRINT["en"]), kit.imprint_url.strip()),
    ]
    return [(word, url) for word, url in links if url and is_safe_link(url)]


def footer_lines(kit: BrandKit) -> list[str]:
    """Return what the law and the brand want at the end of each email."""
    sender = f"{kit.sender_name}, {kit.postal_address}"
    return [line for line in (*kit.disclosures, kit.legal_footer, sender, kit.company) if line.strip()]
