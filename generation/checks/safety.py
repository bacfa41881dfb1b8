"""Traces of somebody else's orders: prompts quoted, approvals claimed, strangers' links.

A filter stops no determined attack; people who approve do. These rules show them where to look.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from generation.brief import Brief
from generation.checks.patterns import Pattern
from generation.checks.run import Rule, at
from generation.checks.text import emails_in, folded, links_in, prose
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity, TextField

_DOMAIN = re.compile(r"\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b", re.IGNORECASE)
_BARE = re.compile(
    r"(?<![\w@./:-])(?=[\d-]*[a-z])(?:[a-z0-9](?:[a-z0-9-]{0,62})\.){1,4}"
    r"(?:[a-z]{2,12}(?=/\w)|(?:com|net|org|io|ly|gl|co|biz|info|shop|store|online|site|xyz|top|app|dev|de|ch|eu|uk"
    r"|fr|nl|link|click|tv|ai|example)\b(?![\w@.-]\w))",
    re.IGNORECASE,
)
"""A site without its scheme, which mail programs link all the same."""
_HOST = re.compile(r"\A(?:[a-z][a-z0-9+.-]*:)?//(?:[^/@\s]*@)?([^/:?#\s]+)", re.IGNORECASE)

_CHECKED = r"(?:geprüft|freigegeben|genehmigt|abgenommen|abgesegnet)"
_HOUSE = (
    r"(?:rechtsabteilung|compliance|jurist\w*|anwält\w*|anwalt|redaktion|marketing\w*"
    r"|geschäftsführung|leitung)\b"
)
_READ = frozenset({"en", "de"})

PATTERNS = (
    Pattern(
        id="safety.instructions",
        pattern=(
            r"\b(?:ignore|disregard|forget|override) (?:all |any |the |your |these |"
            r"my )*(?:previous|prior|above|earlier|"
            r"system|other) (?:\w+ )?(?:instructions?|rules?|prompts?|messages?)\b"
            r"|\bsystem (?:prompt|message|instructions?)\b|\bas an? (?:ai|"
            r"artificial intelligence|(?:large )?language model)\b"
            r"|\b(?:i am|i'm) an? (?:ai\b|(?:large )?language model|(?:ai|virtual|helpful) assistant"
            r"|assistant(?=\s*(?:[.,!?;:]|\Z)| (?:trained|created|made) by\b))"
            r"|\bmy (?:system )?prompt\b|\bmy instructions (?:say|are|were|tell|forbid|require)\b"
            r"|[<‹]\s*/?\s*(?:data|system|user|assistant|instructions?)\b[^>›\n]{0,80}[>›]?"
            r"|<\|[^|\n]{0,40}\|>|\[/?INST\]|#{2,}\s*(?:system|instructions?)\b|```"
            r"|\bhere(?:'s| is) (?:the|your) (?:json|draft|answer|requested)\b|"
            r"\bignorier(?:e|en sie|t) (?:bitte )?(?:alle |die |deine |ihre )*(?:vorherigen|bisherigen|obigen"
            r"|vorigen|früheren)\b|\bals (?:ki|künstliche intelligenz|sprachmodell)\b(?!-)"
            r"|\bich bin eine? (?:ki|künstliche intelligenz|sprachmodell)\b(?!-)"
            r"|\bsystem-?(?:anweisung|prompt)\w*"
            r"|\bmeine anweisungen (?:lauten|sagen|besagen)\b|\bhier ist (?:das json|dein entwurf)\b"
        ),
        severity=Severity.MUST_FIX,
        message="The text speaks of its own instructions",
        passed="No traces of instructions",
        detail="Words of the prompt, or orders hidden in the brief, have come into the draft.",
        suggestion="Take this out, and look at where it came from.",
        languages=None,
        understands=_READ,
    ),
    Pattern(
        id="safety.approval",
        pattern=(
            r"\b(?:pre-?|already )?(?:approved|cleared|signed off|reviewed) by (?:the |our |your )?"
            r"(?:\w+ ){0,2}?(?:legal|compliance|reviewer|review|team|manager|"
            r"management|admin|counsel|lawyers?|marketing)\b"
            r"|\b(?:pre-?approved|already (?:been )?(?:approved|reviewed|cleared))\b"
            r"|\bno (?:review (?:is )?(?:needed|required|necessary)"
            r"|(?:further|human|manual|legal) (?:review|approval))\b"
            r"|\b(?:skip|without) (?:the |any )?(?:further |human |manual |legal )?review\b"
            r"|\b(?:legal|compliance) (?:has |have |team has )?(?:approved|cleared|"
            r"signed off)\b|\bapproval status\b"
            rf"|\b{_CHECKED} (?:von|durch) (?:\w+ ){{0,2}}?{_HOUSE}"
            rf"|\b(?:von|durch) (?:\w+ )?{_HOUSE} {_CHECKED}\b"
            rf"|\b{_HOUSE} (?:hat|haben) [^.\n]{{0,40}}\b{_CHECKED}\b"
            rf"|\b(?:(?:bereits|schon|vorab) (?:freigegeben|genehmigt)|rechtlich {_CHECKED})\b"
            r"|\b(?:ist|wurde|sind|wurden) (?:\w+ )?freigegeben\b|(?:\A|[.!?\n]\s*)freigegeben\b"
            r"|\bfreigegeben (?:zum|zur|für den|für die) (?:versand|veröffentlichung)\b"
            r"|\bkeine (?:weitere|menschliche|rechtliche) (?:prüfung|freigabe)\b"
            r"|\bohne (?:weitere )?freigabe\b"
        ),
        severity=Severity.MUST_FIX,
        message="The text says it is approved",
        passed="No claim of approval",
        detail="Only people approve, and not inside the text.",
        suggestion="Take this out, and look at where it came from.",
        languages=None,
        understands=_READ,
    ),
    Pattern(
        id="safety.markup",
        pattern=(
            r"</?[a-z][a-z0-9]*(?:\s[^<>\n]{0,300})?/?>|<!--|\bjavascript\s*:|\bdata:text/html|\bvbscript\s*:"
            r"|\bon(?:error|load|click|mouseover|focus)\s*=|&(?:lt|gt|amp|nbsp|quot|"
            r"#\d{1,6}|#x[0-9a-f]{1,6});"
        ),
        severity=Severity.MUST_FIX,
        message="There is code in the text",
        passed="No code in the text",
        detail="Readers would see it as it stands.",
        suggestion="Take it out; **bold**, *italic* and [links](https://…) are enough.",
        languages=None,
        with_code=True,
    ),
)


@lru_cache(maxsize=64)
def known_hosts(brief: Brief) -> frozenset[str]:
    """Return the sites that the brief names: its links, the brand's own, and where facts come from."""
    urls = [brief.brand.website, brief.brand.unsubscribe_url]
    urls += [link.url for link in brief.links] + [fact.source_url for fact in brief.facts]
    return frozenset(host for url in urls if (host := host_of(url)))


def host_of(url: str) -> str:
    """Return the site of an absolute address without `www.`, or nothing."""
    match = _HOST.match(url)
    if not match:
        return url.split("/")[0].casefold().removeprefix("www.") if url.lower().startswith("www.") else ""
    return match.group(1).casefold().rstrip(".").removeprefix("www.")


def is_known(host: str, hosts: frozenset[str]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def links_of(field: TextField) -> list[tuple[str, int, int]]:
    """Return each address in a text and its place; a bare site counts as `//site`."""
    if field.role is Role.URL:
        return [(field.text, 0, len(field.text))]
    bare = _BARE.finditer(folded(prose(field.text)))
    return [(link.url, link.start, link.end) for link in links_in(field.text)] + [
        (f"//{match.group()}", *match.span()) for match in bare
    ]


def link_host(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    hosts = known_hosts(context.brief)
    for field in draft.fields:
        for url, start, end in links_of(field):
            host = host_of(url)
            if host and "{" not in host and not is_known(host, hosts):
                yield at(
                    field,
                    (start, end),
                    rule="safety.link_host",
                    severity=Severity.MUST_FIX,
                    message="A link leads to a site that the campaign does not name",
                    detail=f"{host} is not among: {', '.join(sorted(hosts)) or 'none'}.",
                    suggestion="Add the link to the campaign, or take it out.",
                )


def link_label(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.words():
        for link in links_in(field.text):
            shown = _DOMAIN.search(folded(link.label)) if link.label != link.url else None
            host = host_of(link.url)
            if (
                shown
                and host
                and not is_known(host, frozenset({shown.group().casefold().removeprefix("www.")}))
            ):
                start = field.text.rfind(link.label, 0, link.start)
                yield at(
                    field,
                    (start, start + len(link.label)),
                    rule="safety.link_label",
                    severity=Severity.MUST_FIX,
                    message="A link shows one site and leads to another",
                    detail=f"It leads to {host}.",
                    suggestion="Link the words that name the page.",
                )


def contact(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    brief = context.brief
    known = " ".join([brief.offer, brief.brand.legal_footer, *(fact.text for fact in brief.facts)]).casefold()
    hosts = known_hosts(brief)
    for field in draft.words():
        for match in emails_in(field.text):
            address = match.group().casefold()
            if address not in known:
                own = is_known(address.rpartition("@")[2], hosts)
                yield at(
                    field,
                    match.span(),
                    rule="safety.contact",
                    severity=Severity.CHECK if own else Severity.MUST_FIX,
                    message="An email address has no source",
                    detail="No fact in this campaign names it.",
                    suggestion="Add it to the facts, or take it out.",
                )


_PHONE = re.compile(
    r"(?<![\w.,/+-])(?:\+\d[\d\s()./-]{6,18}\d|0\d(?:[\s()/-]?\d){6,14}|\(\d{3}\)\s?\d{3}[ .-]\d{4}"
    r"|\d{3}([ .-])\d{3}\1\d{4}|1?[ .-]?8\d\d[ .-]\d{3}[ .-]\d{4})(?![\w%-]|[.,]\d)"
)
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-](?:\d\d){1,2}\Z")


def phone(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    brief = context.brief
    vouched = _digits(
        [
            brief.offer,
            brief.brand.legal_footer,
            brief.brand.postal_address,
            *(fact.text for fact in brief.facts),
        ]
    )
    typed = _digits([field.text for field in context.asked])
    for field in draft.words():
        for match in _PHONE.finditer(folded(prose(field.text))):
            digits = _digits([match.group()])[-9:]
            if _DAY.match(match.group()) or digits in vouched:
                continue
            yield at(
                field,
                match.span(),
                rule="safety.phone",
                severity=Severity.CHECK if digits in typed else Severity.MUST_FIX,
                message="A telephone number has no source",
                detail="No fact in this campaign names it.",
                suggestion="Add it to the facts, or take it out.",
            )


def _digits(texts: list[str]) -> str:
    return " ".join("".join(filter(str.isdigit, text)) for text in texts)


RULES = (
    *(pattern.rule() for pattern in PATTERNS),
    Rule("safety.link_host", "Links stay on sites of the campaign", link_host),
    Rule("safety.link_label", "Links lead where they say", link_label),
    Rule("safety.contact", "Contact details have a source", contact),
    Rule("safety.phone", "Telephone numbers have a source", phone),
)
