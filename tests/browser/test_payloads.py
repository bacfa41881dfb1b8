"""Hundreds of attacks in the words of drafts, in a real browser: nothing runs, nothing leaves."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Dialog, Page, Request, Response

from tests.attacked import KIT
from tests.browser.conftest import SignIn
from tests.payloads import ALL
from tests.stack.loaded import Copy
from tests.stack.parts import new_broker
from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]

LOAD = """
from crm_llm.accounts.models import User
from review.models import ReviewStage
from tests.attacked import load
drafts = load(User.objects.get(username="marketer"))
User.objects.get(username="reviewer").groups.add(*ReviewStage.objects.values_list("group", flat=True))
print(*(draft.pk for draft in drafts))
"""
PAGES = ("", "?tab=text", "?view=mobile", "?tab=history", "edit/", "compare/?a=r1&b=r2", "combine/")
REVIEW = ("", "?view=diff", "?tab=comments", "edit/")
LISTS = ("/", "/drafts/?status=all", "/campaigns/", "/brands/")


@dataclass
class Watch:
    """What a window did that it should not."""

    port: int
    seen: list[str] = field(default_factory=list)

    def over(self, page: Page) -> Page:
        page.context.expose_function("pwned", lambda *_: self.seen.append(f"ran on {page.url}"))
        page.context.on("request", self.request)
        page.on("dialog", self.dialog)
        page.on("console", lambda message: self.console(message.text))
        page.on("popup", lambda popup: self.seen.append(f"opened {popup.url}"))
        return page

    def request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.port != self.port:
            self.seen.append(f"asked for {request.url}")

    def dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"said {dialog.message}")
        dialog.dismiss()

    def console(self, text: str) -> None:
        # What the policy refuses was tried, and should have been taken out before.
        if "pwned" in text or "evil" in text or "Content Security Policy" in text:
            self.seen.append(text[:200])


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, copy_loaded: Copy) -> Iterator[Stack]:
    """The web alone: these drafts are written already."""
    folder = tmp_path_factory.mktemp("stack")
    with (
        closing(new_broker(folder)) as broker,
        closing(copy_loaded(folder)) as database,
        Stack(folder, database, broker) as running,
    ):
        running.start_web()
        yield running


@pytest.fixture(scope="module")
def attacked(stack: Stack) -> list[str]:
    return stack.manage("shell", "--verbosity", "0", "--command", LOAD).stdout.split()


def test_no_payload_runs_or_leaves_on_a_page(stack: Stack, sign_in: SignIn, attacked: list[str]) -> None:
    watch = Watch(stack.port)
    page = watch.over(sign_in("marketer"))
    for draft in attacked:
        for path in PAGES if draft in attacked[::3] else PAGES[:1]:
            page.goto(f"/drafts/{draft}/{path}")
    for path in LISTS:
        page.goto(path)
    page.goto(f"/drafts/{attacked[0]}/")
    campaign = page.locator(".crumbs a[href^='/campaigns/']").last.get_attribute("href")
    page.goto(f"{campaign}kits/{KIT}/")
    page.goto("/brands/")
    for path in {link.get_attribute("href") for link in page.locator("main a[href^='/brands/']").all()}:
        page.goto(path)
    reviewer = watch.over(sign_in("reviewer"))
    for path in ("/review/", *(f"/review/{attacked[-1]}/{path}" for path in REVIEW)):
        reviewer.goto(path)
    lead = watch.over(sign_in("admin"))
    for path in (
        "/audit/",
        f"/drafts/{attacked[0]}/evidence/",
        "/admin/generation/generation/",
        f"/admin/generation/generation/{attacked[0]}/change/",
    ):
        lead.goto(path)

    assert watch.seen == []


def _answers(path: str) -> Callable[[Response], bool]:
    return lambda response: response.request.method == "POST" and path in response.url


def test_no_payload_runs_or_leaves_while_it_is_typed(
    stack: Stack, sign_in: SignIn, attacked: list[str]
) -> None:
    """The checks of what is typed are put into the page as it stands, and so is its preview."""
    watch = Watch(stack.port)
    page = watch.over(sign_in("marketer"))
    page.goto(f"/drafts/{attacked[0]}/edit/")
    for number in range(0, len(ALL), 60):
        with page.expect_response(_answers("/edit/")), page.expect_response(_answers("/preview/")):
            page.locator("textarea").first.fill("\n".join(ALL[number : number + 60])[:2500])
    page.frame_locator("iframe").first.locator("body").wait_for()

    assert watch.seen == []


def test_no_payload_runs_or_leaves_in_what_is_said_after_a_click(
    stack: Stack, sign_in: SignIn, attacked: list[str]
) -> None:
    watch = Watch(stack.port)
    page = watch.over(sign_in("reviewer"))
    page.goto(f"/review/{attacked[-1]}/")
    if page.locator("form[action$='/claim/']").count():
        page.locator("form[action$='/claim/'] button").first.click()
    page.locator("form[action$='/release/'] button").first.click()
    page.wait_for_url("**/review/")

    assert "Released" in page.locator(".messages").inner_text()
    assert watch.seen == []


def test_no_payload_runs_or_leaves_in_a_document_without_our_policy(
    stack: Stack, sign_in: SignIn, attacked: list[str]
) -> None:
    """A file that was downloaded, or a mail in its reader, has no policy of ours around it."""
    watch = Watch(stack.port)
    page = watch.over(sign_in("marketer"))
    bare = watch.over(page.context.browser.new_context().new_page())
    for draft in attacked:
        document = page.request.get(f"/drafts/{draft}/preview/").text()
        assert "evil" in document or "pwned" in document
        bare.set_content(document, wait_until="load")
        bare.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    assert watch.seen == []

    bare.set_content("<img src=https://evil.example/t.gif onerror=pwned()>", wait_until="load")
    bare.wait_for_function("document.images[0].complete")
    assert "asked for https://evil.example/t.gif" in watch.seen  # the watch is awake
    bare.context.close()
