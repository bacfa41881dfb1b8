"""The plain-text twin of an email."""

from generation.brief import Rendering
from generation.liquid import visible_text
from generation.llm_tools.email_content import EmailContent
from generation.llm_tools.email_parts import (
    Words,
    button_link,
    event_rows,
    footer_lines,
    footer_links,
    postscript,
    section_link,
    unsubscribe_link,
    words_of,
)
from generation.llm_tools.pictures import PictureSlot
from generation.llm_tools.plain import plain_text, wrapped


def render_text(content: EmailContent, rendering: Rendering) -> str:
    """Return the same words as the HTML, the same links, and the same footer."""
    kit, language = rendering.kit, rendering.language
    words = words_of(language)
    button, unsubscribe = button_link(content, kit), unsubscribe_link(kit)
    blocks = [kit.name, _seen(content.hero, rendering, words), wrapped(content.headline)]
    blocks.append("\n".join(f"{label}: {text}" for label, text in event_rows(content, words)))
    blocks.append(plain_text(content.greeting))
    for section in content.sections:
        blocks += [_seen(section.picture, rendering, words), wrapped(section.heading)]
        blocks.append(plain_text(section.body))
        if link := section_link(section, kit):
            blocks.append(f"{wrapped(section.link.label)}:\n{link}")
    blocks.append("\n".join(part for part in (wrapped(content.call_to_action.label), button) if part))
    blocks.append(plain_text(content.sign_off))
    blocks.append(plain_text(postscript(content)))
    blocks.append("-- ")
    blocks += [wrapped(visible_text(line)) for line in footer_lines(kit)]
    blocks += [f"{word}:\n{url}" for word, url in footer_links(kit, language)]
    if unsubscribe:
        blocks.append(f"{words.unsubscribe}:\n{unsubscribe}")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _seen(slot: PictureSlot, rendering: Rendering, words: Words) -> str:
    """Return a picture in words, for those who get no pictures."""
    filled = slot.filled(rendering)
    return wrapped(f"({words.picture}: {visible_text(filled.alt)})") if filled and filled.alt else ""
