"""Addresses of pages, without what only counts who came."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(r"(?:utm_\w+|gclid|fbclid|msclkid|mc_[ce]id|ref|source|campaign)\Z", re.IGNORECASE)


def page_of(url: str) -> str:
    """Return what two addresses of one page share; nothing for what is no address of a page."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https", "") or not host:
        return ""
    query = [(key, value) for key, value in parse_qsl(parts.query) if not _TRACKING.match(key)]
    return f"{host}{parts.path.rstrip('/')}{'?' if query else ''}{urlencode(sorted(query))}"
