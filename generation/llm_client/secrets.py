"""Where the keys for the model come from. They are read again from time to time, so that a rotation needs no
restart; what an error says never holds a key.

Vault and AWS Secrets Manager speak through their own libraries, for the many ways of signing in that those
know. They are the extras `vault` and `aws`, imported only where they are chosen.
"""

import json
import re
import threading
import time
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

import structlog

log = structlog.get_logger(__name__)

FIELD = "openrouter_api_key"
"""The field of a secret that holds the keys, where a secret has fields."""
TIMEOUT_S = 5
_SEPARATORS = re.compile(r"[,\r\n]+")


_SECRET = re.compile(r"\b(?:sk|pk|rk)-[\w-]{8,}|\bBearer\s+[^\s\"']+", re.IGNORECASE)
_SHORTEST_KEY = 8
_known: set[str] = set()


def hide_later(keys: Iterable[str]) -> None:
    """Have `hidden` leave out these keys from now on, whatever they look like."""
    _known.update(key for key in keys if len(key) >= _SHORTEST_KEY)


def hidden(text: str) -> str:
    """Return the text without the keys that were used in this process, and without what looks like one."""
    for key in _known:
        if key in text:
            text = text.replace(key, "[key]")
    # Two plain searches cost a hundredth of the expression, and most lines have neither.
    return _SECRET.sub("[key]", text) if "k-" in text or "earer" in text else text


class SecretsUnavailable(Exception):
    """The keys can't be read. The text says why, and holds none of them."""


class SecretProvider(Protocol):
    def keys(self) -> tuple[str, ...]:
        """Return the keys, in the order of asking; none where there are none.

        Raises:
            SecretsUnavailable: they can't be read now.
        """
        ...


def parse_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a text that has one a line, or several between commas. Each comes once."""
    keys = (part.strip() for part in _SEPARATORS.split(text))
    return tuple(dict.fromkeys(key for key in keys if key))


class FileKeys:
    """Keys in a file, as container platforms mount them."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)

    def keys(self) -> tuple[str, ...]:
        try:
            return parse_keys(self._path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as exc:
            raise _unavailable(f"The file {self._path}", exc) from None


class VaultKeys:
    """Keys in HashiCorp Vault's key-value store, version 2."""

    def __init__(self, *, address: str, token: Callable[[], str], mount: str, path: str) -> None:
        """Keep where to ask.

        Args:
            token: called for each reading, since agents renew it.

        Raises:
            ImportError: the extra is not installed.
        """
        self._hvac = import_module("hvac")
        self._address = address
        self._token = token
        self._mount = mount
        self._path = path

    def keys(self) -> tuple[str, ...]:
        try:
            vault = self._hvac.Client(url=self._address, token=self._token(), timeout=TIMEOUT_S)
            with vault.adapter.session:
                answer = vault.secrets.kv.v2.read_secret_version(
                    path=self._path, mount_point=self._mount, raise_on_deleted_version=True
                )
            return _keys_in(answer["data"]["data"])
        except Exception as exc:  # noqa: BLE001 - the library's, its transport's, ours: all mean no keys
            raise _unavailable(f"Vault, at {self._mount}/{self._path},", exc) from None


class AwsKeys:
    """Keys in AWS Secrets Manager. Region, address and credentials are found as by every tool of AWS."""

    def __init__(self, *, name: str) -> None:
        """Keep what to ask for.

        Raises:
            ImportError: the extra is not installed.
        """
        self._boto3 = import_module("boto3")
        self._config = import_module("botocore.config").Config
        self._name = name

    def keys(self) -> tuple[str, ...]:
        config = self._config(
            connect_timeout=TIMEOUT_S, read_timeout=TIMEOUT_S, retries={"total_max_attempts": 2}
        )
        try:
            manager = self._boto3.session.Session().client("secretsmanager", config=config)
            try:
                text = str(manager.get_secret_value(SecretId=self._name)["SecretString"])
            finally:
                manager.close()
            return _keys_in(json.loads(text)) if text.lstrip().startswith("{") else parse_keys(text)
        except Exception as exc:  # noqa: BLE001 - the library's, its transport's, ours: all mean no keys
            raise _unavailable(f"AWS Secrets Manager, at {self._name},", exc) from None


class Remembered:
    """Asks a provider once in a while, and goes by what it said last where that fails. Threads share it."""

    def __init__(
        self, inner: SecretProvider, *, ttl_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Keep the provider; `ttl_s` is how old an answer, or a failure, may be."""
        self._inner = inner
        self._ttl_s = ttl_s
        self._clock = clock
        self._keys: tuple[str, ...] | None = None
        self._failure = ""
        self._asked_at: float | None = None
        self._asking = threading.Lock()

    def keys(self) -> tuple[str, ...]:
        if not self._is_fresh() and self._asking.acquire(blocking=self._asked_at is None):
            try:
                if not self._is_fresh():
                    self._ask()
            finally:
                self._asking.release()
        if self._keys is None:
            raise SecretsUnavailable(self._failure)
        return self._keys

    def _is_fresh(self) -> bool:
        return self._asked_at is not None and self._clock() - self._asked_at < self._ttl_s

    def _ask(self) -> None:
        try:
            self._keys = self._inner.keys()
            self._failure = ""
        except SecretsUnavailable as exc:
            self._failure = str(exc)
            log.warning("llm.keys_not_read", error=self._failure, goes_on_with=len(self._keys or ()))
        self._asked_at = self._clock()


def _keys_in(fields: Any) -> tuple[str, ...]:
    value = fields[FIELD]
    return parse_keys(value if isinstance(value, str) else "\n".join(map(str, value)))


def _unavailable(where: str, cause: Exception) -> SecretsUnavailable:
    """Name the kind of the cause only: libraries put what they sent and got into their messages."""
    return SecretsUnavailable(f"{where} did not give the keys ({type(cause).__name__}).")
