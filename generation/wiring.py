"""Build the client chain from the settings. The order of the wrappers is read here.

redact → fallback over the models of a tier → retry → record → HTTP
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.conf import settings

from generation.call_log import DraftCallLog
from generation.llm_client.client import HttpClient
from generation.llm_client.deadlines import Timeouts
from generation.llm_client.fallback import Fallback, OnFallback
from generation.llm_client.recording import Recording
from generation.llm_client.redaction import Redacting, Redactor
from generation.llm_client.retry import Retrying
from generation.llm_client.types import Client
from generation.llm_client.wire import OPENROUTER_URL

_REDACTOR = Redactor()
_pulse: ContextVar[Callable[[], None] | None] = ContextVar("pulse", default=None)


def model_is_set_up() -> bool:
    """Say whether there is a server to ask: OpenRouter needs a key, any other needs an address."""
    return bool(settings.OPENROUTER_API_KEYS or settings.OPENROUTER_BASE_URL)


def build_client(tier: str, *, call_log: DraftCallLog, on_fallback: OnFallback) -> Client:
    """Return the client for one draft. The HTTP client under it is shared by the whole process."""
    each_attempt = Recording(_http_client(), call_log)
    each_model = Retrying(
        each_attempt, max_attempts=settings.LLM_MAX_ATTEMPTS, total_s=settings.LLM_TOTAL_TIMEOUT_S
    )
    any_model = Fallback(each_model, settings.LLM_MODELS[tier], on_fallback=on_fallback)
    return Redacting(any_model, _REDACTOR)


@contextmanager
def pulsing(pulse: Callable[[], None]) -> Iterator[None]:
    """Call `pulse` in this thread whenever a piece of an answer arrives."""
    token = _pulse.set(pulse)
    try:
        yield
    finally:
        _pulse.reset(token)


def _beat() -> None:
    pulse = _pulse.get()
    if pulse is not None:
        pulse()


def _http_client() -> HttpClient:
    key = settings.OPENROUTER_API_KEYS[0] if settings.OPENROUTER_API_KEYS else ""
    timeouts = (settings.LLM_CONNECT_TIMEOUT_S, settings.LLM_READ_TIMEOUT_S, settings.LLM_TOTAL_TIMEOUT_S)
    return _shared_http_client(settings.OPENROUTER_BASE_URL or OPENROUTER_URL, key, timeouts)


@lru_cache(maxsize=4)
def _shared_http_client(base_url: str, key: str, timeouts: tuple[float, float, float]) -> HttpClient:
    connect_s, read_s, total_s = timeouts
    return HttpClient(
        base_url,
        key,
        timeouts=Timeouts(connect_s=connect_s, read_s=read_s, total_s=total_s),
        app_title="Content desk",
        pulse=_beat,
    )
