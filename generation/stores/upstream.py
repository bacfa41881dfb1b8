"""The server that is asked, as the settings describe it."""

from django.conf import settings

from generation.llm_client.http.deadlines import Timeouts
from generation.llm_client.http.getting import Getter
from generation.llm_client.http.wire import OPENROUTER_URL, Capabilities, Routing


def base_url() -> str:
    return settings.OPENROUTER_BASE_URL or OPENROUTER_URL


def capabilities() -> Capabilities:
    """Return what the server understands, and which providers it may choose."""
    routing = Routing(
        data_collection=settings.LLM_DATA_COLLECTION,
        zdr=settings.LLM_ZDR,
        only=tuple(settings.LLM_PROVIDERS_ONLY),
        ignore=tuple(settings.LLM_PROVIDERS_IGNORE),
        order=tuple(settings.LLM_PROVIDERS_ORDER),
        quantizations=tuple(settings.LLM_QUANTIZATIONS),
        allow_fallbacks=settings.LLM_PROVIDER_FALLBACKS,
    )
    return Capabilities.of(base_url()).model_copy(update={"routing": routing})


def is_openrouter() -> bool:
    """Say whether the server lists prices and can be asked what a call of the past cost."""
    return Capabilities.of(base_url()).openrouter


def reader(key: str, *, total_s: float = 60.0) -> Getter:
    """Return a way to read from the server with a key, or with none where it is empty.

    Raises:
        UnusableKey: no header can carry the key.
    """
    timeouts = Timeouts(
        connect_s=settings.LLM_CONNECT_TIMEOUT_S,
        read_s=min(settings.LLM_READ_TIMEOUT_S, total_s),
        total_s=total_s,
    )
    return Getter(base_url(), key, timeouts=timeouts)
