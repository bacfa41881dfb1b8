"""Keys from files and from servers that keep secrets; both servers are played on loopback."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from generation.llm_client.secrets import (
    AwsKeys,
    FileKeys,
    Remembered,
    SecretsUnavailable,
    VaultKeys,
    parse_keys,
)

KEY = "sk-or-v1-planted-0123456789"
TOKEN = "hvs.token-0123456789"


class SecretServer(ThreadingHTTPServer):
    """Answers as Vault's KV v2 and as AWS Secrets Manager do, and remembers who asked for what."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), SecretHandler)
        self.secrets: dict[str, Any] = {}
        self.seen: list[tuple[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class SecretHandler(BaseHTTPRequestHandler):
    server: SecretServer

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.seen.append((self.path, self.headers.get("X-Vault-Token", "")))
        if self.headers.get("X-Vault-Token") != TOKEN:
            return self._answer(403, {"errors": [f"permission denied for {self.headers['X-Vault-Token']}"]})
        value = self.server.secrets.get(self.path.removeprefix("/v1/secret/data/"))
        if value is None:
            return self._answer(404, {"errors": []})
        return self._answer(200, {"data": {"data": value, "metadata": {"version": 1}}})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((asked["SecretId"], self.headers["X-Amz-Target"]))
        value = self.server.secrets.get(asked["SecretId"])
        if value is None:
            return self._answer(400, {"__type": "ResourceNotFoundException", "Message": "No such secret."})
        return self._answer(200, {"Name": asked["SecretId"], "SecretString": value})

    def _answer(self, status: int, body: Any) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def server() -> Iterator[SecretServer]:
    with SecretServer() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def vault(server: SecretServer) -> Callable[..., VaultKeys]:
    def make(token: str = TOKEN) -> VaultKeys:
        return VaultKeys(address=server.url, token=lambda: token, mount="secret", path="crm-llm/staging")

    return make


@pytest.fixture
def aws(server: SecretServer, monkeypatch: pytest.MonkeyPatch) -> AwsKeys:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SECRETS_MANAGER", server.url)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    return AwsKeys(name="crm-llm/staging")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("one", ("one",)),
        ("one, two,,", ("one", "two")),
        ("one\ntwo\r\n\n", ("one", "two")),
        ("one,one\none", ("one",)),
        (" \n", ()),
    ],
)
def test_keys_come_one_a_line_or_between_commas(text: str, keys: tuple[str, ...]) -> None:
    assert parse_keys(text) == keys


def test_file_is_read_each_time(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text("one\n")
    keys = FileKeys(str(file))
    assert keys.keys() == ("one",)
    file.write_text("one\ntwo\n")
    assert keys.keys() == ("one", "two")


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SecretsUnavailable, match=r"absent.*FileNotFoundError"):
        FileKeys(str(tmp_path / "absent")).keys()


@pytest.mark.parametrize("stored", [f"{KEY},other", [KEY, "other"]], ids=["text", "list"])
def test_vault_gives_the_keys_of_this_environment(
    server: SecretServer, vault: Callable[..., VaultKeys], stored: Any
) -> None:
    server.secrets = {"crm-llm/staging": {"openrouter_api_key": stored}, "crm-llm/production": {}}
    assert vault().keys() == (KEY, "other")
    assert server.seen == [("/v1/secret/data/crm-llm/staging", TOKEN)]


@pytest.mark.parametrize(
    ("token", "secret"),
    [("hvs.wrong-0123456789", None), (TOKEN, None), (TOKEN, {"api_key": KEY})],
    ids=["wrong token", "no such secret", "no such field"],
)
def test_vault_that_refuses_is_an_error_without_secrets_in_it(
    server: SecretServer, vault: Callable[..., VaultKeys], token: str, secret: Any
) -> None:
    if secret:
        server.secrets["crm-llm/staging"] = secret
    with pytest.raises(SecretsUnavailable, match="Vault, at secret/crm-llm/staging") as caught:
        vault(token).keys()
    assert not {token, KEY} & set(str(caught.value).split())
    assert caught.value.__suppress_context__


def test_vault_that_is_away(vault: Callable[..., VaultKeys], server: SecretServer) -> None:
    away = VaultKeys(address="http://127.0.0.1:1", token=lambda: TOKEN, mount="secret", path="x")
    with pytest.raises(SecretsUnavailable, match="ConnectionError"):
        away.keys()


@pytest.mark.parametrize(
    "stored", [f"{KEY}\nother", json.dumps({"openrouter_api_key": f"{KEY}, other"})], ids=["text", "fields"]
)
def test_aws_gives_the_keys_of_this_environment(server: SecretServer, aws: AwsKeys, stored: str) -> None:
    server.secrets["crm-llm/staging"] = stored
    assert aws.keys() == (KEY, "other")
    assert server.seen == [("crm-llm/staging", "secretsmanager.GetSecretValue")]


def test_aws_without_the_secret_is_an_error(aws: AwsKeys) -> None:
    with pytest.raises(SecretsUnavailable, match="ResourceNotFoundException"):
        aws.keys()


class Drawer:
    """A provider that gives what lies in it, or fails."""

    def __init__(self, *keys: str) -> None:
        self.content: tuple[str, ...] | None = keys
        self.opened = 0

    def keys(self) -> tuple[str, ...]:
        self.opened += 1
        if self.content is None:
            raise SecretsUnavailable("It is locked.")
        return self.content


def test_rotation_takes_effect_when_the_keys_are_old() -> None:
    drawer, now = Drawer("old"), [0.0]
    keys = Remembered(drawer, ttl_s=60, clock=lambda: now[0])
    assert keys.keys() == ("old",)
    drawer.content = ("new",)
    now[0] = 59.0
    assert keys.keys() == ("old",)
    now[0] = 60.0
    assert (keys.keys(), drawer.opened) == (("new",), 2)


def test_a_provider_that_fails_leaves_the_last_keys_and_is_not_asked_at_once() -> None:
    drawer, now = Drawer("old"), [0.0]
    keys = Remembered(drawer, ttl_s=60, clock=lambda: now[0])
    keys.keys()
    drawer.content = None
    now[0] = 61.0
    assert (keys.keys(), keys.keys(), drawer.opened) == (("old",), ("old",), 2)


def test_keys_that_were_never_read_are_an_error_until_they_are() -> None:
    drawer, now = Drawer(), [0.0]
    drawer.content = None
    keys = Remembered(drawer, ttl_s=60, clock=lambda: now[0])
    for _ in range(3):
        with pytest.raises(SecretsUnavailable, match="locked"):
            keys.keys()
    assert drawer.opened == 1
    drawer.content = ("key",)
    now[0] = 60.0
    assert keys.keys() == ("key",)
