"""The search dialog by keyboard, and the search without script."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_screens import COLOURS, faults_of, overflow

pytestmark = [pytest.mark.browser, pytest.mark.stack]


def test_a_draft_is_found_and_opened_with_the_keyboard_alone(sign_in):
    page = sign_in("marketer")
    page.goto("/")  # until its scripts are there
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search drafts, campaigns and commands")
    expect(field).to_be_focused()
    page.keyboard.type("spring")
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog.get_by_role("group", name="Drafts")).to_be_visible()
    expect(dialog.get_by_role("status")).to_contain_text("results")
    for width, scheme, rules in ((1280, "light", None), (390, "light", None), (390, "dark", COLOURS)):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert (faults_of(page, rules) or overflow(page)) == ""
    options = dialog.get_by_role("option")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.nth(1).get_attribute("id"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    href = options.nth(0).get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")


TYPE_AS_IT_OPENS = """
    new MutationObserver((_, observer) => {
      observer.disconnect();
      const field = document.querySelector("#search [role=combobox]");
      field.value = "spring";
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }).observe(document.getElementById("search"), { attributeFilter: ["open"] });
"""


def test_what_is_typed_in_the_moment_it_opens_is_searched(sign_in):
    page = sign_in("marketer")
    page.goto("/")
    page.evaluate(TYPE_AS_IT_OPENS)
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog.get_by_role("combobox")).to_have_value("spring")
    expect(dialog.get_by_role("group", name="Drafts")).to_be_visible()


def test_escape_closes_it_and_shortcuts_work_again(sign_in):
    page = sign_in("marketer")
    opener = page.get_by_role("link", name="Search")
    opener.click()
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.type("gd")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("d")
    page.wait_for_url("**/drafts/")


def test_without_script_it_is_a_page(sign_in):
    page = sign_in("marketer", js=False)
    page.get_by_role("link", name="Search").click()
    page.get_by_label("Words to look for").fill("spring")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("region", name="Campaigns").get_by_role("link", name="Spring sale", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Spring sale")).to_be_visible()


def test_what_is_typed_into_the_queues_search_while_it_is_searched_is_kept(sign_in):
    page = sign_in("reviewer")
    page.goto("/review/")
    expect(page.locator(".qrow").first).to_be_visible()
    field, under_way = page.get_by_role("searchbox", name="Search the queue"), []
    page.route("**/review/?*q=spri&*", lambda route: under_way.append(route))
    with page.expect_request("**/review/?*q=spri&*"):
        field.press_sequentially("spri")
    field.press_sequentially("nx")
    under_way[0].continue_()
    page.wait_for_url("**q=sprinx*")
    expect(field).to_have_value("sprinx")
    expect(page.locator(".qrow")).to_have_count(0)
