"""Where X sees a web address in a text: with a scheme or without, as its library twitter-text finds them.

Grammar and lists follow twitter-text at 30e2430 (Apache-2.0); its conformance cases are our tests.
"""

import re
from functools import lru_cache
from pathlib import Path

from generation.brief import Value

LONGEST = 4096
LONGEST_LABEL = 63
"""Of a part of a domain, as DNS writes it."""
LONGEST_TCO_SLUG = 40
SAMPLES = "example"
"""The ending that samples and tests use (RFC 2606). X knows it not; in our texts it stands for a real one."""

_SPACES = "\t-\r \x85\xa0\u1680\u180e\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_INVALID = "\ufffe\ufeff\uffff"
_DIRECTIONS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"
ACCENTED = (
    "\xc0-\xd6\xd8-\xf6\xf8-\xff\u0100-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f"
    "\u0272\u0289\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
_OF_NO_DOMAIN = rf"!'#%&()*+,\\\-./:;<=>?@\[\]\^_{{|}}~${_SPACES}{_INVALID}{_DIRECTIONS}"
_IN_PATH = rf"[a-z\u0400-\u04ff0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{ACCENTED}]"
_BRACKETS = rf"\((?:{_IN_PATH}+|{_IN_PATH}*\({_IN_PATH}+\){_IN_PATH}*)\)"
_PATH_END = rf"(?:[+\-a-z\u0400-\u04ff0-9=_#/{ACCENTED}]|{_BRACKETS})"
_PATH = rf"/(?:{_IN_PATH}*(?:{_BRACKETS}{_IN_PATH}*)*{_PATH_END}|@{_IN_PATH}+/)*"
_QUERY = r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]"
_TCO = re.compile(rf"https?://t\.co/([a-z0-9]+)(?:{_QUERY})?", re.IGNORECASE)
_BEFORE_BARE = re.compile(r"[-_./]\Z")


class WebAddress(Value):
    text: str
    start: int
    end: int


@lru_cache(maxsize=1)
def _endings() -> str:
    """Return the pattern of the last part of a domain. Long ones come first, so that none hides another."""
    lines = (Path(__file__).parent / "tlds.txt").read_text(encoding="utf-8").splitlines()
    names = [SAMPLES, *(name for line in lines if line[:1] != "#" for name in line.split())]
    names.sort(key=len, reverse=True)
    by_letter: dict[str, list[str]] = {}
    for name in names:
        by_letter.setdefault(name[0], []).append(re.escape(name[1:]))
    choices = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items())
    return rf"(?:(?:{choices})(?=[^0-9a-zA-Z@+-]|\Z)|xn--[-0-9a-z]+)"


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    # Possessive and bounded, though DNS is stricter: long runs without an address cost little.
    subdomain = rf"[^{_OF_NO_DOMAIN}](?:[_-]|[^{_OF_NO_DOMAIN}]){{0,255}}+(?<![_-])\."
    name = rf"[^{_OF_NO_DOMAIN}](?:-|[^{_OF_NO_DOMAIN}]){{0,255}}+(?<!-)\."
    return re.compile(
        rf"(?P<before>[^A-Za-z0-9@＠$#＃{_INVALID}]|[{_DIRECTIONS}]|\A)"
        rf"(?P<url>(?P<scheme>https?://)?(?P<domain>(?:{subdomain}){{0,32}}{name}{_endings()})"
        rf"(?::[0-9]+)?(?P<path>{_PATH})?(?:{_QUERY})?)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _bare_domain() -> re.Pattern[str]:
    return re.compile(rf"(?:[-a-z0-9{ACCENTED}]+\.)+{_endings()}", re.IGNORECASE)


@lru_cache(maxsize=256)
def web_addresses_in(text: str) -> tuple[WebAddress, ...]:
    """Return the addresses in reading order; those without a scheme only where their domain is ASCII."""
    found: list[WebAddress] = []
    if "." not in text:
        return ()
    for match in _pattern().finditer(text):
        if not _is_valid(match):
            continue
        if match["scheme"]:
            found += _with_scheme(match)
        elif not _BEFORE_BARE.search(match["before"]):
            found += _without_scheme(text, match)
    return tuple(found)


def _is_valid(match: re.Match[str]) -> bool:
    domain = match["domain"]
    if domain.lower().startswith("xn--") and not domain.isascii():
        return False
    if any(not 0 < _dns_length(label) <= LONGEST_LABEL for label in domain.split(".")):
        return False
    return len(match["url"]) + len(match["scheme"] or "https://") <= LONGEST


def _dns_length(label: str) -> int:
    return len(label) if label.isascii() else len("xn--") + len(label.encode("punycode"))


def _with_scheme(match: re.Match[str]) -> list[WebAddress]:
    url = match["url"]
    short = _TCO.match(url)
    if short:
        if len(short[1]) > LONGEST_TCO_SLUG:
            return []
        url = short[0]
    start = match.start("url")
    return [WebAddress(text=url, start=start, end=start + len(url))]


def _without_scheme(text: str, match: re.Match[str]) -> list[WebAddress]:
    """Return the ASCII domains of a run of letters; a path belongs to the last of them."""
    start = match.start("domain")
    spans = [domain.span() for domain in _bare_domain().finditer(match["domain"])]
    if not spans:
        return []
    ends = [start + end for _begin, end in spans]
    if match["path"]:
        ends[-1] = match.end("url")
    return [
        WebAddress(text=text[start + begin : end], start=start + begin, end=end)
        for (begin, _end), end in zip(spans, ends, strict=True)
    ]
