"""Slow down guessing of passwords: a few tries for an account from one address, then a pause."""

import hashlib
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

TRIES = 5
PAUSE_S = 15 * 60


def wait_s(request: HttpRequest, username: str) -> int:
    """Count a try before the password is looked at; return the seconds to wait, 0 when it may go on."""
    key = _key(request, username)
    until = int(time.time()) + PAUSE_S
    if cache.add(key, 1, PAUSE_S):
        cache.set(f"{key}:until", until, PAUSE_S)
        return 0
    try:
        tries = cache.incr(key)
    except ValueError:  # It expired between the two calls.
        return 0
    return 0 if tries <= TRIES else max(1, int(cache.get(f"{key}:until", until)) - int(time.time()))


def forget(request: HttpRequest, username: str) -> None:
    cache.delete(_key(request, username))


def address_of(request: HttpRequest) -> str:
    """Return the network address that the request comes from."""
    # Behind a trusted proxy, the last address of the header is the one that the proxy saw.
    trusts_proxy = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
    forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip() if trusts_proxy else ""
    return forwarded or request.META.get("REMOTE_ADDR", "")


def _key(request: HttpRequest, username: str) -> str:
    who = f"{username.casefold()}|{address_of(request)}"
    return f"sign-in:{hashlib.sha256(who.encode()).hexdigest()}"
