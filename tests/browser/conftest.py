"""A real Chromium before the running product: web, worker and scheduler over a fake model on loopback."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.fake_openrouter import FakeOpenRouter
from tests.stack.loaded import Copy, loaded
from tests.stack.parts import new_broker
from tests.stack.stack import PASSWORD, Stack

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def model() -> Iterator[FakeOpenRouter]:
    with FakeOpenRouter() as fake:
        yield fake


@pytest.fixture(scope="session")
def copy_loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with loaded(tmp_path_factory) as copy:
        yield copy


@pytest.fixture(scope="session")
def copy_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    with loaded(tmp_path_factory, drafts=True) as copy:
        yield copy


@pytest.fixture(scope="module")
def stack(
    tmp_path_factory: pytest.TempPathFactory, model: FakeOpenRouter, copy_sample: Copy
) -> Iterator[Stack]:
    folder: Path = tmp_path_factory.mktemp("stack")
    with (
        closing(new_broker(folder)) as broker,
        closing(copy_sample(folder)) as database,
        Stack(folder, database, broker, model_url=model.url) as running,
    ):
        running.start_worker()
        running.start_scheduler()
        running.start_web()
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()


SignIn = Callable[..., Page]


@pytest.fixture
def sign_in(chromium: Browser, stack: Stack) -> Iterator[SignIn]:
    """Return a function that opens a window of its own for a person, signed in.

    A page that logs an error (a refused resource, a broken script) fails the test that opened it.
    """
    errors: list[str] = []
    contexts = []

    def open_window(username: str, *, js: bool = True, width: int = 1280, scheme: str = "light") -> Page:
        context = chromium.new_context(
            base_url=f"http://127.0.0.1:{stack.port}",
            java_script_enabled=js,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            # What is half faded in has half its contrast: look at screens once they stand still.
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto("/accounts/login/")
        page.get_by_label("Username").fill(username)
        page.locator("input[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert errors == []
