"""An email's documents: HTML in the brand's colours, its plain-text twin, and a mail file."""

import re
from html import escape
from urllib.parse import urlsplit

from generation.brief import BrandKit, Picture, Rendering
from generation.liquid import fill_merge_tags, visible_text
from generation.llm_tools.email_content import EmailContent, Section
from generation.llm_tools.email_eml import to_eml
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
from generation.llm_tools.email_shell import Palette, fill_shell, palette
from generation.llm_tools.email_text import render_text
from generation.llm_tools.pictures import Filled
from generation.llm_tools.sanitize import attribute_value, inline_markdown

SHEET, COLUMN = 598, 518
"""Pixels from edge to edge of the sheet, and of its words."""
# Mail programs show what follows the preview text; blank characters keep the body out of it.
_PREHEADER_PAD = "\u2007\u034f" * 60


def render(content: EmailContent, rendering: Rendering, format: str) -> str:
    """Return the document.

    Raises:
        KeyError: there is no such format.
    """
    match format:
        case "html":
            return render_html(content, rendering)
        case "txt":
            return render_text(content, rendering)
    raise KeyError(format)


def render_eml(content: EmailContent, rendering: Rendering) -> bytes:
    kit = rendering.kit
    return to_eml(
        render(content, rendering, "html"),
        render(content, rendering, "txt"),
        content.subject.subject,
        kit.sender_name,
        host=_host(kit.website),
        unsubscribe=kit.unsubscribe_url,
    )


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.") or "sender.invalid"
    except ValueError:
        return "sender.invalid"


# ---- HTML --------------------------------------------------------------------------------------


def render_html(content: EmailContent, rendering: Rendering) -> str:
    kit, language = rendering.kit, rendering.language
    colors = palette(kit)
    button, unsubscribe = button_link(content, kit), unsubscribe_link(kit)
    hero = _hero(content, rendering, colors)
    slots = {
        "hero": hero,
        # The title stands in an attribute too, where a merge tag's quotes would be escaped.
        "title": escape(fill_merge_tags(content.subject.subject, {})),
        "preheader": _text(content.subject.preheader) + _PREHEADER_PAD,
        "logo": _logo(kit, colors),
        "headline": f'<h1 style="{_heading(colors.hero_text, 30)}">{_text(content.headline)}</h1>',
        "body": _body(content, rendering, colors),
        "closing": _closing(content, colors, with_label=not button),
        "footer": _footer(kit, language),
        "button_url": attribute_value(button),
        "button_label": _text(content.call_to_action.label),
        "unsubscribe_url": attribute_value(unsubscribe),
        "unsubscribe": escape(words_of(language).unsubscribe),
    }
    return fill_shell(
        colors, language, button=bool(button), unsubscribe=bool(unsubscribe), hero=bool(hero), slots=slots
    )


def _text(text: str) -> str:
    """Return words for a place between tags; quotes stay, since merge tags need them."""
    return escape(visible_text(text), quote=False)


def _heading(color: str, size: int) -> str:
    return (
        f"margin:0;color:{color};font-size:{size}px;line-height:1.2;font-weight:700;letter-spacing:-0.015em;"
    )


def _logo(kit: BrandKit, colors: Palette) -> str:
    if kit.logo:
        return _logo_picture(kit.logo, kit)
    letters = _text(kit.logo_text or kit.name[:1].upper())
    mark = (
        f"width:32px;height:32px;border-radius:16px;background:{colors.accent};color:{colors.on_accent};"
        f"font-size:{13 if len(letters) > 1 else 15}px;line-height:32px;font-weight:700;text-align:center;"
    )
    name = f"padding:0 0 0 10px;color:{colors.accent_text};font-size:16px;line-height:32px;font-weight:700;"
    return (
        '<table role="presentation" border="0" cellpadding="0" cellspacing="0" align="center"'
        f' style="margin:0 auto;"><tr><td width="32" height="32" align="center" valign="middle"'
        f' bgcolor="{colors.accent}" style="{mark}">{letters}</td>'
        f'<td class="name" style="{name}">{_text(kit.name)}</td></tr></table>'
    )


def _logo_picture(logo: Picture, kit: BrandKit) -> str:
    """Return the brand's logo, as large as fits a line 40 px high and 220 px wide."""
    scale = min(40 / logo.height, 220 / logo.width, 1)
    width, height = max(1, round(logo.width * scale)), max(1, round(logo.height * scale))
    alt = escape(logo.alt or kit.name)
    return (
        f'<img src="{escape(logo.src)}" alt="{alt}" width="{width}" height="{height}"'
        f' border="0" style="display:block;width:{width}px;height:{height}px;margin:0 auto;border:0;">'
    )


def _hero(content: EmailContent, rendering: Rendering, colors: Palette) -> str:
    """Return the picture at the top; a band in the brand's colours where one is wanted and none chosen."""
    filled = content.hero.filled(rendering)
    if filled:
        return _image(filled, SHEET, colors)
    if not content.hero.brief and not content.hero.picture:
        return ""
    return (
        '<table role="presentation" border="0" cellpadding="0" cellspacing="0" width="100%"><tr>'
        f'<td height="120" align="center" valign="middle" bgcolor="{colors.accent}" style="height:120px;'
        f"background:{colors.accent};color:{colors.on_accent};font-size:20px;line-height:28px;"
        f'font-weight:700;">{_text(content.hero.alt or rendering.kit.name)}</td></tr></table>'
    )


def _image(filled: Filled, width: int, colors: Palette) -> str:
    """Return an image with the size that classic Outlook keeps and phones overrule."""
    width = min(width, filled.picture.width)
    # Where pictures are blocked, their alt text stands in the brand's colours.
    return (
        f'<img src="{escape(filled.picture.src)}" alt="{escape(fill_merge_tags(filled.alt, {}))}"'
        f' width="{width}" height="{filled.height_at(width)}" border="0" style="display:block;width:100%;'
        f"max-width:{width}px;height:auto;border:0;outline:none;text-decoration:none;"
        f'color:{colors.accent_text};font-size:16px;line-height:1.5;">'
    )


def _event(content: EmailContent, words: Words, colors: Palette) -> str:
    rows = "".join(
        f'<tr><td width="72" valign="top" style="padding:4px 0;color:{colors.hero_text};font-size:14px;'
        f'line-height:22px;font-weight:700;">{escape(label)}</td>'
        f'<td valign="top" style="padding:4px 0;color:{colors.hero_ink};font-size:16px;line-height:22px;">'
        f'<p style="margin:0;">{_text(text)}</p></td></tr>'
        for label, text in event_rows(content, words)
    )
    if not rows:
        return ""
    return (
        '<table role="presentation" class="event" border="0" cellpadding="0" cellspacing="0" width="100%"'
        f' bgcolor="{colors.hero}" style="margin:4px 0 18px;background:{colors.hero};border-radius:8px;">'
        f'<tr><td style="padding:12px 18px;"><table role="presentation" border="0" cellpadding="0"'
        f' cellspacing="0" width="100%">{rows}</table></td></tr></table>'
    )


def _section_link(section: Section, kit: BrandKit, colors: Palette) -> str:
    url = section_link(section, kit)
    style = f"color:{colors.accent_text};font-weight:600;text-decoration:underline;"
    link = f'<a href="{attribute_value(url)}" style="{style}">{_text(section.link.label)}</a>'
    return f'<p style="margin:0 0 14px;">{link}</p>' if url else ""


def _body(content: EmailContent, rendering: Rendering, colors: Palette) -> str:
    pieces = [_event(content, words_of(rendering.language), colors), _paragraphs(content.greeting, colors)]
    for section in content.sections:
        if filled := section.picture.filled(rendering):
            pieces.append(f'<div style="margin:22px 0 14px;">{_image(filled, COLUMN, colors)}</div>')
        if section.heading:
            style = _heading(colors.accent_text, 18).replace("margin:0;", "margin:26px 0 8px;")
            pieces.append(f'<h2 style="{style}">{_text(section.heading)}</h2>')
        pieces += [_paragraphs(section.body, colors), _section_link(section, rendering.kit, colors)]
    return "".join(pieces)


def _closing(content: EmailContent, colors: Palette, *, with_label: bool) -> str:
    pieces = [_paragraphs(content.call_to_action.label, colors)] if with_label else []
    pieces.append(_paragraphs(content.sign_off, colors))
    if content.ps:
        pieces.append(_paragraphs(postscript(content), colors))
    return "".join(pieces)


def _paragraphs(text: str, colors: Palette) -> str:
    html = inline_markdown(text)
    for tag, style in (
        ("p", "margin:0 0 14px;"),
        ("ul", "margin:0 0 14px;padding:0 0 0 22px;"),
        ("ol", "margin:0 0 14px;padding:0 0 0 24px;"),
        ("li", "margin:0 0 6px;padding:0 0 0 2px;"),
        ("a", f"color:{colors.accent_text};text-decoration:underline;"),
    ):
        html = re.sub(rf"<{tag}(?=[ >])", f'<{tag} style="{style}"', html)
    return html


def _footer(kit: BrandKit, language: str) -> str:
    lines = [_text(line) for line in footer_lines(kit)]
    lines += [
        f'<a href="{attribute_value(url)}" style="color:inherit;">{escape(word)}</a>'
        for word, url in footer_links(kit, language)
    ]
    return "".join(f'<p style="margin:0 0 6px;">{line}</p>' for line in lines)
