"""What the environment says, and where secrets come from."""

import os
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from crm_llm import env, local_env

NAMES = (
    "SECRET_KEY",
    "SECRET_KEY_FILE",
    "DEBUG",
    "DEMO_PASSWORD",
    "ENVIRONMENT",
    "SOME_SECRET",
    "SOME_SECRET_FILE",
)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start from nothing, and put back what the code under test sets by itself."""
    for name in NAMES:
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))


def local_env_of_demo() -> dict[str, str]:
    lines = local_env.local_env_file().read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def test_secret_comes_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET", "plain")
    assert env.secret("SOME_SECRET") == "plain"


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"], ids=["none", "unix", "windows"])
def test_secret_file_loses_its_trailing_newline(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ending: str
) -> None:
    (tmp_path / "secret").write_bytes(b"from a file " + ending.encode())
    monkeypatch.setenv("SOME_SECRET_FILE", str(tmp_path / "secret"))
    assert env.secret("SOME_SECRET") == "from a file "


def test_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET_FILE", "/nowhere/secret")
    with pytest.raises(ImproperlyConfigured, match=r"SOME_SECRET_FILE names a file.*/nowhere/secret"):
        env.secret("SOME_SECRET")


def test_file_that_is_no_text_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("SOME_SECRET_FILE", str(tmp_path / "secret"))
    with pytest.raises(ImproperlyConfigured, match="can't be read"):
        env.secret("SOME_SECRET")


def test_names_are_split_and_stripped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_SECRET", " one, two ,, three")
    assert env.names("SOME_SECRET") == ["one", "two", "three"]


@pytest.mark.parametrize(("environment", "advice"), [("local", "make demo"), ("production", "Set it")])
def test_missing_key_stops_with_advice(environment: str, advice: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"SECRET_KEY is not set.*{advice}"):
        env.secret_key(environment)


def test_demo_writes_a_private_environment_that_settings_read() -> None:
    local_env.prepare_demo()
    written = local_env.local_env_file()
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    env.load_local_env()
    assert os.environ["SECRET_KEY"] == local_env_of_demo()["SECRET_KEY"]
    assert os.environ["DEBUG"] == "on"
    assert os.environ["DEMO_PASSWORD"]


def test_second_demo_keeps_key_and_password() -> None:
    local_env.prepare_demo()
    before = local_env_of_demo()
    local_env.prepare_demo()
    assert local_env_of_demo() == before


def test_two_demos_have_different_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    local_env.prepare_demo()
    first = local_env_of_demo()
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "other"))
    local_env.prepare_demo()
    second = local_env_of_demo()
    assert first["SECRET_KEY"] != second["SECRET_KEY"]
    assert first["DEMO_PASSWORD"] != second["DEMO_PASSWORD"]


def test_demo_with_a_key_of_its_own_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "mine")
    local_env.prepare_demo()
    assert not local_env.local_env_file().exists()
    assert os.environ["DEBUG"] == "on"


def test_nothing_is_written_outside_of_a_workstation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    local_env.prepare_demo()
    assert not local_env.local_env_file().exists()
    assert "DEBUG" not in os.environ


@pytest.mark.parametrize(
    ("name", "value"), [("ENVIRONMENT", "staging"), ("SECRET_KEY", "mine"), ("SECRET_KEY_FILE", "/run/key")]
)
def test_local_environment_is_not_read(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    local_env.prepare_demo()
    monkeypatch.setenv(name, value)
    env.load_local_env()
    assert "DEMO_PASSWORD" not in os.environ


def test_empty_key_does_not_hide_the_local_one(monkeypatch: pytest.MonkeyPatch) -> None:
    local_env.prepare_demo()
    monkeypatch.setenv("SECRET_KEY", "")
    env.load_local_env()
    assert os.environ["SECRET_KEY"] == local_env_of_demo()["SECRET_KEY"]


def test_real_environment_wins_over_the_local_one(monkeypatch: pytest.MonkeyPatch) -> None:
    local_env.prepare_demo()
    monkeypatch.setenv("DEBUG", "off")
    env.load_local_env()
    assert os.environ["DEBUG"] == "off"


def test_folder_that_cannot_be_made_is_left_to_the_system_check(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    env.make_folder(tmp_path / "file" / "below")
    assert (tmp_path / "file").is_file()
