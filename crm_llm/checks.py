"""System checks: whatever can be wrong with the settings, said at the start with what to do about it."""

import os
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from crm_llm import tracing
from generation.judges import JUDGES

ENVIRONMENTS = ("local", "staging", "production")
SHORTEST_KEY = 32


@register
def environment_is_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ENVIRONMENT in ENVIRONMENTS:
        return []
    return [
        Error(
            f"ENVIRONMENT is {settings.ENVIRONMENT!r}.",
            hint=f"Set it to one of {', '.join(ENVIRONMENTS)}.",
            id="crm_llm.E001",
        )
    ]


@register
def safe_outside_local(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse what is handy on a workstation and dangerous on a server."""
    if settings.ENVIRONMENT == "local":
        return []
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(
            Error("DEBUG is on outside of a local environment.", hint="Unset DEBUG.", id="crm_llm.E002")
        )
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "ALLOWED_HOSTS does not say which host names are served.",
                hint="Set ALLOWED_HOSTS to the names that people type, separated by commas.",
                id="crm_llm.E003",
            )
        )
    if len(settings.SECRET_KEY) < SHORTEST_KEY or settings.SECRET_KEY.startswith("django-insecure-"):
        found.append(
            Error(
                "SECRET_KEY is too short or was made for development.",
                hint='Make one: python -c "import secrets; print(secrets.token_urlsafe(50))"',
                id="crm_llm.E004",
            )
        )
    return found


@register
def lease_outlives_a_call(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A lease that ends during a call gives the draft to a second worker: two calls are paid."""
    found: list[CheckMessage] = []
    lease, deadline = settings.GENERATION_LEASE_S, settings.LLM_TOTAL_TIMEOUT_S
    if lease <= deadline:
        found.append(
            Error(
                f"GENERATION_LEASE_S ({lease:g}) is not longer than LLM_TOTAL_TIMEOUT_S ({deadline:g}).",
                hint="Leave GENERATION_LEASE_S unset, or make it at least 30 seconds longer.",
                id="crm_llm.E005",
            )
        )
    visible_again = settings.CELERY_BROKER_TRANSPORT_OPTIONS.get("visibility_timeout")
    if visible_again is not None and visible_again <= lease:
        found.append(
            Error(
                f"The broker repeats a message after {visible_again} s, within a lease of {lease:g} s.",
                hint="Make the visibility_timeout of CELERY_BROKER_TRANSPORT_OPTIONS longer than the lease.",
                id="crm_llm.E006",
            )
        )
    return found


@register
def numbers_make_sense(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    positive = (
        "LLM_CONNECT_TIMEOUT_S",
        "LLM_READ_TIMEOUT_S",
        "LLM_TOTAL_TIMEOUT_S",
        "LLM_DRAFT_TIMEOUT_S",
        "LLM_MAX_ATTEMPTS",
        "CELERY_WORKER_CONCURRENCY",
        "WORKER_DATABASE_POOL_SIZE",
        "LLM_KEYS_TTL_S",
        "GENERATION_MAX_CLAIMS",
        "SWEEP_INTERVAL_S",
        "REQUEUE_AFTER_S",
        "REVIEW_CLAIM_MINUTES",
    )
    for name in positive:
        if getattr(settings, name) <= 0:
            found.append(
                Error(f"{name} is not positive.", hint="Unset it to get its default.", id="crm_llm.E007")
            )
    if settings.LLM_READ_TIMEOUT_S > settings.LLM_TOTAL_TIMEOUT_S:
        found.append(
            Warning(
                "LLM_READ_TIMEOUT_S is longer than LLM_TOTAL_TIMEOUT_S, so it never ends a call.",
                hint="Make the time between two pieces of an answer shorter than the time of the whole call.",
                id="crm_llm.W001",
            )
        )
    return found


@register
def model_can_be_asked(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.OPENROUTER_BASE_URL:
        url = urlsplit(settings.OPENROUTER_BASE_URL)
        if url.scheme not in ("http", "https") or not url.netloc:
            found.append(
                Error(
                    "OPENROUTER_BASE_URL is no address.",
                    hint="Write it like https://openrouter.ai/api/v1.",
                    id="crm_llm.E008",
                )
            )
        elif url.scheme == "http" and _uses_keys() and settings.ENVIRONMENT != "local":
            found.append(
                Warning(
                    "The key for the model leaves this machine unencrypted: OPENROUTER_BASE_URL is http.",
                    hint="Use https, or a server on the same machine without a key.",
                    id="crm_llm.W002",
                )
            )
    for tier, models in settings.LLM_MODELS.items():
        if not models:
            found.append(
                Error(
                    f"There is no model in the tier {tier!r}.",
                    hint=f"Unset LLM_MODELS_{tier.upper()}, or name at least one model.",
                    id="crm_llm.E009",
                )
            )
    return found


@register
def privacy_is_chosen(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.LLM_DATA_COLLECTION not in ("deny", "allow"):
        found.append(
            Error(
                f"LLM_DATA_COLLECTION is {settings.LLM_DATA_COLLECTION!r}.",
                hint="Set it to allow, or unset it for deny.",
                id="crm_llm.E014",
            )
        )
    return found


def _uses_keys() -> bool:
    return bool(settings.OPENROUTER_API_KEYS) or settings.LLM_SECRETS != "env"


@register
def keys_can_be_read(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Look at where the keys come from. Vault and AWS are asked when the first draft is written."""
    source = settings.LLM_SECRETS
    package = {"vault": "hvac", "aws": "boto3"}.get(source)
    if source not in ("env", "file", "vault", "aws"):
        said, hint = f"LLM_SECRETS is {source!r}.", "Set it to env, file, vault or aws."
    elif package and find_spec(package) is None:
        said, hint = (
            f"The keys are to come from {source}, and its package is missing.",
            f"Run: pip install {package}",
        )
    elif source == "vault" and not (
        settings.VAULT_ADDR and (settings.VAULT_TOKEN or settings.VAULT_TOKEN_FILE)
    ):
        said = "The keys are to come from Vault, and it is not said where it is or how to sign in."
        hint = "Set VAULT_ADDR, and VAULT_TOKEN or VAULT_TOKEN_FILE."
    elif source == "file" and not os.access(settings.OPENROUTER_API_KEY_FILE, os.R_OK):
        said = f"The file {settings.OPENROUTER_API_KEY_FILE!r} can't be read."
        hint = "Set OPENROUTER_API_KEY_FILE to a file of this user, with one key a line."
    else:
        return []
    return [Error(said, hint=hint, id="crm_llm.E013")]


@register
def folders_can_be_written(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """The embedded database and queue keep their files in VAR_DIR; other installations may go without."""
    embedded = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") or _queue_is_a_folder()
    if not embedded or os.access(settings.VAR_DIR, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"The folder {settings.VAR_DIR} can't be written.",
            hint="Point VAR_DIR at a folder of this user, or set DATABASE_URL and CELERY_BROKER_URL.",
            id="crm_llm.E010",
        )
    ]


def _queue_is_a_folder() -> bool:
    return str(settings.CELERY_BROKER_URL).startswith("filesystem")


@register
def embedded_parts_stay_local(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """SQLite and the queue in a folder serve one machine only."""
    if settings.ENVIRONMENT == "local":
        return []
    found: list[CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            Warning(
                "The database is SQLite, which serves one machine.",
                hint="Set DATABASE_URL to a PostgreSQL database.",
                id="crm_llm.W003",
            )
        )
    if _queue_is_a_folder():
        found.append(
            Warning(
                "The queue is a folder, which serves one machine.",
                hint="Set CELERY_BROKER_URL to Redis or RabbitMQ.",
                id="crm_llm.W004",
            )
        )
    return found


@register
def traces_can_be_made(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if not settings.TRACES or tracing.is_installed():
        return []
    return [
        Warning(
            "Traces are switched on, but OpenTelemetry is not installed: none are made.",
            hint="Install requirements-otel.txt, or unset OTEL_EXPORTER_OTLP_ENDPOINT and TRACES.",
            id="crm_llm.W005",
        )
    ]


@register
def links_in_mails_lead_here(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    if settings.ENVIRONMENT == "local" or settings.PUBLIC_URL.startswith("https://"):
        return []
    return [
        Warning(
            f"PUBLIC_URL is {settings.PUBLIC_URL!r}: links in mails begin with it.",
            hint="Set PUBLIC_URL to where people reach the pages, such as https://desk.example.",
            id="crm_llm.W006",
        )
    ]


@register
def judges_are_known(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"LLM_JUDGES names {name!r}, which is no judge.",
            hint=f"There are: {', '.join(JUDGES)}.",
            id="crm_llm.E015",
        )
        for name in settings.LLM_JUDGES
        if name not in JUDGES
    ]
