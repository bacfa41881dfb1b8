"""The keys for the model, and which of them the provider refused.

The database knows a key by a fingerprint that is keyed with `SECRET_KEY`: nobody can tell a key from it, or
try guesses on it.
"""

import hashlib
import hmac
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.lease import release_connection
from generation.llm_client.exceptions import LLMError
from generation.llm_client.secrets import (
    AwsKeys,
    FileKeys,
    Remembered,
    SecretsUnavailable,
    VaultKeys,
    hide_later,
)
from generation.models import AuditAction, KeyState
from generation.stores import alerts
from generation.stores.copies import SharedCopy

log = structlog.get_logger(__name__)

COPY_S = 1.0
"""How old a process's copy of the states may be."""
FIRST_REST = timedelta(minutes=5)
LONGEST_REST = timedelta(hours=1)
TRY = timedelta(minutes=3)
"""How long the one who tries a key again may take, before another does."""
ALERT = "key.refused"


def api_keys() -> tuple[str, ...]:
    """Return the keys as they are now, in the order of asking. No log line will hold one of them.

    Raises:
        SecretsUnavailable: they were never read, and can't be.
    """
    found = _read()
    hide_later(found)
    return found


def _read() -> tuple[str, ...]:
    if settings.LLM_SECRETS == "env":
        return tuple(settings.OPENROUTER_API_KEYS)
    try:
        provider = _provider(
            settings.LLM_SECRETS,
            settings.OPENROUTER_API_KEY_FILE,
            settings.VAULT_ADDR,
            settings.VAULT_MOUNT,
            f"{settings.LLM_SECRETS_PATH}/{settings.ENVIRONMENT}",
            settings.LLM_KEYS_TTL_S,
        )
    except ImportError as exc:
        raise SecretsUnavailable(f"The package {exc.name} is not installed.") from None
    return provider.keys()


def model_is_set_up() -> bool:
    """Say whether there is a server to ask: OpenRouter needs a key, any other needs an address.

    Nothing is asked of Vault or AWS for this: pages need it. Where those are chosen, keys are meant to be.
    """
    if settings.OPENROUTER_BASE_URL or settings.LLM_SECRETS in ("vault", "aws"):
        return True
    try:
        return bool(api_keys())
    except SecretsUnavailable:
        return True


def fingerprint(key: str) -> str:
    """Return the name that stands for a key; empty for a server that needs none."""
    if not key:
        return ""
    return hmac.new(f"key:{settings.SECRET_KEY}".encode(), key.encode(), hashlib.sha256).hexdigest()[:16]


class DatabaseKeyStates:
    """Keeps in the database which keys are out. One a process, which all threads share."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        """Begin without a copy. `clock` is the time of day in seconds, which processes agree on."""
        self._clock = clock
        self._copy = SharedCopy(_all_states, ttl_s=COPY_S, clock=clock)

    def ask(self, name: str) -> int | None:
        """Return how often in a row the key was refused; None while it is out, or another worker tries it."""
        state = self._copy.get().get(name)
        if state is None or state.out_until is None:
            return state.refusals if state else 0
        now = self._now()
        if now < state.out_until:
            return None
        mine = KeyState.objects.filter(pk=name, out_until=state.out_until).update(out_until=now + TRY)
        self.forget()
        release_connection()
        return state.refusals if mine else None

    def refused(self, name: str, refusals: int, error: LLMError) -> None:
        """Take the key out: for five minutes, then for twice as long each time, up to an hour."""
        if not name:
            return
        now = self._now()
        until = now + min(FIRST_REST * 2 ** min(refusals, 10), LONGEST_REST)
        with transaction.atomic():
            KeyState.objects.get_or_create(pk=name, defaults={"changed_at": now})
            taken_out = KeyState.objects.filter(pk=name, refusals=refusals).update(
                out_until=until,
                refusals=refusals + 1,
                reason=error.error_type[:60],
                last_status=error.status,
                changed_at=now,
            )
            if taken_out:
                message = _("The provider refused a key: %(why)s It is tried again from time to time.")
                alerts.raise_alert(ALERT, name, message % {"why": error})
                log.warning("llm.key_out", key=name, error_type=error.error_type, refusals=refusals + 1)
        self.forget()
        release_connection()

    def accepted(self, name: str, refusals: int) -> None:
        """Take the key back into use. Costs nothing for one that was never refused."""
        if not refusals:
            return
        with transaction.atomic():
            if _put_back(name, self._now(), refusals=refusals):
                log.info("llm.key_back", key=name)
        self.forget()

    def back_in_s(self, names: Sequence[str]) -> float | None:
        states = self._copy.get()
        out = [state.out_until for name in names if (state := states.get(name)) and state.out_until]
        return max((min(out) - self._now()).total_seconds(), 1.0) if out else None

    def forget(self) -> None:
        """Drop the copy: the next call reads the states anew."""
        self._copy.forget()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def _all_states() -> dict[str, KeyState]:
    return {state.pk: state for state in KeyState.objects.all()}


@transaction.atomic
def try_again(*, by: User, state: KeyState) -> None:
    """Put a key back to use at once: its credit was raised, or its owner enabled it."""
    _put_back(state.pk, datetime.now(UTC))
    audit.record(AuditAction.KEY_TRIED_AGAIN, on=state, by=by, before={"reason": state.reason})


def names_in_use() -> list[str]:
    """Return what stands for each key that calls are made with."""
    return [fingerprint(key) for key in api_keys()]


def keys_out() -> int:
    """Return how many of the keys in use are out at present."""
    return KeyState.objects.filter(pk__in=names_in_use(), out_until__gt=datetime.now(UTC)).count()


def _put_back(name: str, now: datetime, **seen: int) -> int:
    columns = {"out_until": None, "refusals": 0, "reason": "", "changed_at": now}
    put_back = KeyState.objects.filter(pk=name, **seen).update(**columns)
    alerts.clear(ALERT, name)
    return put_back


@lru_cache(maxsize=8)
def _provider(kind: str, file: str, address: str, mount: str, path: str, ttl_s: float) -> Remembered:
    """Return the provider that the settings name, one a process.

    Raises:
        ImportError: the extra that it needs is not installed.
    """
    if kind == "vault":
        vault = VaultKeys(address=address, token=_vault_token, mount=mount, path=path)
        return Remembered(vault, ttl_s=ttl_s)
    if kind == "aws":
        return Remembered(AwsKeys(name=path), ttl_s=ttl_s)
    return Remembered(FileKeys(file), ttl_s=ttl_s)


def _vault_token() -> str:
    file = settings.VAULT_TOKEN_FILE
    return Path(file).read_text(encoding="utf-8").strip() if file else settings.VAULT_TOKEN


KEYS = DatabaseKeyStates()
