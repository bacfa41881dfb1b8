"""Orders to the model, hidden in a brief or a request.

No filter stops a determined attack, and none of the defence rests on this one: what people write is data
in a fence, whatever it says, and people approve. This shows them that somebody tried, and where.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_plus

from generation.brief import Brief, Value
from generation.checks.hidden import readings, tag_words
from generation.checks.injection_patterns import ORDERS
from generation.checks.injection_signs import (
    ADD_LINK,
    COMMENT,
    HARMLESS_COMMENT,
    IMAGE,
    SIGN_LETTERS,
    SIGNS,
)
from generation.checks.run import Rule
from generation.checks.safety import host_of, is_known, known_hosts
from generation.checks.text import folded
from generation.checks.types import CheckContext, Draft, Finding, Severity, TextField

_WORD = re.compile(r"[^\W\d_]+|[<‹`#|\[]")
_ADDRESS = re.compile(r"://|\b(?:www)\.|\.(?=[a-z]{2,8}\b)", re.IGNORECASE)
_NEAR = 160
"""Characters: how far from its telling word an order may reach."""
MAX_TEXT = 20_000
"""Characters that are looked at, of one text."""


class Order(Value):
    """Words that would have the model do something."""

    what: str
    """As in “would have the model …”."""
    quote: str
    start: int | None = None
    """Where they begin; None where they don't stand in the text as it is, but hidden in it."""


def texts_of(brief: Brief) -> tuple[TextField, ...]:
    """Return what people wrote into the brief, with paths and labels. The brand is the admins'."""
    texts = [
        ("brief.campaign", "Campaign name", brief.campaign),
        ("brief.objective", "Goal", brief.objective),
        ("brief.audience", "Audience", brief.audience),
        ("brief.offer", "Offer", brief.offer),
    ]
    for number, fact in enumerate(brief.facts):
        texts.append((f"brief.facts.{number}.text", f"Fact {fact.key}", fact.text))
        texts.append((f"brief.facts.{number}.source", f"Source of {fact.key}", fact.source))
    for number, link in enumerate(brief.links):
        texts.append((f"brief.links.{number}.label", "Name of a link", link.label))
        if "%" in link.url or "?" in link.url:
            words = unquote_plus(link.url).replace("-", " ").replace("_", " ")
            texts.append((f"brief.links.{number}.url", "Address of a link", words))
    return tuple(TextField(path=path, label=label, text=text) for path, label, text in texts if text)


def orders_to(brief: Brief, asked: tuple[TextField, ...]) -> Iterator[tuple[TextField, Order]]:
    """Yield each text that seems to give the model orders, with the first of them."""
    hosts = known_hosts(brief)
    for field in (*texts_of(brief), *asked):
        order = first_order(field.text, hosts)
        if order is not None:
            yield field, order


@lru_cache(maxsize=1024)
def first_order(text: str, hosts: frozenset[str]) -> Order | None:
    """Return the first order that a text holds. `hosts` are the sites that it may send a reader to."""
    text = text[:MAX_TEXT]
    found = list(_orders(text, hosts))
    if found:
        return min(found, key=lambda order: order.start or 0)
    if len(tag_words(text)) > 3:
        return Order(what="read words that nobody sees", quote=tag_words(text)[:200])
    for reading in readings(text):
        hidden = next(_orders(reading, hosts), None)
        if hidden is not None:
            return Order(what=hidden.what, quote=hidden.quote)
    return None


def _orders(text: str, hosts: frozenset[str]) -> Iterator[Order]:
    plain = folded(text)
    for start, end in _suspect(plain):
        for what, pattern in ORDERS.items():
            match = pattern.search(plain, start, end)
            if match is not None:
                yield _order(what, text, match.start(), match.end())
    for address in _ADDRESS.finditer(plain):
        for match in ADD_LINK.finditer(plain, max(0, address.start() - 120), address.end() + 200):
            if not _is_ours(match["address"], hosts):
                yield _order("lead readers elsewhere", text, match.start(), match.end())
                break
    for match in IMAGE.finditer(plain):
        if not _is_ours(match["address"] or match["src"], hosts):
            yield _order("load a picture from elsewhere", text, match.start(), match.end())
            break
    for match in COMMENT.finditer(plain):
        inside = match["inside"] or match["wide"] or ""
        if len(inside.split()) > 3 and not HARMLESS_COMMENT.match(inside):
            yield _order("read a comment that no page shows", text, match.start(), match.end())
            break


def _suspect(text: str) -> list[tuple[int, int]]:
    """Return the parts of a text, in order, that are near a word which orders use."""
    parts: list[tuple[int, int]] = []
    for word in _WORD.finditer(text):
        if word.group()[:SIGN_LETTERS].casefold() in SIGNS or not word.group()[0].isalpha():
            start, end = max(0, word.start() - _NEAR), word.end() + _NEAR
            if parts and start <= parts[-1][1]:
                parts[-1] = (parts[-1][0], end)
            else:
                parts.append((start, end))
    return parts


def _order(what: str, text: str, start: int, end: int) -> Order:
    quote = text[start:end]
    lead = len(quote) - len(quote.lstrip(" \n.!?>*#-"))
    return Order(what=what, quote=quote[lead:].strip()[:200], start=start + lead)


def _is_ours(address: str, hosts: frozenset[str]) -> bool:
    address = address.rstrip(".,;:!?'\"*_")
    host = host_of(address if "://" in address else f"//{address}")
    return not host or "{" in host or is_known(host, hosts)


def orders(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field, order in orders_to(context.brief, context.asked):
        yield Finding(
            rule="injection.orders",
            severity=Severity.CHECK,
            message=f"“{field.label}” seems to give the model orders"[:300],
            field=field.path,
            detail=f"It would have the model {order.what}. It was sent as material, not as an instruction: "
            "look whether the draft follows it.",
            quote=order.quote,
            suggestion="Find out who wrote this, take it out, and ask for another draft.",
        )


def left_out(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    if context.left_out:
        yield Finding(
            rule="prompt.left_out",
            severity=Severity.NOTE,
            message="The model was not told everything",
            detail=f"The prompt had no room for: {', '.join(context.left_out)}."[:500],
            suggestion="Shorten the brief where this is missing.",
        )


RULES = (
    Rule("injection.orders", "No orders to the model in the brief", orders),
    Rule("prompt.left_out", "The whole brief was sent", left_out),
)
