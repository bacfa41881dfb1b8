"""Which version of each prompt is in use."""

from crm_llm import rows
from generation.models import Prompt, PromptVersion
from generation.stores.remembered import Remembered

TTL_S = 30.0


def live_version(tool: str) -> PromptVersion | None:
    """Return the published version that is in use. Each call asks which one that is."""
    live = rows.select(Prompt, ("live_version",), where={"tool": tool})
    return _published.get(live[0][0]) if live and live[0][0] else None


_published: Remembered[int, PromptVersion] = Remembered(lambda pk: rows.load(PromptVersion, pk), ttl_s=TTL_S)
"""Versions by their ids: what is published never changes."""
