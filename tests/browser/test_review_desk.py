"""The review desk in a browser: keys alone, two people at once, time that runs out, words that are kept."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.stack.stack import Stack

pytestmark = [pytest.mark.browser, pytest.mark.stack]


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def waiting(stack: Stack) -> str:
    """Return the id of a draft that waits for review."""
    rows = stack.rows(
        "select id from generation_generation where review_status = 'submitted' order by id limit 1"
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
    assert counted(stack, "review_decision") == before + 1
    if shown(page):
        release(page, shown(page))
