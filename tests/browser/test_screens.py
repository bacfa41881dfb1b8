"""Every screen, in light and dark, on a desk and on a phone: readable by all, no wider than its window."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from generation.models import Generation
from tests.stack.stack import PASSWORD, Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]

# Who opens what. `{draft}` is a finished draft of the marketer's, `{waiting}` one that waits for review.
SCREENS = [
    ("marketer", "/"),
    ("marketer", "/campaigns/"),
    ("marketer", "/campaigns/new/"),
    ("marketer", "/campaigns/spring-sale/"),
    ("marketer", "/campaigns/spring-sale/?tab=facts"),
    ("marketer", "/campaigns/spring-sale/?tab=activity"),
    ("marketer", "/campaigns/spring-sale/edit/"),
    ("marketer", "/campaigns/spring-sale/drafts/new/email/"),
    ("marketer", "/campaigns/spring-sale/drafts/new/social_post/"),
    ("marketer", "/campaigns/spring-sale/drafts/new/landing_page/"),
    ("marketer", "/campaigns/spring-sale/pictures/"),
    ("marketer", "/drafts/?status=all"),
    ("marketer", "/drafts/{draft}/"),
    ("marketer", "/drafts/{draft}/?tab=text"),
    ("marketer", "/drafts/{posts}/"),
    ("marketer", "/drafts/{landing}/"),
    ("marketer", "/drafts/{landing}/edit/"),
    ("marketer", "/drafts/{draft}/?tab=history"),
    ("marketer", "/drafts/{draft}/edit/"),
    ("marketer", "/drafts/{talked}/comments/"),
    ("marketer", "/drafts/{draft}/compare/"),
    ("marketer", "/drafts/{draft}/compare/?all=1"),
    ("marketer", "/drafts/{draft}/combine/"),
    ("marketer", "/campaigns/spring-sale/kits/new/"),
    ("marketer", "/drafts/{draft}/regenerate/"),
    ("marketer", "/brands/"),
    ("marketer", "/brands/northwind-coffee/"),
    ("marketer", "/brands/northwind-coffee/compare/"),
    ("marketer", "/rules/"),
    ("marketer", "/accounts/profile/"),
    ("marketer", "/accounts/profile/notifications/"),
    ("marketer", "/notifications/"),
    ("marketer", "/search/"),
    ("marketer", "/search/?q=spring"),
    ("marketer", "/campaigns/no-such-campaign/"),
    ("marketer", "/review/"),
    ("reviewer", "/review/"),
    ("reviewer", "/review/{waiting}/"),
    ("reviewer", "/review/{waiting}/?view=diff"),
    ("reviewer", "/review/{talked}/?view=words&tab=comments"),
    ("reviewer", "/review/{waiting}/approve/"),
    ("reviewer", "/review/{waiting}/request-changes/"),
    ("reviewer", "/review/{waiting}/reject/"),
    ("reviewer", "/review/{waiting}/edit/"),
    ("reviewer", "/review/{waiting}/outside/"),
    ("lead", "/audit/"),
    ("lead", "/review/team/"),
    ("reviewer", "/review/team/?days=7"),
    ("admin", "/brands/northwind-coffee/edit/"),
]
# All that can differ between light and dark.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="module")
def sample(stack: Stack) -> dict[str, str]:
    """Return the ids that addresses need, of the sample drafts."""

    def first(status: str, order: str, tool: str = "email") -> str:
        rows = stack.rows(
            "select id from generation_generation where status = 'ready' "
            f"and review_status = '{status}' and tool = '{tool}' order by created_at {order} limit 1"
        )
        # SQLite keeps a UUID as 32 digits, PostgreSQL gives it whole.
        digits = str(rows[0][0]).replace("-", "")
        return re.sub(r"(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", digits)

    return {
        "draft": first("draft", "desc"),
        "posts": first("draft", "desc", "social_post"),
        "landing": first("draft", "desc", "landing_page"),
        "waiting": first("submitted", "desc"),
        "oldest": first("submitted", "asc"),
        "talked": first("in_review", "asc"),
    }


WIDER = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return "";
  const all = [...document.querySelectorAll("main *")];
  const out = all.filter(e => e.getBoundingClientRect().right > edge + 0.5);
  return out.map(e => `${e.tagName}.${e.className}`).slice(0, 5).join(", ") || "something";
}"""


def overflow(page: Page) -> str:
    """Name what sticks out of the window; empty when nothing does."""
    names: str = page.evaluate(WIDER)
    return names


def faults_of(page: Page, rules: dict[str, Any] | None = None) -> str:
    """Report what axe finds, by all its rules or by those that are asked for; empty when nothing."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **(rules or {})})
    return found.generate_report()[:1500] if found.violations_count else ""


@pytest.mark.parametrize("person", sorted({person for person, _address in SCREENS}))
def test_every_screen_passes_axe_and_fits_its_window(sign_in, sample, person):
    """Each screen is opened once, and looked at wide and narrow, in light and in dark."""
    page = sign_in(person)
    faults: list[tuple[str, str]] = []
    for address in [address for who, address in SCREENS if who == person]:
        page.goto(address.format(**sample))
        expect(page.get_by_role("heading", level=1).first).to_be_visible()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            faults.append((f"{address}, {width} wide", faults_of(page) or overflow(page)))
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            faults.append((f"{address}, {width} wide and dark", faults_of(page, COLOURS)))
        for width in (640, 320):  # a desk's window at 200 %, and at 400 %
            page.set_viewport_size({"width": width, "height": 450})
            faults.append((f"{address}, {width} wide", overflow(page)))
        page.set_viewport_size({"width": 1280, "height": 900})
    assert [fault for fault in faults if fault[1]] == []


def test_sign_in_passes_axe_and_fits_the_narrowest_phone(chromium, stack):
    context = chromium.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{stack.port}/accounts/login/")
    assert Axe().run(page).violations_count == 0
    assert overflow(page) == ""
    context.close()


def test_an_approver_outside_reads_and_answers_on_a_phone_without_scripts(chromium, stack, sign_in, sample):
    desk = sign_in("reviewer")
    desk.goto(f"/review/{sample['waiting']}/outside/")
    desk.get_by_label("Name", exact=True).fill("Jo Klein")
    desk.get_by_label("Mail address").fill("jo@client.example")
    desk.get_by_role("button", name="Make a link").click()
    address = desk.locator("#address").inner_text()

    looking = chromium.new_context(viewport={"width": 320, "height": 700})
    page = looking.new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        assert (faults_of(page), overflow(page)) == ("", "")
    looking.close()

    plain = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = plain.new_page()
    page.goto(address)
    expect(page.frame_locator("iframe").locator("h1").first).to_be_visible()
    page.get_by_label("I ask for changes").check()
    page.get_by_label("What you want to say").fill("The date is wrong.")
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_text("You asked for changes.")).to_be_visible()
    plain.close()
    desk.goto(f"/review/{sample['waiting']}/")
    expect(desk.get_by_text("Jo Klein, outside")).to_be_visible()


def test_the_preview_runs_no_script_and_loads_nothing_from_outside(sign_in, sample):
    page = sign_in("marketer")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    answer = page.goto(f"/drafts/{sample['draft']}/preview/")

    assert "sandbox" in answer.headers["content-security-policy"]
    assert [url for url in asked if "127.0.0.1" not in url and not url.startswith("data:")] == []
    assert page.locator("script").count() == 0


LISTEN = """addEventListener("DOMContentLoaded", () => {
  window.heard = [document.title.split(":")[0]];
  const region = document.getElementById("live");
  new MutationObserver(() => region.textContent && window.heard.push(region.textContent))
    .observe(region, { childList: true });
});"""
"""Note what a screen reader says: the title, which begins with the stage, and what the live region holds."""
STAGES = [*map(str, Generation.Stage.labels[:-1]), "The draft is ready."]


def test_each_stage_of_writing_is_said_aloud_once_however_often_the_page_asks(sign_in, model):
    page = sign_in("marketer")
    page.add_init_script(LISTEN)
    model.hold()
    page.goto("/campaigns/spring-sale/drafts/new/email/")
    page.get_by_label("Key message").fill("Every bag is 20% off for two weeks.")
    page.get_by_role("button", name=re.compile("^Generate")).click()
    page.wait_for_url(re.compile("/drafts/[0-9a-f-]{36}/"))
    expect(page.locator(".stages .is-now")).to_contain_text("Writing")
    for _poll in range(3):
        page.wait_for_event("response", lambda answer: "/status/" in answer.url)
    model.release()
    expect(page.get_by_role("link", name=re.compile("^Regenerate"))).to_be_visible()
    page.wait_for_function("words => heard.includes(words)", arg=STAGES[-1])

    heard = page.evaluate("heard")
    assert heard == [stage for stage in STAGES if stage in heard]
    assert "Writing" in heard


def test_a_reviewer_decides_with_the_keyboard_alone(sign_in, sample):
    page = sign_in("reviewer2")
    page.goto(f"/review/{sample['oldest']}/")
    expect(page.get_by_text("In review (you)").first).to_be_visible()
    page.keyboard.press("c")
    # The panel takes the focus when it is there; a key pressed before that is still a shortcut.
    expect(page.get_by_role("heading", name="Request changes")).to_be_focused()
    note = page.locator("textarea[name=note]")
    expect(note).to_be_visible()
    note.focus()
    page.keyboard.type("a")
    expect(note).to_have_value("a")
    page.keyboard.type(" word about the date, please.")
    page.locator("label", has_text="Other").click()
    note.focus()
    page.keyboard.press("Control+Enter")
    undo = page.get_by_role("button", name="Undo").first
    expect(undo).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("In review (you)").first).to_be_visible()


def test_a_password_that_is_wrong_tells_nothing_about_accounts(chromium, stack):
    context = chromium.new_context()
    page = context.new_page()
    messages = []
    for username, password in (("marketer", "wrong"), ("nobody-at-all", PASSWORD)):
        page.goto(f"http://127.0.0.1:{stack.port}/accounts/login/")
        page.get_by_label("Username").fill(username)
        page.locator("input[name=password]").fill(password)
        page.get_by_role("button", name="Sign in").click()
        messages.append(page.get_by_role("alert").first.inner_text())
    assert messages[0] == messages[1]
    context.close()
