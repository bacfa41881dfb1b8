"""The word lists of `generation/checks/words/`, read once."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

# The same language read in C, which takes a tenth of the time; wheels without it are rare.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOLDER = Path(__file__).resolve().parent / "words"


@lru_cache(maxsize=8)
def word_lists(name: str) -> dict[str, Any]:
    """Return the lists of one file by name: words with spaces between them, or such lists by language."""
    lists: dict[str, Any] = read_yaml((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return lists


def read_yaml(text: str) -> Any:
    """Return the plain data of a YAML text.

    Raises:
        yaml.YAMLError: it is none.
    """
    return yaml.load(text, Loader=_LOADER)  # noqa: S506 - both loaders are safe ones
