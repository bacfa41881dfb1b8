"""What a contact's fields hold is text, wherever a merge tag puts it."""

from generation.brief import MergeTag, Rendering
from generation.llm_tools.email import TOOL
from generation.reading.words import Words
from tests.inertness import acting
from tests.llm_tools.samples import a_content, a_kit
from tests.payloads import ALL

GREETING = "Hi {{ first_name }},"


def test_no_value_of_a_contact_acts_in_a_preview():
    content = a_content(greeting=GREETING, ps="[Your page](https://northwind.example/?name={{ first_name }})")
    html = TOOL.render(content, Rendering(kit=a_kit()), "html")
    found = {}
    for value in ALL:
        kit = a_kit(merge_tags=(MergeTag(name="first_name", sample=value, fallback=value),))
        shown = Words(TOOL, content, Rendering(kit=kit)).filled("html", html)
        # Parsing the whole mail for each would take a minute; what differs is where the values stand.
        for piece in pieces(shown):
            found.update(dict.fromkeys([value] if acting(piece) else []))

    assert list(found) == []


def pieces(html: str) -> list[str]:
    """Return the paragraph of the greeting and the one with the link."""
    greeting = html.index("Hi ")
    link = html.index("https://northwind.example/?name=")
    start = html.rindex("<", 0, link)
    return [html[html.rindex("<", 0, greeting) : greeting + 600], html[start : link + 900]]
