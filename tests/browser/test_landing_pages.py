"""Landing pages in a real browser: readable, reachable and quiet, whatever stands in them."""

import os
import re
from collections.abc import Iterator

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.test_screens import overflow
from tests.llm_tools.page_samples import a_page, html_of, random_page

WIDTHS = (360, 768, 1280)
# Axe takes most of the time: it reads each page at one width, unless this asks for all three.
READ_AT_EVERY_WIDTH = os.environ.get("LANDING_PAGE_WIDTHS") == "all"
PAGES = {f"page {seed}": html_of(*random_page(seed)) for seed in range(30)}
# What WCAG 2.2 asks at A and AA, and of the best practices those that a page of ours keeps to.
AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce")
    opened = context.new_page()
    yield opened
    context.close()


def show(page: Page, html: str) -> None:
    page.set_content(html)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_any_page_passes_axe_and_fits_its_window(page: Page, scheme: str) -> None:
    """Each page is measured at every width, and read by axe at one of them or all."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    axe, faults = Axe(), []
    for number, (name, html) in enumerate(PAGES.items()):
        show(page, html)
        # Another width in each scheme.
        one = WIDTHS[(number + (scheme == "dark")) % len(WIDTHS)]
        read_at = WIDTHS if READ_AT_EVERY_WIDTH else (one,)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if overflow(page):
                faults.append(f"{name} at {width}: {overflow(page)} sticks out")
            result = axe.run(page, options=AXE) if width in read_at else None
            if result and result.violations_count:
                faults.append(f"{name} at {width}: {result.generate_report()[:1200]}")
    assert faults == []


def test_every_page_is_valid_html() -> None:
    for html in PAGES.values():
        html5lib.HTMLParser(strict=True).parse(html)


def test_pointers_have_room_and_the_keyboard_is_seen(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 900})
    show(page, html_of(a_page()))
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, input, textarea")]
          .filter(e => !e.closest("p:not(.act, .field, .consent, .brand), li p") && e.className !== "skip")
          .map(e => [e.textContent.trim().slice(0, 20) || e.name, e.getBoundingClientRect()])
          .filter(([, r]) => r.height && (r.height < 24 || r.width < 24)).map(([name]) => name)"""
    )
    assert small == []
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e.getBoundingClientRect().top") >= 0
    page.keyboard.press("Tab")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_a_page_asks_for_nothing_and_sends_nothing(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    show(page, html_of(a_page()))
    page.get_by_label(re.compile("Email")).fill("somebody@northwind.example")
    page.get_by_label(re.compile("Yes, send")).check()
    assert page.get_by_label(re.compile("First name")).get_attribute("required") is None
    assert [url for url in asked if not url.startswith(("data:", "about:"))] == []
