"""The preview of social posts: one card a network, drawn by us, in one document without scripts."""

from html import escape
from urllib.parse import urlsplit

from generation.brief import BrandKit, Rendering
from generation.llm_tools.pictures import Filled, embedded, placeholder_svg
from generation.llm_tools.sanitize import attribute_value, is_safe_link
from generation.llm_tools.social_content import SocialContent, posts_of
from generation.llm_tools.social_files import render_text
from generation.llm_tools.social_style import style
from generation.networks.posts import Post, PostPart
from generation.networks.table import Network
from generation.networks.tags import hashtags_in, mentions_in
from generation.networks.web_addresses import web_addresses_in

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
_INSET = frozenset({"x", "threads", "bluesky", "mastodon"})
"""Where pictures and link cards stand inside the post, with a frame of their own."""
_ACTS = {
    "x": ("reply", "repost", "like"),
    "linkedin": ("like", "comment", "repost", "send"),
    "facebook": ("like", "comment", "share"),
    "instagram": ("like", "comment", "share"),
    "threads": ("like", "reply", "repost"),
    "bluesky": ("reply", "repost", "like"),
    "mastodon": ("reply", "boost", "like"),
}
_WORDS = {
    "en": {
        "title": "Social posts",
        "now": "now",
        "like": "Like",
        "comment": "Comment",
        "repost": "Repost",
        "send": "Send",
        "share": "Share",
        "more": "…more (after about {n} on a phone)",
        "picture": "A picture goes here",
        "alt": "Alt text",
        "no_alt": "none yet",
        "bio": "The link goes into the bio: {link}",
        "thread": "{n} posts",
        "card": "The page’s own title and picture show here",
        "reply": "Reply",
        "boost": "Boost",
    },
    "de": {
        "title": "Social-Media-Beiträge",
        "now": "jetzt",
        "like": "Gefällt mir",
        "comment": "Kommentieren",
        "repost": "Reposten",
        "send": "Senden",
        "share": "Teilen",
        "more": "…mehr (nach etwa {n} auf dem Handy)",
        "picture": "Hier steht ein Bild",
        "alt": "Alternativtext",
        "no_alt": "noch keiner",
        "bio": "Der Link gehört in die Bio: {link}",
        "thread": "{n} Beiträge",
        "card": "Hier erscheinen Titel und Bild der Seite",
        "reply": "Antworten",
        "boost": "Boosten",
    },
}


def render(content: SocialContent, rendering: Rendering, format: str) -> str:
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


def render_html(content: SocialContent, rendering: Rendering) -> str:
    rendering = embedded(rendering)
    words = _WORDS.get(rendering.language.partition("-")[0].lower(), _WORDS["en"])
    language = "".join(letter for letter in rendering.language if letter.isalnum() or letter == "-")
    direction = "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
    picture = content.picture.filled(rendering)
    wanted = content.picture.brief
    sections = "".join(_section(post, rendering.kit, words, picture, wanted) for post in posts_of(content))
    return (
        f'<!doctype html>\n<html lang="{language or "en"}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{words["title"]}</title>'
        f"<style>{style(rendering.kit)}</style></head>"
        f"<body><main><h1>{words['title']}</h1>{sections}</main></body></html>\n"
    )


def _section(post: Post, kit: BrandKit, words: dict[str, str], picture: Filled | None, wanted: str) -> str:
    network = post.network
    count = len(post.parts)
    articles = []
    for number, part in enumerate(post.parts, start=1):
        classes = [*(["inset"] if network.name in _INSET else []), *(["joined"] if number < count else [])]
        media = _media(post, picture, wanted, words, kit) if number == 1 else ""
        card = _link_card(post, words, with_picture=picture is not None) if number == count else ""
        articles.append(
            f'<article class="{" ".join(classes)}">{_who(kit, words)}{_words(part, network, words)}'
            f"{media}{card}{_acts(network, words)}</article>"
        )
    thread = f"<small>{words['thread'].format(n=count)}</small>" if count > 1 else ""
    note = ""
    if post.link and not network.links_are_live:
        note = f'<p class="note">{words["bio"].format(link=escape(post.link))}</p>'
    return (
        f'<section><h2><span class="letter" aria-hidden="true">{escape(network.letter)}</span>'
        f"{escape(network.label)}{thread}</h2>{''.join(articles)}{note}</section>"
    )


def _who(kit: BrandKit, words: dict[str, str]) -> str:
    initials = escape((kit.logo_text or kit.name)[:2] if kit.logo_text else kit.name[:1].upper())
    return (
        f'<div class="who"><i aria-hidden="true">{initials}</i><b>{escape(kit.name)}</b>'
        f"<small>{words['now']}</small></div>"
    )


# ---- words -------------------------------------------------------------------------------------


def _words(part: PostPart, network: Network, words: dict[str, str]) -> str:
    text = part.posted
    fold = network.fold
    if fold is None or len(text) <= fold.value:
        return f'<div class="words" dir="auto">{linked(text, network)}</div>'
    end = fold_place(text, fold.value)
    seen, rest = linked(text[:end].rstrip(), network), linked(text[end:].lstrip(), network)
    marker = f'<span class="fold">{words["more"].format(n=fold.value)}</span>'
    return f'<div class="words" dir="auto">{seen}{marker}<span class="rest">{rest}</span></div>'


def fold_place(text: str, about: int) -> int:
    """Return where the text is folded: the last space before, so that no word or link is cut."""
    place = max(text.rfind(" ", 0, about + 1), text.rfind("\n", 0, about + 1))
    return place if place > about // 2 else about


def linked(text: str, network: Network) -> str:
    """Return the text as HTML with its addresses, hashtags and mentions marked as the network marks them."""
    marks = [(url.start, url.end, "link") for url in web_addresses_in(text) if network.links_are_live]
    for tag in (*hashtags_in(text), *mentions_in(text)):
        if not any(start < tag.end and tag.start < end for start, end, _kind in marks):
            marks.append((tag.start, tag.end, "tag"))
    pieces, at = [], 0
    for start, end, kind in sorted(marks):
        if start < at:
            continue
        pieces += [escape(text[at:start]), _marked(text[start:end], kind)]
        at = end
    return "".join([*pieces, escape(text[at:])])


def _marked(text: str, kind: str) -> str:
    if kind == "link":
        url = text if "://" in text else f"https://{text}"
        if is_safe_link(url):
            return f'<a href="{attribute_value(url)}">{escape(text)}</a>'
    return f'<span class="tag">{escape(text)}</span>'


# ---- below the words ---------------------------------------------------------------------------


def _media(post: Post, picture: Filled | None, wanted: str, words: dict[str, str], kit: BrandKit) -> str:
    network = post.network
    if picture is not None:
        source = picture.picture.url if picture.picture.url.startswith("data:") else ""
        source = source or placeholder_svg(kit, network.picture_width, network.picture_height)
        alt = escape(picture.alt)
        return (
            f'<figure><img src="{escape(source)}" alt="{alt}" width="{picture.picture.width}"'
            f' height="{picture.picture.height}"><figcaption><b>{words["alt"]}:</b>'
            f" {alt or words['no_alt']}</figcaption></figure>"
        )
    if network.needs_picture or wanted:
        told = f"{words['picture']}: {wanted}" if wanted else words["picture"]
        return f'<figure class="empty">{escape(told)}</figure>'
    return ""


def _link_card(post: Post, words: dict[str, str], *, with_picture: bool) -> str:
    """Draw the card of the link, which no network shows beside a picture. Its words come from the page."""
    if not post.link or not post.network.links_are_live or with_picture:
        return ""
    try:
        host = (urlsplit(post.link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if not host:
        return ""
    return f'<div class="card"><b>{escape(host)}</b><small>{words["card"]}</small></div>'


def _acts(network: Network, words: dict[str, str]) -> str:
    names = "".join(f"<li>{words[name]}</li>" for name in _ACTS[network.name])
    return f'<ul class="acts" aria-hidden="true">{names}</ul>'
