"""The word lists of `generation/checks/words/`, read once."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).resolve().parent / "words"


@lru_cache(maxsize=8)
def word_lists(name: str) -> dict[str, Any]:
    """Return the lists of one file by name: words with spaces between them, or such lists by language."""
    lists: dict[str, Any] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return lists
