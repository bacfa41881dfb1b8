"""Build the client chain from the settings. The order of the wrappers is read here.

redact → an identical answer → trace → fallback over the models of a tier → fit to the model → without
temperature → more room → retry → each key that is in use → what its credit affords → breaker → limits →
record, with the worst case set aside in every budget → HTTP
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.conf import settings

from crm_llm import tracing
from generation.llm_client import events
from generation.llm_client.breaker import Breaking
from generation.llm_client.caching import Caching
from generation.llm_client.exceptions import KeyRejected, NoUsableKey, RequestRefused
from generation.llm_client.fallback import Fallback, OnFallback
from generation.llm_client.fitting import Fitting
from generation.llm_client.http.client import HttpClient
from generation.llm_client.http.deadlines import Timeouts
from generation.llm_client.http.wire import Capabilities, UnusableKey
from generation.llm_client.keys import KeyRing, Unusable
from generation.llm_client.lenient import Lenient
from generation.llm_client.limits import Limited
from generation.llm_client.privacy.redacting import Redacting
from generation.llm_client.privacy.redaction import Redactor
from generation.llm_client.recording import Recording
from generation.llm_client.retry import Retrying
from generation.llm_client.room import Affordable, Roomier
from generation.llm_client.secrets import SecretsUnavailable
from generation.llm_client.tracing import Traced, TracedAttempt, provider_name
from generation.llm_client.types import Client
from generation.stores import answers, keys, prices, routes, upstream
from generation.stores.breakers import BREAKERS
from generation.stores.call_log import DraftCallLog
from generation.stores.limits import LIMITS

_REDACTOR = Redactor()
_pulse: ContextVar[Callable[[], None] | None] = ContextVar("pulse", default=None)
_on_id: ContextVar[Callable[[str], None] | None] = ContextVar("on_id", default=None)


def model_is_set_up() -> bool:
    """Say whether there is a server to ask: OpenRouter needs a key, any other needs an address."""
    return keys.model_is_set_up()


def build_client(
    tier: str,
    *,
    call_log: DraftCallLog,
    on_fallback: OnFallback,
    on_wait: Callable[[], None] = lambda: None,
    may_fall_back: bool = True,
) -> Client:
    """Return the client for one draft, whose time starts now. It asks the tier's first model, or all in turn.

    The HTTP clients under it are shared by the whole process. What is wrong with a key or the address is
    raised when the client is asked.
    """
    until = time.monotonic() + settings.LLM_DRAFT_TIMEOUT_S
    any_key = KeyRing(_each_key(call_log, until), keys.KEYS)
    each_model = Retrying(
        any_key,
        max_attempts=settings.LLM_MAX_ATTEMPTS,
        total_s=settings.LLM_TOTAL_TIMEOUT_S,
        until=until,
        on_retry=events.retry,
        sleep=_wait,
    )
    route = routes.route_of(tier)
    fitting = Fitting(
        Lenient(Roomier(each_model, longest=prices.longest_answer)),
        prices.facts_of,
        ceiling=route.max_price,
        capped=upstream.is_openrouter(),
        scales=prices.SCALES,
    )
    models = route.models if may_fall_back else route.models[:1]
    any_model = Fallback(fitting, models, on_fallback=on_fallback, until=until)
    traced: Client = Traced(any_model, tracing.tracer())
    if answers.are_kept():
        store = answers.StoredAnswers(call_log.lease)
        traced = Caching(traced, store, until=until, on_wait=on_wait, pulse=_beat)
    return Redacting(traced, _REDACTOR)


@contextmanager
def pulsing(pulse: Callable[[], None], on_id: Callable[[str], None] | None = None) -> Iterator[None]:
    """Call `pulse` in this thread whenever a piece of an answer arrives, `on_id` once its call has an id."""
    token, id_token = _pulse.set(pulse), _on_id.set(on_id)
    try:
        yield
    finally:
        _pulse.reset(token)
        _on_id.reset(id_token)


def _beat() -> None:
    pulse = _pulse.get()
    if pulse is not None:
        pulse()


def _tell_id(upstream_id: str) -> None:
    on_id = _on_id.get()
    if on_id is not None:
        on_id(upstream_id)


def _wait(seconds: float) -> None:
    """Sleep, and keep the draft meanwhile: a pulse a second, which raises when it was cancelled."""
    while seconds > 0:
        step, began = min(seconds, 1.0), time.monotonic()
        time.sleep(step)
        _beat()
        seconds -= max(step, time.monotonic() - began)


def _each_key(call_log: DraftCallLog, until: float) -> list[tuple[str, Client]]:
    """Return one client a key, each with the name that stands for its key."""
    try:
        found = keys.api_keys() or ("",)
    except SecretsUnavailable:
        return [("", Unusable(NoUsableKey, "The keys for the model can't be read.", NoUsableKey.advice))]
    clients: list[tuple[str, Client]] = []
    for key in found:
        name = keys.fingerprint(key)
        recorded = Recording(_traced_http_client(key, call_log), call_log)
        limited = Limited(recorded, LIMITS, name, until=until, sleep=_wait)
        clients.append((name, Affordable(Breaking(limited, BREAKERS, name))))
    return clients


def _traced_http_client(key: str, call_log: DraftCallLog) -> Client:
    provider = provider_name(upstream.base_url())
    return TracedAttempt(
        _http_client(key), tracing.tracer(), provider=provider, attempt=lambda: call_log.attempts
    )


def _http_client(key: str) -> Client:
    timeouts = (settings.LLM_CONNECT_TIMEOUT_S, settings.LLM_READ_TIMEOUT_S, settings.LLM_TOTAL_TIMEOUT_S)
    try:
        return _shared_http_client(upstream.base_url(), key, timeouts, upstream.capabilities())
    except UnusableKey:
        return Unusable(
            KeyRejected,
            "The key for the model holds characters that no key has.",
            "Ask an admin to check OPENROUTER_API_KEY.",
        )
    except ValueError:
        return Unusable(
            RequestRefused, "The model's address can't be used.", "Ask an admin to check OPENROUTER_BASE_URL."
        )


@lru_cache(maxsize=32)
def _shared_http_client(
    base_url: str, key: str, timeouts: tuple[float, float, float], capabilities: Capabilities
) -> HttpClient:
    connect_s, read_s, total_s = timeouts
    return HttpClient(
        base_url,
        key,
        capabilities=capabilities,
        timeouts=Timeouts(connect_s=connect_s, read_s=read_s, total_s=total_s),
        app_title="Content desk",
        pulse=_beat,
        on_id=_tell_id,
    )
