"""An email's documents: HTML in the brand's colours, its plain-text twin, and a mail file."""

import re
from html import escape
from urllib.parse import urlsplit

from generation.brief import BrandKit, Rendering
from generation.liquid import fill_merge_tags, visible_text
from generation.llm_tools.email_content import EmailContent
from generation.llm_tools.email_eml import to_eml
from generation.llm_tools.email_shell import Palette, fill_shell, palette
from generation.llm_tools.plain import plain_text, wrapped
from generation.llm_tools.sanitize import LINK_TAGS, attribute_value, inline_markdown, is_safe_link

UNSUBSCRIBE = {
    "de": "Abmelden",
    "en": "Unsubscribe",
    "es": "Darse de baja",
    "fr": "Se désabonner",
    "it": "Annulla iscrizione",
    "nl": "Afmelden",
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
# Mail programs show what follows the preview text; blank characters keep the body out of it.
_PREHEADER_PAD = "&#8199;&#847;" * 60


def render(content: EmailContent, rendering: Rendering, format: str) -> str:
    """Return the document.

    Raises:
        KeyError: there is no such format.
    """
    match format:
        case "html":
            return render_html(content, rendering.kit, rendering.language)
        case "txt":
            return render_text(content, rendering.kit, rendering.language)
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


def _link_tags(kit: BrandKit) -> frozenset[str]:
    return LINK_TAGS | {tag.name for tag in kit.merge_tags if tag.name.endswith("_url")}


def unsubscribe_link(kit: BrandKit) -> str:
    """Return where a reader opts out, empty where the brand has no usable address."""
    url = visible_text(kit.unsubscribe_url).strip()
    return url if is_safe_link(url, _link_tags(kit)) else ""


def button_link(content: EmailContent, kit: BrandKit) -> str:
    """Return where the button leads, empty where the address can't be a link."""
    url = content.call_to_action.url
    return url if is_safe_link(url, _link_tags(kit)) else ""


# ---- HTML --------------------------------------------------------------------------------------


def render_html(content: EmailContent, kit: BrandKit, language: str) -> str:
    colors = palette(kit)
    button, unsubscribe = button_link(content, kit), unsubscribe_link(kit)
    slots = {
        # The title stands in an attribute too, where a merge tag's quotes would be escaped.
        "title": escape(fill_merge_tags(content.subject.subject, {})),
        "preheader": _text(content.subject.preheader) + _PREHEADER_PAD,
        "logo": _logo(kit, colors),
        "headline": f'<h1 style="{_heading(colors, 30)}">{_text(content.headline)}</h1>',
        "body": _body(content, colors),
        "closing": _closing(content, colors, with_label=not button),
        "footer": _footer(kit, language),
        "button_url": attribute_value(button),
        "button_label": _text(content.call_to_action.label),
        "unsubscribe_url": attribute_value(unsubscribe),
        "unsubscribe": escape(UNSUBSCRIBE.get(language.partition("-")[0].lower(), UNSUBSCRIBE["en"])),
    }
    return fill_shell(colors, language, button=bool(button), unsubscribe=bool(unsubscribe), slots=slots)


def _text(text: str) -> str:
    """Return words for a place between tags; quotes stay, since merge tags need them."""
    return escape(visible_text(text), quote=False)


def _heading(colors: Palette, size: int) -> str:
    return (
        f"margin:0;color:{colors.accent_text};font-size:{size}px;line-height:1.2;"
        "font-weight:700;letter-spacing:-0.015em;"
    )


def _logo(kit: BrandKit, colors: Palette) -> str:
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


def _body(content: EmailContent, colors: Palette) -> str:
    pieces = [_paragraphs(content.greeting, colors)]
    for section in content.sections:
        if section.heading:
            style = _heading(colors, 18).replace("margin:0;", "margin:26px 0 8px;")
            pieces.append(f'<h2 style="{style}">{_text(section.heading)}</h2>')
        pieces.append(_paragraphs(section.body, colors))
    return "".join(pieces)


def _closing(content: EmailContent, colors: Palette, *, with_label: bool) -> str:
    pieces = [_paragraphs(content.call_to_action.label, colors)] if with_label else []
    pieces.append(_paragraphs(content.sign_off, colors))
    if content.ps:
        pieces.append(_paragraphs(f"P.S. {_POSTSCRIPT.sub('', content.ps, count=1)}", colors))
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
    lines = [_text(line) for line in _footer_lines(kit)]
    lines += [
        f'<a href="{attribute_value(url)}" style="color:inherit;">{escape(word)}</a>'
        for word, url in footer_links(kit, language)
    ]
    return "".join(f'<p style="margin:0 0 6px;">{line}</p>' for line in lines)


def footer_links(kit: BrandKit, language: str) -> list[tuple[str, str]]:
    """Return what the law wants linked, as (words, address), where the brand has it."""
    code = language.partition("-")[0].lower()
    links = [
        (PRIVACY.get(code, PRIVACY["en"]), kit.privacy_url.strip()),
        (IMPRINT.get(code, IMPRINT["en"]), kit.imprint_url.strip()),
    ]
    return [(word, url) for word, url in links if url and is_safe_link(url)]


def _footer_lines(kit: BrandKit) -> list[str]:
    """Return what the law and the brand want at the end of each email."""
    sender = f"{kit.sender_name}, {kit.postal_address}"
    return [line for line in (*kit.disclosures, kit.legal_footer, sender, kit.company) if line.strip()]


# ---- plain text --------------------------------------------------------------------------------


def render_text(content: EmailContent, kit: BrandKit, language: str) -> str:
    """Return the same words as the HTML, the same links, and the same footer."""
    button, unsubscribe = button_link(content, kit), unsubscribe_link(kit)
    blocks = [kit.name, wrapped(content.headline), plain_text(content.greeting)]
    for section in content.sections:
        blocks += [wrapped(section.heading), plain_text(section.body)]
    blocks.append("\n".join(part for part in (wrapped(content.call_to_action.label), button) if part))
    blocks.append(plain_text(content.sign_off))
    if content.ps:
        blocks.append(plain_text(f"P.S. {_POSTSCRIPT.sub('', content.ps, count=1)}"))
    blocks.append("-- ")
    blocks += [wrapped(visible_text(line)) for line in _footer_lines(kit)]
    blocks += [f"{word}:\n{url}" for word, url in footer_links(kit, language)]
    if unsubscribe:
        word = UNSUBSCRIBE.get(language.partition("-")[0].lower(), UNSUBSCRIBE["en"])
        blocks.append(f"{word}:\n{unsubscribe}")
    return "\n\n".join(block for block in blocks if block) + "\n"
