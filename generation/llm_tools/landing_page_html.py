"""A landing page as one HTML file: no script that runs, nothing loaded from anywhere."""

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from generation.brief import BrandKit, Picture, Rendering
from generation.llm_tools import landing_page_theme as theme
from generation.llm_tools.fonts import font_stack
from generation.llm_tools.landing_page_blocks import Shown, block_html
from generation.llm_tools.landing_page_content import LandingPageContent
from generation.llm_tools.landing_page_json_ld import json_ld
from generation.llm_tools.landing_page_labels import ENGLISH, Labels, is_right_to_left, labels_for
from generation.llm_tools.landing_page_style import stylesheet
from generation.llm_tools.markup import NOTHING, Markup, join, tag, text
from generation.llm_tools.pictures import Filled, data_uri
from generation.llm_tools.sanitize import is_safe_link

PATH_TO_FILL_IN = "/address-to-fill-in"
"""Stands for the page's path until somebody says where it will be."""
_NAVIGATED = ("benefits", "features", "comparison", "offer", "faq")
_MOST_LINKS = 4


def render_html(
    content: LandingPageContent, rendering: Rendering, src: Callable[[Picture], str] | None = None
) -> str:
    """Return the document. `src` says where pictures are loaded from; without it, it holds their bytes."""
    src = src or embedded_in(rendering)
    kit, labels = rendering.kit, labels_for(rendering.language)
    language = re.sub(r"[^A-Za-z0-9-]", "", rendering.language) or "en"
    shown = Shown(
        labels=labels,
        action=content.call_to_action.label,
        target=target_of(content),
        privacy=web_address(kit.privacy_url),
        layout=content.layout,
        rendering=rendering,
        src=src,
    )
    body = tag(
        "body",
        tag("a", labels.skip, class_="skip", href="#main", lang=_other(labels, language)),
        _header(content, kit, labels, src),
        tag("main", *(block_html(block, shown) for block in content.blocks), id="main"),
        _footer(kit, labels, shown.privacy),
    )
    direction = "rtl" if is_right_to_left(language) else None
    return (
        "<!doctype html>\n"
        + tag("html", _head(content, rendering), body, lang=language, dir=direction)
        + "\n"
    )


def embedded_in(rendering: Rendering) -> Callable[[Picture], str]:
    """Return what gives each picture as its own bytes; a page never loads one from elsewhere."""

    def src(picture: Picture) -> str:
        body = rendering.body(picture)
        return data_uri(picture, body) if body else ""

    return src


def web_address(url: str) -> str:
    """Return an address that a page may link to, empty where it is none."""
    return url.strip() if is_safe_link(url.strip(), ()) else ""


def target_of(content: LandingPageContent) -> str:
    """Return where the button leads: to its address, else to the page's own form, else nowhere."""
    url = content.call_to_action.url
    if not url:
        return f"#{content.form.id}" if content.form else ""
    return web_address(url)


def canonical_of(content: LandingPageContent, kit: BrandKit) -> str:
    """Return the page's address, with a path to be filled in where nobody has said it."""
    site = web_address(kit.website)
    return web_address(content.address) or (site.rstrip("/") + PATH_TO_FILL_IN if site else "")


def _other(labels: Labels, language: str) -> str | None:
    """Return the language of our own words where it is not the page's."""
    same = labels.language == language.partition("-")[0].lower()
    return None if same or labels is not ENGLISH else labels.language


def _head(content: LandingPageContent, rendering: Rendering) -> Markup:
    kit = rendering.kit
    light, dark = theme.light(kit), theme.dark(kit)
    site, target = web_address(kit.website), target_of(content)
    canonical = canonical_of(content, kit)
    style = stylesheet(content.layouts, light, dark, font_stack(kit.font))
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", content.meta_title),
        _meta("description", content.meta_description),
        tag("link", rel="canonical", href=canonical) if canonical else NOTHING,
        *_shared(content, rendering, canonical),
        tag("meta", name="theme-color", content=light.ground, media="(prefers-color-scheme: light)"),
        tag("meta", name="theme-color", content=dark.ground, media="(prefers-color-scheme: dark)"),
        tag("link", rel="icon", href=_icon(kit, light.accent, light.on_accent)),
        Markup(f"<style>{style}</style>"),
        json_ld(content, kit, site=site, target=target if target.startswith("https:") else ""),
    )


def _meta(name: str, content: str) -> Markup:
    return tag("meta", name=name, content=content) if content else NOTHING


def shared_picture(content: LandingPageContent, rendering: Rendering) -> Filled | None:
    """Return the opening's picture, where it has an address that networks can load it from."""
    filled = content.hero.picture.filled(rendering)
    return filled if filled and filled.picture.url.startswith("https://") else None


def _shared(content: LandingPageContent, rendering: Rendering, canonical: str) -> list[Markup]:
    """Return what networks show of a link to the page."""
    kit = rendering.kit
    picture = shared_picture(content, rendering)
    values = {
        "og:type": "website",
        "og:title": content.meta_title,
        "og:description": content.meta_description,
        "og:url": canonical,
        "og:site_name": kit.name,
        "og:locale": _locale(rendering.language),
        "og:image": picture.picture.url if picture else "",
        "og:image:alt": picture.alt if picture else "",
    }
    return [
        *(tag("meta", property=name, content=value) for name, value in values.items() if value),
        _meta("twitter:card", "summary_large_image"),
    ]


def _locale(language: str) -> str:
    """Return a language as Open Graph writes it: a territory belongs to it."""
    usual = {"en": "en_US", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "nl": "nl_NL"}
    tongue, _dash, place = language.partition("-")
    return f"{tongue.lower()}_{place.upper()}" if len(place) == 2 else usual.get(tongue.lower(), "")


def _icon(kit: BrandKit, ground: str, letter: str) -> str:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f'<rect width="32" height="32" rx="9" fill="{ground}"/>'
        f'<text x="16" y="22.5" font-family="sans-serif" font-size="18" font-weight="700" fill="{letter}"'
        f' text-anchor="middle">{text(_letter(kit))}</text></svg>'
    )
    return f"data:image/svg+xml,{quote(svg)}"


def _letter(kit: BrandKit) -> str:
    return (kit.logo_text or kit.name)[:1].upper()


def _header(
    content: LandingPageContent, kit: BrandKit, labels: Labels, src: Callable[[Picture], str]
) -> Markup:
    links = {
        block.type: tag("li", tag("a", labels.blocks[block.type], href=f"#{block.id}"))
        for block in reversed(content.blocks)
        if block.type in _NAVIGATED
    }
    listed = [links[kind] for kind in (block.type for block in content.blocks) if kind in links]
    nav = tag(
        "nav", tag("ul", *list(dict.fromkeys(listed))[:_MOST_LINKS], role="list"), aria_label=labels.sections
    )
    return tag("header", tag("div", _brand(kit, src), nav if listed else NOTHING, class_="in"), class_="top")


def _brand(kit: BrandKit, src: Callable[[Picture], str]) -> Markup:
    logo = src(kit.logo) if kit.logo else ""
    if kit.logo and logo:
        mark = tag("img", src=logo, alt=kit.name, width=kit.logo.width, height=kit.logo.height)
    else:
        mark = join(
            tag("i", data_letter=kit.logo_text or _letter(kit), aria_hidden="true"), tag("span", kit.name)
        )
    site = web_address(kit.website)
    return tag("a", mark, class_="brand", href=site) if site else tag("p", mark, class_="brand")


def _footer(kit: BrandKit, labels: Labels, privacy: str) -> Markup:
    lines = [line for line in (kit.company, kit.postal_address, *kit.disclosures, kit.legal_footer) if line]
    about = tag(
        "div", tag("p", tag("strong", kit.sender_name or kit.name)), *(tag("p", line) for line in lines),
        class_="about",
    )  # fmt: skip
    imprint, site = web_address(kit.imprint_url), web_address(kit.website)
    links = [
        tag("li", tag("a", words, href=url))
        for words, url in ((labels.privacy, privacy), (labels.imprint, imprint), (_host(site), site))
        if url
    ]
    listed = tag("ul", *links, role="list") if links else NOTHING
    return tag("footer", tag("div", about, listed, class_="in"), class_="foot")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")
