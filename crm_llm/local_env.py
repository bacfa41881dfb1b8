"""Write the environment of a demo, before settings are loaded: they stop where there is no key.

Nothing here imports Django. `crm_llm.env` reads the file that this module writes.
"""

import os
import secrets
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

_HEADER = """\
# Written by `manage.py demo`. Read only while SECRET_KEY is not set and ENVIRONMENT is local.
"""


def local_env_file() -> Path:
    """Return where the demo keeps its environment: beside its database."""
    return Path(os.environ.get("VAR_DIR") or BASE_DIR / "var") / "local.env"


def is_local() -> bool:
    return (os.environ.get("ENVIRONMENT") or "local") == "local"


def has_own_key() -> bool:
    return bool(os.environ.get("SECRET_KEY") or os.environ.get("SECRET_KEY_FILE"))


def prepare_demo() -> None:
    """Make sure that a local demo has a key and a password for its sample users.

    A file that is there already is kept as it is, so that sessions and passwords outlive a restart.
    """
    if not is_local():
        return
    if has_own_key():
        # Static files come straight from the source tree only while DEBUG is on.
        os.environ["DEBUG"] = os.environ.get("DEBUG") or "on"
        return
    path = local_env_file()
    if not path.exists():
        _write(path)


def _write(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "on",
        "DEMO_PASSWORD": readable_password(),
    }
    text = _HEADER + "".join(f"{name}={value}\n" for name, value in lines.items())
    # Written aside and renamed: a start that is cut off leaves no half file behind.
    draft = path.with_suffix(".env.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def readable_password() -> str:
    """Return a random password that is easy to type: four groups of four, 79 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))
