"""Links in posts: whether they work, say where they lead, and can be clicked."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from generation.checks.run import Rule, about, at, distinct
from generation.checks.social_parts import fields_of, parts_of, posts_with_fields
from generation.checks.text import links_in
from generation.checks.types import CheckContext, Draft, Finding, Severity, TextField
from generation.networks.posts import Post
from generation.networks.web_addresses import web_addresses_in

_SHORTENERS = frozenset(
    ["bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in", "ow.ly", "rb.gy", "rebrand.ly", "t.co",
     "tiny.cc", "tinyurl.com", "shorturl.at"]
)  # fmt: skip
_TRACKING = re.compile(r"[?&](?:utm_\w+|fbclid|gclid|mc_eid|igshid)=", re.IGNORECASE)


def link_form(draft: Draft, context: CheckContext) -> list[Finding]:
    """Say of a link once what is wrong with it, though it stands in many posts."""
    return distinct(list(_badly_formed(draft)))


def _badly_formed(draft: Draft) -> Iterator[Finding]:
    for post, _field in posts_with_fields(draft):
        for url_field, url, span in _links(draft, post):
            problem = _link_problem(url)
            if problem:
                yield at(
                    url_field,
                    span,
                    rule="social.link_form",
                    severity=Severity.MUST_FIX,
                    message="A link would not work",
                    detail=problem,
                    suggestion="Use the whole address, starting with https://.",
                )
            elif _host(url) in _SHORTENERS:
                yield at(
                    url_field,
                    span,
                    rule="social.link_form",
                    severity=Severity.CHECK,
                    message="A shortened link hides where it leads",
                    detail="Networks shorten links themselves, and Mastodon’s users distrust others.",
                    suggestion="Use the page’s own address.",
                )
            elif _TRACKING.search(url) and post.network.name in {"linkedin", "facebook", "bluesky"}:
                yield at(
                    url_field,
                    span,
                    rule="social.link_form",
                    severity=Severity.NOTE,
                    message=f"Readers see the link’s tracking on {post.network.label}",
                    detail="Links are shown in full there.",
                )


def link_count(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for post, field in posts_with_fields(draft):
        most = post.network.links
        count = len({url for _field, url, _span in _links(draft, post)})
        if most is not None and count > most.value:
            yield about(
                field,
                rule="social.link_count",
                severity=Severity.MUST_FIX,
                message=f"{post.network.label} allows {most.value} links",
                detail=f"There are {count}.",
            )


def _links(draft: Draft, post: Post) -> Iterator[tuple[TextField, str, tuple[int, int]]]:
    fields = fields_of(draft)
    link = fields.get(f"{post.path}.link")
    if link is not None:
        yield link, link.text, (0, len(link.text))
    for part in post.parts:
        field = fields.get(part.path)
        for use in links_in(field.text) if field is not None else ():
            yield fields[part.path], use.url, (use.start, use.end)


def _link_problem(url: str) -> str:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "It is no web address."
    if parts.scheme != "https":
        return "It does not start with https://."
    if re.search(r"[\s{}]", url) or any(character in parts.netloc for character in "%@"):
        return "It holds characters that no address has."
    if "." not in host.strip(".") or port not in {None, 443} or re.fullmatch(r"[\d.]+", host):
        return "It names no public site."
    return ""


def _host(url: str) -> str:
    return (urlsplit(url if "://" in url else f"https://{url}").hostname or "").removeprefix("www.")


def dead_links(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for post, _part, field in parts_of(draft):
        if post.network.links_are_live:
            continue
        for url in web_addresses_in(field.text):
            yield at(
                field,
                (url.start, url.end),
                rule="social.dead_link",
                severity=Severity.CHECK,
                message=f"A link in a text is not clickable on {post.network.label}",
                detail="Readers would have to type it.",
                suggestion="Say that the link is in the bio.",
            )


RULES = (
    Rule("social.link_form", "Every link works", link_form),
    Rule("social.link_count", "Not too many links", link_count),
    Rule("social.dead_link", "Links stand where they can be clicked", dead_links),
)
