"""The main job, as people do it: a marketer asks, a model writes, a reviewer decides."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.fake_openrouter import ANY, scenarios

pytestmark = [pytest.mark.browser, pytest.mark.stack]

with_and_without_scripts = pytest.mark.parametrize("js", [True, False], ids=["scripts", "no scripts"])


def heading(page: Page, words: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def open_request(page: Page, tool: str, message: str, *, language: str = "en") -> None:
    page.goto(f"/campaigns/spring-sale/drafts/new/{tool}/")
    page.get_by_label("Key message").fill(message)
    page.locator("select[name=language]").select_option(language)


def generate(page: Page, *, variants: int = 1) -> None:
    page.locator(f"input[name=variants][value='{variants}']").check(force=True)
    page.get_by_role("button", name=re.compile("^Generate")).click()


def request_email(page: Page, message: str, *, variants: int = 1, language: str = "en") -> None:
    open_request(page, "email", message, language=language)
    generate(page, variants=variants)


def wait_until_ready(page: Page, *, js: bool) -> None:
    """With scripts the page comes by itself; without, a person follows the refresh link."""
    ready = page.get_by_role("link", name=re.compile("^Regenerate"))
    if js:
        expect(ready).to_be_visible()
        return
    for _ in range(100):
        if ready.is_visible():
            return
        page.wait_for_timeout(100)
        page.reload()
    raise AssertionError("The draft was not written in time.")


def submit(page: Page) -> None:
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("Needs review").first).to_be_visible()


def write_and_submit(page: Page, message: str, *, js: bool) -> str:
    """Request one email, wait for it, submit it; return its address."""
    request_email(page, message)
    wait_until_ready(page, js=js)
    submit(page)
    return re.sub(r".*/drafts/([0-9a-f-]{36})/.*", r"\1", page.url)


def decided(page: Page) -> None:
    """The next screen offers to undo what was just decided."""
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()


def start_review(page: Page, draft: str, *, js: bool) -> None:
    page.goto(f"/review/{draft}/")
    if not js:
        page.get_by_role("button", name="Start reviewing").click()
    expect(page.get_by_text("In review (you)").first).to_be_visible()


@with_and_without_scripts
def test_a_campaign_is_created_edited_duplicated_and_archived(sign_in, js):
    page = sign_in("marketer", js=js)
    name = f"Autumn tasting {'with' if js else 'without'}"
    page.goto("/campaigns/new/")
    page.get_by_label("Name", exact=False).first.fill(name)
    page.get_by_label("Goal").fill("Fill two tastings.")
    page.get_by_label("Offer").fill("A free tasting.")
    page.get_by_role("button", name="Add a fact").click()
    page.get_by_label("Fact", exact=True).last.fill("The tasting is free")
    page.get_by_label("Source", exact=True).last.fill("Event sheet")
    page.get_by_role("button", name="Save campaign").last.click()
    heading(page, name)
    expect(page.get_by_text("The tasting is free").first).to_be_visible()

    page.get_by_role("link", name="Edit brief").click()
    page.get_by_label("Offer").fill("A free tasting and a bag of beans.")
    page.get_by_role("button", name="Save campaign").last.click()
    expect(page.get_by_text("A free tasting and a bag of beans.").first).to_be_visible()

    page.locator("summary[aria-label], summary", has_text="").first.click()
    page.locator("form[action$='/duplicate/'] button").click()
    heading(page, re.compile(f"Copy of {name}|Edit brief"))
    page.goto("/campaigns/")
    page.get_by_role("link", name=f"Copy of {name}").first.click()
    expect(page.get_by_text("The tasting is free").first).to_be_visible()
    page.locator("summary").first.click()
    page.locator("form[action$='/archive/'] button").click()
    expect(page.get_by_text("Archived").first).to_be_visible()


@with_and_without_scripts
def test_a_draft_is_asked_for_watched_read_compared_edited_recalled_and_decided(sign_in, model, js):
    marketer = sign_in("marketer", js=js)
    model.hold()
    request_email(marketer, "Every bag is 20% off for two weeks.", variants=2)
    expect(marketer.get_by_text("Your draft will appear here")).to_be_visible()
    address = marketer.url
    marketer.goto("/drafts/?status=writing")
    expect(
        marketer.get_by_role("list", name="Drafts").get_by_text(re.compile("Writing|Queued")).first
    ).to_be_visible()
    marketer.goto(address)
    model.release()
    wait_until_ready(marketer, js=js)

    # Read it as its reader would, in a frame of its own, beside how it came to be.
    mail = marketer.frame_locator("iframe").first
    expect(mail.locator("body")).to_contain_text("Northwind Coffee")
    marketer.get_by_role("link", name="Plain").click()
    expect(marketer.frame_locator("iframe").first.locator("body")).to_contain_text("Unsubscribe")
    expect(marketer.locator("body")).to_contain_text("v1")
    expect(marketer.locator("body")).to_contain_text(re.compile(r"\$0\.\d+"))
    marketer.get_by_role("link", name="Compare").first.click()
    expect(marketer.get_by_role("heading", name="Variant B")).to_be_visible()

    # Edit, submit, recall, submit again.
    marketer.goto(address)
    marketer.get_by_role("link", name="Edit", exact=False).first.click()
    marketer.get_by_label("Headline").fill("Lighter mornings, lighter prices")
    marketer.get_by_role("button", name="Save revision").click()
    expect(marketer.get_by_text("r2").first).to_be_visible()
    marketer.get_by_role("button", name="Submit for review").click()
    marketer.get_by_role("button", name="Recall").click()
    marketer.get_by_role("button", name="Submit for review").click()
    expect(marketer.get_by_text("Needs review").first).to_be_visible()
    draft = re.sub(r".*/drafts/([0-9a-f-]{36})/.*", r"\1", marketer.url)

    # A reviewer asks for changes; the marketer reads why, edits and submits again.
    reviewer = sign_in("reviewer", js=js)
    reviewer.goto("/review/")
    expect(reviewer.get_by_role("heading", level=1)).to_contain_text("Review")
    start_review(reviewer, draft, js=js)
    reviewer.get_by_role("link", name=re.compile("Request changes|Changes")).first.click()
    reviewer.locator("textarea[name=note]").fill("Say when the sale ends.")
    reviewer.locator("label", has_text="Fact error").click()
    reviewer.get_by_role("button", name="Send feedback").click()
    decided(reviewer)
    marketer.goto(f"/drafts/{draft}/")
    expect(marketer.get_by_text("Changes requested").first).to_be_visible()
    expect(marketer.get_by_text("Say when the sale ends.").first).to_be_visible()
    marketer.get_by_role("link", name="Edit", exact=False).first.click()
    marketer.get_by_label("Headline").fill("Lighter prices for two weeks")
    marketer.get_by_role("button", name="Save revision").click()
    marketer.get_by_role("button", name="Submit for review").click()

    # The reviewer edits, so another reviewer must approve.
    start_review(reviewer, draft, js=js)
    reviewer.goto(f"/review/{draft}/edit/")
    reviewer.get_by_label("Headline").fill("Two weeks of lighter prices")
    reviewer.get_by_role("button", name=re.compile("Save")).last.click()
    expect(reviewer.get_by_text(re.compile("another reviewer must")).first).to_be_visible()
    second = sign_in("reviewer2", js=js)
    start_review(second, draft, js=js)
    second.get_by_role("link", name="Approve", exact=False).first.click()
    note = second.locator("textarea[name=note]")
    note.fill("Read word for word.")
    for point in second.locator("input[name=confirmed]").all():
        point.check()
    second.get_by_role("button", name=re.compile("Approve r4")).click()
    decided(second)
    marketer.goto(f"/drafts/{draft}/")
    expect(marketer.get_by_text("Approved", exact=True).first).to_be_visible()
    expect(marketer.frame_locator("iframe").first.locator("body")).to_contain_text(
        "Two weeks of lighter prices"
    )


GERMAN = re.compile(r"\b(?:und|die|der|Sie|wir)\b")
MESSAGE = "20 % auf alle ganzen Bohnen, zwei Wochen lang."


@pytest.mark.parametrize(
    ("tool", "place", "said"),
    [
        ("email", "h1", "Abmelden"),
        ("social_post", "section", "Mastodon"),
        ("landing_page", "main h1", ""),
    ],
)
def test_each_tool_speaks_german_from_its_template_and_with_a_model(sign_in, model, tool, place, said):
    page = sign_in("marketer")
    model.script(ANY, [scenarios.out_of_credit_402()])
    open_request(page, tool, MESSAGE, language="de")
    for box in page.locator("input[name=networks]").all():
        box.set_checked(box.get_attribute("value") in ("x", "mastodon"), force=True)
    generate(page)

    document = page.frame_locator("iframe").first
    template = page.get_by_text("Template, not AI")
    expect(template.first).to_be_visible()
    for source in ("template", "model"):
        if source == "model":
            page.get_by_role("button", name="Ask the model again").click()
            expect(template).to_have_count(0)
        wait_until_ready(page, js=True)
        expect(document.locator("html")).to_have_attribute("lang", "de")
        expect(document.locator(place).first).to_be_visible()
        expect(document.locator("body")).to_contain_text(said)
        expect(document.locator("body")).to_contain_text(GERMAN)
    submit(page)


def test_a_landing_page_is_written_seen_downloaded_and_submitted(sign_in):
    page = sign_in("marketer")
    open_request(page, "landing_page", "Every bag of whole beans is 20% off for two weeks.")
    generate(page)
    wait_until_ready(page, js=True)
    headline = page.frame_locator("iframe").first.get_by_role("heading", level=1)
    expect(headline).to_be_visible()
    words = headline.inner_text()

    page.locator("summary", has_text="Download").click()
    with page.expect_download() as started:
        page.locator("a[download][href$='/download/html/']").click()
    downloaded = started.value
    assert downloaded.suggested_filename.endswith(".html")
    assert words in downloaded.path().read_text(encoding="utf-8")
    submit(page)


@with_and_without_scripts
def test_a_rejection_needs_a_reason_and_reaches_the_marketer(sign_in, js):
    marketer = sign_in("marketer", js=js)
    draft = write_and_submit(marketer, "A message that nobody needs.", js=js)
    reviewer = sign_in("reviewer", js=js)
    start_review(reviewer, draft, js=js)
    reviewer.goto(f"/review/{draft}/reject/")
    reviewer.get_by_role("button", name="Reject draft").click()
    expect(reviewer.locator("textarea[name=note]")).to_be_visible()
    reviewer.locator("label", has_text="Not needed").click()
    reviewer.locator("textarea[name=note]").fill("The sale was called off.")
    reviewer.get_by_role("button", name="Reject draft").click()
    decided(reviewer)

    marketer.goto(f"/drafts/{draft}/")
    expect(marketer.get_by_text("Not approved").first).to_be_visible()
    expect(marketer.get_by_text("The sale was called off.").first).to_be_visible()


@with_and_without_scripts
def test_the_author_of_a_draft_is_told_why_not_to_approve_it(sign_in, js):
    page = sign_in("marketer", js=js)
    answer = page.goto("/review/")
    assert answer.status == 403
    expect(page.locator("body")).to_contain_text(re.compile("reviewers", re.IGNORECASE))


@with_and_without_scripts
def test_a_draft_is_cancelled_and_asked_for_again(sign_in, model, js):
    page = sign_in("marketer", js=js)
    model.hold()
    request_email(page, "This one is cancelled.")
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("This draft was cancelled")).to_be_visible()
    model.release()
    page.get_by_role("button", name="Try again").click()
    wait_until_ready(page, js=js)


@with_and_without_scripts
def test_when_no_model_answers_the_template_stands_in_and_says_why(sign_in, model, js):
    page = sign_in("marketer", js=js)
    model.script(ANY, [scenarios.out_of_credit_402()])
    request_email(page, "The provider has no credit.")
    wait_until_ready(page, js=js)

    expect(page.get_by_text("Template, not AI").first).to_be_visible()
    expect(page.locator("body")).to_contain_text("no credit left")
    page.get_by_role("button", name="Ask the model again").click()
    wait_until_ready(page, js=js)
    expect(page.get_by_text("Template, not AI")).to_have_count(0)


def test_a_new_prompt_version_writes_the_next_draft_and_old_ones_keep_theirs(sign_in):
    marketer = sign_in("marketer")
    request_email(marketer, "Before the new prompt.")
    wait_until_ready(marketer, js=True)
    before = marketer.url
    live = int(re.search(r"Prompt v(\d+)", marketer.content())[1])

    admin = sign_in("admin")
    admin.goto("/admin/generation/prompt/")
    admin.get_by_role("link", name="Email", exact=True).click()
    admin.get_by_role("link", name="Save as new version").first.click()
    admin.get_by_label("What changed and why:").fill("Shorter answers.")
    admin.get_by_label("Longest answer, in tokens:").fill("1800")
    admin.get_by_role("button", name="Save as new version").click()
    admin.get_by_role("button", name=f"Set v{live + 1} live").click()
    expect(admin.get_by_text(f"Email v{live + 1} is live").first).to_be_visible()

    request_email(marketer, "After the new prompt.")
    wait_until_ready(marketer, js=True)
    expect(marketer.get_by_text(f"Prompt v{live + 1}")).to_be_visible()
    marketer.goto(before)
    expect(marketer.get_by_text(f"Prompt v{live}", exact=True)).to_be_visible()


@with_and_without_scripts
def test_the_audit_log_tells_who_did_what_on_which_words(sign_in, js):
    marketer = sign_in("marketer", js=js)
    draft = write_and_submit(marketer, "For the record.", js=js)
    reviewer = sign_in("reviewer", js=js)
    start_review(reviewer, draft, js=js)
    reviewer.goto(f"/review/{draft}/reject/")
    reviewer.locator("label", has_text="Duplicate").click()
    reviewer.locator("textarea[name=note]").fill("Same as the last one.")
    reviewer.get_by_role("button", name="Reject draft").click()
    decided(reviewer)

    admin = sign_in("admin", js=js)
    admin.goto("/audit/")
    entries = admin.locator("main")
    expect(entries).to_contain_text("Ana Ferreira rejected the draft")
    expect(entries).to_contain_text("Same as the last one.")
    expect(entries).to_contain_text("Maya Lindqvist submitted the draft for review")
    expect(entries).to_contain_text("wrote the draft")
    expect(entries).to_contain_text("Maya Lindqvist requested a draft")


def test_pressing_twice_asks_once(sign_in, stack):
    page = sign_in("marketer")
    page.goto("/campaigns/spring-sale/drafts/new/email/")
    page.get_by_label("Key message").fill("Pressed twice.")
    before = stack.rows("select count(*) from generation_draftrequest")[0][0]
    page.get_by_role("button", name=re.compile("^Generate")).dblclick()
    wait_until_ready(page, js=True)
    assert stack.rows("select count(*) from generation_draftrequest")[0][0] == before + 1
