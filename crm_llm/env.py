"""Read and check the environment.

Values come from the process environment; `NAME_FILE` names a file that holds the value of a
secret (trailing newline stripped). In the `local` environment, and only while `SECRET_KEY` is
unset, `var/local.env` (written by `manage.py demo`) fills in what is missing.
"""

import os
from contextlib import suppress
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from crm_llm.local_env import BASE_DIR, local_env_file

__all__ = ["BASE_DIR", "env", "load_local_env", "make_folder", "names", "secret", "secret_key"]

env = environ.Env()


def load_local_env() -> None:
    """Read `var/local.env` when this is a local installation that configures no key of its own."""
    if "SECRET_KEY" in os.environ or "SECRET_KEY_FILE" in os.environ:
        return
    if os.environ.get("ENVIRONMENT", "local") == "local" and local_env_file().is_file():
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
