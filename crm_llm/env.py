"""Read and check the environment.

Values come from the process environment, where an empty one counts as unset: that is how compose
files pass on what nobody set. `NAME_FILE` names a file that holds the value of a secret (trailing
newline stripped). In the `local` environment, and only while `SECRET_KEY` is unset, `var/local.env`
(written by `manage.py demo`) fills in what is missing.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from crm_llm.local_env import BASE_DIR, has_own_key, is_local, local_env_file

__all__ = ["BASE_DIR", "env", "load_local_env", "make_folder", "names", "secret", "secret_key"]


class _FilledIn(Mapping[str, str]):
    """The process environment without empty values."""

    def __getitem__(self, name: str) -> str:
        value = os.environ[name]
        if not value:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name, value in os.environ.items() if value)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Env(environ.Env):  # type: ignore[misc]
    """Names the variable whose value can't be read."""

    ENVIRON = _FilledIn()

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as exc:
            raise ImproperlyConfigured(f"The environment variable {var} can't be read: {exc}.") from exc


env = _Env()


def load_local_env() -> None:
    """Read `var/local.env` when this is a local installation that configures no key of its own."""
    if is_local() and not has_own_key() and local_env_file().is_file():
        for name in ("SECRET_KEY", "DEBUG", "DEMO_PASSWORD"):
            if not os.environ.get(name):
                os.environ.pop(name, None)  # an empty value would hide the one in the file
        environ.Env.read_env(local_env_file())


def make_folder(path: Path) -> None:
    """Make the folder where it is missing. Where that is not possible a system check says so."""
    with suppress(OSError):
        path.mkdir(parents=True, exist_ok=True)


def secret(name: str, default: str = "") -> str:
    """Return a secret from `NAME`, or from the file that `NAME_FILE` names.

    Raises:
        ImproperlyConfigured: the named file can't be read.
    """
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return str(env.str(name, default=default))
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise ImproperlyConfigured(f"{name}_FILE names a file that can't be read: {path}") from exc


def secret_key(environment: str) -> str:
    """Return Django's secret key, or stop the start with what to do about its absence."""
    key = secret("SECRET_KEY")
    if key:
        return key
    hint = "Run `make demo` once, or set it" if environment == "local" else "Set it"
    raise ImproperlyConfigured(
        f"SECRET_KEY is not set (ENVIRONMENT is {environment!r}). {hint} to a long random value, "
        "or point SECRET_KEY_FILE at a file that holds one."
    )


def names(name: str, default: str = "") -> list[str]:
    """Return a comma-separated setting as a list without blanks."""
    return [part.strip() for part in secret(name, default).split(",") if part.strip()]
