"""The review desk in a browser: keys alone, two people at once, time that runs out, words that are kept."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]

HIDE = """hidden => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
"""What a browser says of a tab behind others."""
END_CLAIMS = """
from django.utils import timezone
from generation.models import Generation
from review import workflow
Generation.objects.filter(review_status="in_review").update(held_until=timezone.now())
workflow.expire_claims()
"""


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def waiting(stack: Stack) -> str:
    """Return the id of the draft that waits longest of those that any reviewer may approve."""
    rows = stack.rows(
        "select id from generation_generation where review_status = 'submitted' and must_fix = 0 "
        "order by submitted_at limit 1"
    )
    # SQLite keeps a UUID as 32 digits, PostgreSQL gives it whole.
    return re.sub(r"(.{8})(.{4})(.{4})(.{4})(.{12})", r"\1-\2-\3-\4-\5", str(rows[0][0]).replace("-", ""))


def shown(page: Page) -> str:
    """Return the id of the draft that the page is about; empty where it is about none."""
    found = re.search(r"/review/([0-9a-f-]{36})/", page.url)
    return found[1] if found else ""


def release(page: Page, draft: str) -> None:
    """Give the draft back, for the next test."""
    review(page, draft)
    page.get_by_role("button", name="Release").first.click()
    expect(page.get_by_text("is back in the queue")).to_be_visible()


def review(page: Page, draft: str, query: str = "") -> None:
    page.goto(f"/review/{draft}/{query}")
    expect(page.get_by_text("In review (you)").first).to_be_visible()


def counted(stack: Stack, table: str) -> int:
    return int(stack.rows(f"select count(*) from {table}")[0][0])


def test_single_keys_can_be_switched_off_and_the_sheet_is_searched(sign_in, stack):
    page = sign_in("lead")
    draft = waiting(stack)
    page.goto(f"/review/{draft}/?tab=facts")
    expect(heading(page)).to_be_visible()
    page.keyboard.press("?")
    page.locator("#find-key").fill("reject")
    expect(page.locator("#help dl > div:visible")).to_have_count(1)
    page.locator("#shortcuts-button").click()
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "off")
    page.keyboard.press("Escape")

    page.keyboard.press("m")
    expect(page.locator("#tab-facts")).to_have_attribute("aria-current", "page")
    page.keyboard.press("Alt+Shift+KeyM")
    expect(page.locator("#tab-comments")).to_have_attribute("aria-current", "page")
    page.keyboard.press("Alt+Shift+Slash")
    page.locator("#shortcuts-button").click()
    expect(page.locator("body")).to_have_attribute("data-shortcuts", "on")
    release(page, draft)


def test_a_draft_is_asked_for_and_handed_over(sign_in, stack):
    draft = waiting(stack)
    holder, other = sign_in("reviewer"), sign_in("reviewer2")
    review(holder, draft)
    other.goto(f"/review/{draft}/")
    expect(other.get_by_text("In review (Ana Ferreira)")).to_be_visible()
    with other.expect_response("**/presence/"):
        other.get_by_role("button", name="Ask to take over").click()
        expect(other.get_by_text("You asked to take over")).to_be_visible()

    holder.reload()
    expect(holder.get_by_text("Tom Okafor asks to take over.")).to_be_visible()
    expect(holder.get_by_text(re.compile(r"Tom Okafor[\s\S]*looking at this too"))).to_be_visible()
    holder.get_by_role("button", name="Hand over").click()
    expect(holder.get_by_text("Handed over to Tom Okafor.")).to_be_visible()
    other.reload()
    release(other, draft)


def test_words_typed_while_the_draft_was_taken_over_are_kept(sign_in, stack):
    draft = waiting(stack)
    page, lead = sign_in("reviewer"), sign_in("lead")
    review(page, draft)
    page.goto(f"/review/{draft}/edit/")
    field = page.locator("#edit .textarea:visible").first
    field.fill("Words that nobody may lose")
    lead.goto(f"/review/{draft}/")
    lead.get_by_role("button", name="Take over").click()
    expect(lead.get_by_text("In review (you)").first).to_be_visible()

    page.keyboard.press("Control+Enter")
    expect(field).to_have_value("Words that nobody may lose")
    expect(page.get_by_role("alert").filter(has_text="is reviewing this draft now").first).to_be_visible()
    release(lead, draft)


def test_words_typed_while_the_claim_ended_are_kept(sign_in, stack):
    page, draft = sign_in("lead"), waiting(stack)
    review(page, draft)
    page.goto(f"/review/{draft}/edit/")
    field = page.locator("#edit .textarea:visible").first
    field.fill("Words that nobody may lose")
    stack.manage("shell", "--verbosity", "0", "--command", END_CLAIMS)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").filter(has_text="can’t be done").first).to_be_visible()
    expect(field).to_have_value("Words that nobody may lose")


def test_a_decision_that_is_pressed_twice_is_taken_once(sign_in, stack):
    draft = waiting(stack)
    page = sign_in("reviewer2")
    review(page, draft)
    page.goto(f"/review/{draft}/reject/")
    page.locator("label", has_text="Not needed").click()
    page.locator("textarea[name=note]").fill("The sale was called off.")
    before = counted(stack, "review_decision")
    page.get_by_role("button", name="Reject draft").dblclick()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()
    page.wait_for_url(lambda url: draft not in url)
    assert counted(stack, "review_decision") == before + 1
    if shown(page):
        release(page, shown(page))


def focused(page: Page) -> Locator:
    return page.locator(":focus")


def tab_to(page: Page, where: str) -> Locator:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _step in range(60):
        page.keyboard.press("Tab")
        # After the last thing on the page nothing has the focus for one step.
        if page.evaluate(f"document.activeElement.matches({where!r})"):
            return focused(page)
    raise AssertionError(f"The keyboard does not get to {where}.")


def open_with_keys(page: Page, draft: str) -> None:
    """Go down the queue to the draft, look into it from there, select it, and open it."""
    page.goto("/review/")
    row = page.locator(f"#open-{draft}")
    for _step in range(20):
        page.keyboard.press("j")
        expect(focused(page)).to_have_attribute("data-row", "")
        if focused(page).get_attribute("id") == f"open-{draft}":
            break
    expect(row).to_be_focused()
    expect(page.locator("#peek")).to_have_attribute("data-of", f"open-{draft}")
    expect(row).to_be_focused()
    bulk = page.locator("#bulk")
    page.keyboard.press("x")
    expect(bulk).to_be_visible()
    page.keyboard.press("x")
    expect(bulk).to_be_hidden()
    expect(row).to_be_focused()
    page.keyboard.press("o")
    page.wait_for_url(f"**/review/{draft}/**")
    expect(page.get_by_text("In review (you)").first).to_be_visible()


def test_from_the_queue_through_an_edit_and_an_approval_to_the_next_with_keys_alone(sign_in, stack):
    draft = waiting(stack)
    editor, second = sign_in("reviewer"), sign_in("reviewer2")
    open_with_keys(editor, draft)
    editor.keyboard.press("e")
    editor.wait_for_url("**/edit/")
    field = tab_to(editor, "#edit .textarea")
    before = field.input_value()
    # Letters that are shortcuts elsewhere are letters here.
    editor.keyboard.press("Control+End")
    editor.keyboard.type(" area")
    expect(field).to_have_value(f"{before} area")
    editor.keyboard.press("Control+Enter")
    expect(editor.get_by_text(re.compile("another reviewer must")).first).to_be_visible()

    open_with_keys(second, draft)
    second.keyboard.press("a")
    expect(second.locator(".decide-panel h2")).to_be_focused()
    points = second.locator("input[name=confirmed]")
    expect(points.first).to_be_visible()
    for point in points.all():
        second.keyboard.press("Tab")
        expect(point).to_be_focused()
        second.keyboard.press("Space")
        expect(point).to_be_checked()
    tab_to(second, ".decide-panel [data-submit]")
    second.keyboard.press("Enter")
    undo = second.get_by_role("button", name="Undo").first
    expect(undo).to_be_visible()
    second.wait_for_url(lambda url: draft not in url)  # the message comes before the address changes
    expect(second.get_by_role("heading", level=1)).to_be_visible()
    assert shown(second) != draft
    expect(second.locator("html.js")).to_have_count(1)  # the next page listens to keys
    second.keyboard.press("z")
    second.wait_for_url(f"**/review/{draft}/**")
    expect(second.get_by_text("In review (you)").first).to_be_visible()
    release(second, draft)


def test_the_filters_keep_the_focus_and_the_pane_its_draft_while_the_list_is_drawn_anew(sign_in):
    page = sign_in("reviewer")
    page.goto("/review/")
    pane, rule = page.locator("#peek[data-of]"), page.locator("#filter-rule")
    expect(pane).to_be_visible()
    page.get_by_role("link", name="More filters").click()
    expect(rule).to_be_visible()
    expect(pane).to_be_visible()

    rule.focus()
    rule.select_option("facts")
    expect(rule.locator("optgroup")).to_have_count(1)
    expect(rule).to_be_focused()
    expect(pane).to_be_visible()


def test_words_that_are_marked_are_commented_on(sign_in, stack):
    page, draft = sign_in("reviewer2"), waiting(stack)
    review(page, draft, "?view=words")
    words = page.locator("[data-field]").first
    words.dblclick(position={"x": 8, "y": 12})
    marked = page.evaluate("getSelection().toString().trim()")
    page.locator("#comment-on").click()
    body = page.locator("#comment-body")
    expect(body).to_be_focused()
    body.fill("Is this how the shop calls it?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#panel")).to_contain_text("Is this how the shop calls it?")
    page.goto(f"/review/{draft}/?view=words&tab=comments")
    expect(page.locator("mark.noted").first).to_have_text(marked)
    release(page, draft)


def test_a_page_that_nobody_looks_at_asks_nothing_and_catches_up_when_somebody_does(sign_in, stack):
    page, draft = sign_in("reviewer"), waiting(stack)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.clock.install()
    page.goto("/review/")
    with page.expect_request("**/review/?*since=*"):
        page.clock.run_for(21_000)
    page.evaluate(HIDE, True)
    asked.clear()
    page.clock.run_for(120_000)
    assert [url for url in asked if "/static/" not in url] == []
    with page.expect_request("**/review/?*since=*"):
        page.evaluate(HIDE, False)

    page.goto(f"/drafts/{draft}/")
    asked.clear()
    page.clock.run_for(60_000)
    assert [url for url in asked if "since=" in url] == []
