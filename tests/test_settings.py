"""Settings as processes load them, and the system checks that judge them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage

from crm_llm import checks

ROOT = Path(__file__).resolve().parent.parent
KEY = "k" * 50


def load_settings(tmp_path: Path, name: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Print one setting from a fresh process that has only this environment."""
    code = f"from django.conf import settings; print(repr(settings.{name}))"
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "crm_llm.settings",
        "VAR_DIR": str(tmp_path / "var"),
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=env | environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_missing_key_stops_the_start_with_one_clear_message(tmp_path: Path) -> None:
    ended = load_settings(tmp_path, "DEBUG", ENVIRONMENT="production")
    assert ended.returncode != 0
    assert "SECRET_KEY is not set (ENVIRONMENT is 'production')." in ended.stderr


def test_key_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    ended = load_settings(tmp_path, "SECRET_KEY", SECRET_KEY_FILE=str(tmp_path / "key"))
    assert ended.stdout.strip() == repr(KEY)


def test_several_keys_for_the_model(tmp_path: Path) -> None:
    ended = load_settings(tmp_path, "OPENROUTER_API_KEYS", SECRET_KEY=KEY, OPENROUTER_API_KEY="one, two")
    assert ended.stdout.strip() == "['one', 'two']"


def test_defaults_need_no_server(tmp_path: Path) -> None:
    ended = load_settings(
        tmp_path, "DATABASES['default']['ENGINE'] + settings.CELERY_BROKER_URL", SECRET_KEY=KEY
    )
    assert "sqlite3" in ended.stdout
    assert "filesystem" in ended.stdout
    assert (tmp_path / "var" / "queue" / "messages").is_dir()


@pytest.mark.parametrize(
    "name",
    [
        "DATABASE_URL",
        "DEBUG",
        "LLM_READ_TIMEOUT_S",
        "ENVIRONMENT",
        "CELERY_WORKER_CONCURRENCY",
        "ALLOWED_HOSTS",
    ],
)
def test_empty_variable_counts_as_unset(tmp_path: Path, name: str) -> None:
    setting = "DATABASES" if name == "DATABASE_URL" else name
    unset = load_settings(tmp_path, setting, SECRET_KEY=KEY)
    empty = load_settings(tmp_path, setting, SECRET_KEY=KEY, **{name: ""})
    assert empty.stdout == unset.stdout != ""


def test_value_that_is_no_number_is_named(tmp_path: Path) -> None:
    ended = load_settings(tmp_path, "LLM_READ_TIMEOUT_S", SECRET_KEY=KEY, LLM_READ_TIMEOUT_S="soon")
    assert "The environment variable LLM_READ_TIMEOUT_S can't be read" in ended.stderr


def test_scheduler_has_a_folder_on_servers_too(tmp_path: Path) -> None:
    servers = {"DATABASE_URL": "postgres://127.0.0.1:1/none", "CELERY_BROKER_URL": "redis://127.0.0.1:1"}
    ended = load_settings(tmp_path, "CELERY_BEAT_SCHEDULE_FILENAME", SECRET_KEY=KEY, **servers)
    assert Path(ended.stdout.strip("'\n")).parent.is_dir()


def test_redis_hands_no_message_out_a_second_time(tmp_path: Path) -> None:
    ended = load_settings(
        tmp_path,
        "CELERY_BROKER_TRANSPORT_OPTIONS['ack_emulation']",
        SECRET_KEY=KEY,
        CELERY_BROKER_URL="redis://127.0.0.1:1/0",
    )
    assert ended.stdout.strip() == "False"


def test_threads_share_few_database_connections(tmp_path: Path) -> None:
    ended = load_settings(
        tmp_path,
        "DATABASES['default']['OPTIONS']['pool']['max_size']",
        SECRET_KEY=KEY,
        DATABASE_URL="postgres://127.0.0.1:1/none",
    )
    assert int(ended.stdout) <= 16


SAFE = {
    "ENVIRONMENT": "production",
    "DEBUG": False,
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": ["desk.example"],
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "CELERY_BROKER_URL": "redis://broker",
    "CELERY_BROKER_TRANSPORT_OPTIONS": {"visibility_timeout": 3600},
    "OPENROUTER_BASE_URL": "",
    "OPENROUTER_API_KEYS": ["key"],
    "LLM_SECRETS": "env",
    "LLM_TOTAL_TIMEOUT_S": 120.0,
    "LLM_READ_TIMEOUT_S": 60.0,
    "GENERATION_LEASE_S": 150.0,
    "PUBLIC_URL": "https://desk.example",
}

WRONG = [
    ("crm_llm.E001", {"ENVIRONMENT": "prod"}),
    ("crm_llm.E002", {"DEBUG": True}),
    ("crm_llm.E003", {"ALLOWED_HOSTS": []}),
    ("crm_llm.E003", {"ALLOWED_HOSTS": ["*"]}),
    ("crm_llm.E004", {"SECRET_KEY": "short"}),
    ("crm_llm.E004", {"SECRET_KEY": "django-insecure-" + KEY}),
    ("crm_llm.E005", {"GENERATION_LEASE_S": 120.0}),
    ("crm_llm.E006", {"CELERY_BROKER_TRANSPORT_OPTIONS": {"visibility_timeout": 60}}),
    ("crm_llm.E007", {"SWEEP_INTERVAL_S": 0}),
    ("crm_llm.E007", {"WORKER_DATABASE_POOL_SIZE": 0}),
    ("crm_llm.E008", {"OPENROUTER_BASE_URL": "openrouter"}),
    ("crm_llm.E014", {"LLM_DATA_COLLECTION": "maybe"}),
    ("crm_llm.E009", {"LLM_MODELS": {"fast": []}}),
    ("crm_llm.E010", {"CELERY_BROKER_URL": "filesystem://", "VAR_DIR": Path("/nowhere")}),
    ("crm_llm.E013", {"LLM_SECRETS": "drawer"}),
    ("crm_llm.E013", {"LLM_SECRETS": "file", "OPENROUTER_API_KEY_FILE": "/nowhere/keys"}),
    ("crm_llm.E013", {"LLM_SECRETS": "vault", "VAULT_ADDR": "https://vault.example", "VAULT_TOKEN": ""}),
    ("crm_llm.W001", {"LLM_READ_TIMEOUT_S": 130.0}),
    ("crm_llm.W002", {"OPENROUTER_BASE_URL": "http://models.example/v1"}),
    ("crm_llm.W003", {"DATABASES": {"default": {"ENGINE": "django.db.backends.sqlite3"}}}),
    ("crm_llm.W004", {"CELERY_BROKER_URL": "filesystem://"}),
    ("crm_llm.W006", {"PUBLIC_URL": "http://localhost:8000"}),
]


def findings() -> list[CheckMessage]:
    return [
        *checks.environment_is_known(None),
        *checks.safe_outside_local(None),
        *checks.lease_outlives_a_call(None),
        *checks.numbers_make_sense(None),
        *checks.model_can_be_asked(None),
        *checks.privacy_is_chosen(None),
        *checks.keys_can_be_read(None),
        *checks.folders_can_be_written(None),
        *checks.embedded_parts_stay_local(None),
        *checks.links_in_mails_lead_here(None),
    ]


def configure(settings: Any, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(settings, name, value)


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_sound_settings_pass(settings: Any) -> None:
    configure(settings, SAFE)
    assert findings() == []


@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
@pytest.mark.parametrize(("check_id", "wrong"), WRONG, ids=[check_id for check_id, _ in WRONG])
def test_wrong_setting_is_named_with_a_hint(settings: Any, check_id: str, wrong: dict[str, object]) -> None:
    configure(settings, SAFE | wrong)
    found = {message.id: message for message in findings()}
    assert check_id in found
    assert found[check_id].hint


@pytest.mark.parametrize(("source", "package"), [("vault", "hvac"), ("aws", "boto3")])
def test_a_missing_package_is_named(
    settings: Any, monkeypatch: pytest.MonkeyPatch, source: str, package: str
) -> None:
    configure(settings, {"LLM_SECRETS": source, "VAULT_ADDR": "https://vault.example", "VAULT_TOKEN": "t"})
    assert checks.keys_can_be_read(None) == []
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    (found,) = checks.keys_can_be_read(None)
    assert found.hint == f"Run: pip install {package}"


def test_keys_in_a_file_are_left_to_be_read_again(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("one\n")
    setting = "LLM_SECRETS + str(settings.OPENROUTER_API_KEYS)"
    ended = load_settings(tmp_path, setting, SECRET_KEY=KEY, OPENROUTER_API_KEY_FILE=str(tmp_path / "keys"))
    assert ended.stdout.strip() == "'file[]'"


def test_workstation_may_be_lax(settings: Any) -> None:
    configure(settings, {"ENVIRONMENT": "local", "DEBUG": True, "ALLOWED_HOSTS": [], "SECRET_KEY": "short"})
    assert findings() == []
