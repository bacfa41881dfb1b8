"""A key is planted, every kind of call is made with it, and all that was written is searched for it."""

import io
import logging
import pickle
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import structlog
from django.apps import apps
from django.conf import settings as django_settings
from django.views.debug import SafeExceptionReporterFilter

from crm_llm.logging import logging_config
from generation import drafting, wiring
from generation.llm_client.exceptions import LLMError
from generation.llm_client.http.client import HttpClient
from generation.llm_client.secrets import hidden
from generation.llm_client.types import ChatRequest, Message
from generation.models import Generation, KeyState, LLMCall
from generation.prompt_services import ensure_prompts
from generation.stores import keys
from tests.factories import CampaignFactory, DraftRequestFactory, GenerationFactory
from tests.fake_openrouter import ANY, FakeOpenRouter, Scenario, scenarios

pytestmark = pytest.mark.django_db

KEY = "sk-or-v1-9f3c1e7ab2d84c55-planted"
ODD_KEY = "planted.key.of.a.house.without.prefix"
ASKED = ChatRequest(model="a/b", messages=(Message(role="user", content="Hi"),), max_tokens=50)


def echo(key: str) -> dict[str, str]:
    return {"provider_name": key, "raw": f"Authorization: Bearer {key}", "error_type": key}


CASES: dict[str, Callable[[str], Scenario]] = {
    "answers": lambda key: scenarios.ok(),
    "repeats the key in its words": lambda key: scenarios.ok(f"My key is {key}."),
    "names the key as model": lambda key: scenarios.ok(model=key),
    "401 with the key": lambda key: scenarios.http(401, message=f"Invalid key {key}", metadata=echo(key)),
    "401 as text": lambda key: scenarios.http(401, "text", message=f"Bearer {key} is unknown"),
    "402 with the key": lambda key: scenarios.http(402, message=f"{key} has no credit", metadata=echo(key)),
    "403 with the key": lambda key: scenarios.http(403, message=f"Key limit exceeded for {key}"),
    "400 with the key": lambda key: scenarios.http(400, message=f"Bad request of {key}", metadata=echo(key)),
    "429 with the key": lambda key: scenarios.upstream_429({"error": {"message": f"{key} is too fast"}}),
    "500 with the key": lambda key: scenarios.http(500, message=key, metadata=echo(key)),
    "error in 200": lambda key: scenarios.error_in_200(502, f"{key} failed"),
    "breaks off": lambda key: scenarios.eof_without_done(),
    "stops at once": lambda key: scenarios.reset(),
    "is empty": lambda key: scenarios.empty(),
    "is no JSON": lambda key: scenarios.invalid_json(),
    "is html": lambda key: scenarios.html_502(),
}


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that any logger writes, at every level, in the form that production writes it."""
    config = logging_config(level="DEBUG", as_json=True)["formatters"]["structured"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=config["processors"], foreign_pre_chain=config["foreign_pre_chain"]
    )
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter)
    loggers = [logging.getLogger(name) for name in ("", "httpx", "httpcore", "generation", "django")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(handler)
    yield lines
    loggers[0].removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeOpenRouter]:
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5"]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


def everything_stored() -> str:
    """Return every value of every row of every table."""
    return repr([row for model in apps.get_models() for row in model._default_manager.values()])


def write_a_draft(marketer: Any) -> Generation:
    ensure_prompts()
    request = DraftRequestFactory(campaign=CampaignFactory(), requested_by=marketer)
    draft = GenerationFactory(request=request)
    drafting.run(draft.pk)
    draft.refresh_from_db()
    return draft


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("key", [KEY, ODD_KEY], ids=["known form", "odd form"])
def test_no_key_is_stored_or_logged_whatever_the_server_says(
    fake: FakeOpenRouter, written: io.StringIO, settings: Any, marketer: Any, client: Any, case: str, key: str
) -> None:
    settings.OPENROUTER_API_KEYS = [key]
    fake.script(ANY, [CASES[case](key)])

    draft = write_a_draft(marketer)

    assert draft.status == "ready"
    assert LLMCall.objects.exists()
    assert fake.completions[0].headers["authorization"] == f"Bearer {key}"
    assert key not in everything_stored()
    assert key not in written.getvalue()
    assert key not in client.get("/readyz").content.decode()


def client_that_meets(failure: Callable[[httpx.Request], Exception]) -> HttpClient:
    def fail(request: httpx.Request) -> httpx.Response:
        raise failure(request)

    return HttpClient("http://127.0.0.1:9/v1", KEY, transport=httpx.MockTransport(fail))


FAILURES: dict[str, Callable[[httpx.Request], Exception]] = {
    "header in a transport error": lambda r: httpx.ConnectError(f"Bad header {r.headers['Authorization']}"),
    "header in a protocol error": lambda r: httpx.LocalProtocolError(f"Illegal value {dict(r.headers)}"),
    "read error": lambda r: httpx.ReadError("gone", request=r),
}


@pytest.mark.parametrize("failure", FAILURES)
def test_no_error_or_traceback_holds_the_key(failure: str, written: io.StringIO) -> None:
    with pytest.raises(LLMError) as caught:
        client_that_meets(FAILURES[failure]).complete(ASKED)

    error = caught.value
    told = "".join(traceback.format_exception(error))
    logging.getLogger("generation").error("It failed.", exc_info=error)
    seen = f"{error} {error!r} {vars(error)} {told} {pickle.dumps(error)!r} {written.getvalue()}"
    assert "It failed" in written.getvalue()
    assert KEY not in seen


def test_a_traceback_that_holds_the_key_is_logged_without_it(written: io.StringIO, settings: Any) -> None:
    settings.OPENROUTER_API_KEYS = [ODD_KEY]
    keys.api_keys()
    try:
        raise RuntimeError(f"sent Authorization: Bearer {KEY} and {ODD_KEY}")
    except RuntimeError:
        structlog.get_logger("generation").exception("it.failed", header=f"Bearer {KEY}")
        logging.getLogger("django").exception("It failed with %s", ODD_KEY)
    lines = written.getvalue()
    assert "RuntimeError" in lines
    assert KEY not in lines
    assert ODD_KEY not in lines


def test_no_client_shows_or_hands_on_its_key(settings: Any, fake: FakeOpenRouter) -> None:
    settings.OPENROUTER_API_KEYS = [KEY]
    http = wiring._http_client(KEY)
    assert KEY not in f"{http} {http!r} {keys._provider!r}"
    with pytest.raises(TypeError):
        pickle.dumps(http)


def test_error_pages_show_no_key(settings: Any) -> None:
    settings.OPENROUTER_API_KEYS, settings.VAULT_TOKEN = [KEY], "hvs.token"
    shown = repr(SafeExceptionReporterFilter().get_safe_settings())
    assert "OPENROUTER_API_KEYS" in shown
    assert KEY not in shown
    assert "hvs.token" not in shown
    assert django_settings.OPENROUTER_API_KEYS == [KEY]


def test_the_database_names_a_refused_key_by_its_fingerprint(
    fake: FakeOpenRouter, settings: Any, marketer: Any
) -> None:
    settings.OPENROUTER_API_KEYS = [KEY]
    fake.script(ANY, [scenarios.http(401)])
    write_a_draft(marketer)
    assert KeyState.objects.get().pk == keys.fingerprint(KEY)


@pytest.mark.parametrize("text", ["risk-averse, task-oriented", "sk-short", "the bearer"])
def test_what_is_no_key_is_left_alone(text: str) -> None:
    assert hidden(text) == text
