"""Which keys are out, shared by processes; and keys that change while we run."""

import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation.llm_client.exceptions import KeyRejected, OutOfCredit
from generation.llm_client.secrets import SecretsUnavailable
from generation.models import Alert, AuditEntry, KeyState
from generation.stores import keys
from generation.stores.keys import DatabaseKeyStates

pytestmark = pytest.mark.django_db

KEY = "sk-or-v1-planted-0123456789"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_refused_key_is_out_for_every_process(clock: Clock) -> None:
    one, other = DatabaseKeyStates(clock), DatabaseKeyStates(clock)
    assert (one.ask("a"), other.ask("a")) == (0, 0)
    one.refused("a", 0, OutOfCredit(status=402))

    assert one.ask("a") is None
    clock.now += 1
    assert (other.ask("a"), other.ask("b")) == (None, 0)
    row = KeyState.objects.get()
    assert (row.reason, row.last_status) == ("out_of_credit", 402)
    assert other.back_in_s(["a", "b"]) == 299


def test_it_is_tried_again_by_one_and_each_time_later(clock: Clock) -> None:
    one, other = DatabaseKeyStates(clock), DatabaseKeyStates(clock)
    minutes = []
    for refusals in range(6):
        seen = one.ask("a")
        assert seen == refusals
        assert refusals == 0 or other.ask("a") is None
        one.refused("a", refusals, KeyRejected(status=401))
        out_for = one.back_in_s(["a"])
        assert out_for is not None
        minutes.append(round(out_for / 60))
        clock.now += out_for
    assert minutes == [5, 10, 20, 40, 60, 60]


def test_of_several_who_were_refused_at_once_one_counts(clock: Clock) -> None:
    states = DatabaseKeyStates(clock)
    for _ in range(10):
        states.refused("a", 0, KeyRejected())
    assert KeyState.objects.get().refusals == 1
    assert Alert.objects.get(kind="key.refused").count == 1


def test_a_key_that_is_accepted_again_is_in_use_and_the_alert_is_over(clock: Clock) -> None:
    states = DatabaseKeyStates(clock)
    states.refused("a", 0, OutOfCredit())
    clock.now += 300
    seen = states.ask("a")
    assert seen == 1
    states.accepted("a", seen)

    assert states.ask("a") == 0
    assert KeyState.objects.get().out_until is None
    assert Alert.objects.get(kind="key.refused").resolved_at is not None


def test_all_well_costs_one_read_a_second(clock: Clock) -> None:
    states = DatabaseKeyStates(clock)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(100):
            states.accepted("a", states.ask("a") or 0)
    assert len(queries) == 1


def test_a_server_that_needs_no_key_has_none_to_take_out(clock: Clock) -> None:
    states = DatabaseKeyStates(clock)
    states.refused("", 0, KeyRejected())
    assert not KeyState.objects.exists()


def test_an_admin_has_a_key_tried_at_once(clock: Clock, admin: Any) -> None:
    states = DatabaseKeyStates(clock)
    states.refused("a", 0, OutOfCredit())
    keys.try_again(by=admin, state=KeyState.objects.get())
    clock.now += 1
    assert states.ask("a") == 0
    assert AuditEntry.objects.get().action == "key.tried_again"


def test_the_name_of_a_key_tells_nothing_and_depends_on_the_installation(settings: Any) -> None:
    name = keys.fingerprint(KEY)
    assert len(name) == 16
    assert name not in KEY
    settings.SECRET_KEY = "another-" + "x" * 50
    assert keys.fingerprint(KEY) != name
    assert keys.fingerprint("") == ""


@pytest.fixture
def key_file(settings: Any, tmp_path: Path) -> Path:
    file = tmp_path / "keys"
    settings.LLM_SECRETS, settings.OPENROUTER_API_KEY_FILE = "file", str(file)
    settings.LLM_KEYS_TTL_S = 0.0
    settings.OPENROUTER_BASE_URL = ""
    return file


def test_keys_in_a_file_may_change_while_we_run(key_file: Path) -> None:
    key_file.write_text("one\n")
    assert keys.api_keys() == ("one",)
    key_file.write_text("one\ntwo\n")
    assert keys.api_keys() == ("one", "two")
    key_file.write_text("two\n")
    assert keys.api_keys() == ("two",)


def test_an_empty_file_is_no_model_and_a_missing_one_is_a_fault(key_file: Path) -> None:
    with pytest.raises(SecretsUnavailable):
        keys.api_keys()
    assert keys.model_is_set_up()
    key_file.write_text("\n")
    assert not keys.model_is_set_up()


@pytest.mark.parametrize(("source", "package"), [("vault", "hvac"), ("aws", "boto3")], ids=["vault", "aws"])
def test_a_missing_package_is_an_error_that_names_it(
    settings: Any, monkeypatch: pytest.MonkeyPatch, source: str, package: str
) -> None:
    settings.LLM_SECRETS, settings.LLM_SECRETS_PATH = source, f"without-{package}"
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(SecretsUnavailable, match=f"package {package} is not installed"):
        keys.api_keys()


def test_each_environment_has_keys_of_its_own(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Vault:
        def __init__(self, *, path: str, **_: Any) -> None:
            asked.append(path)

        def keys(self) -> tuple[str, ...]:
            return (KEY,)

    monkeypatch.setattr(keys, "VaultKeys", Vault)
    settings.LLM_SECRETS, settings.LLM_SECRETS_PATH = "vault", "desk"
    for environment in ("staging", "production"):
        settings.ENVIRONMENT = environment
        keys.api_keys()
    assert asked == ["desk/staging", "desk/production"]
