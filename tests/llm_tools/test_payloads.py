"""Whatever a model puts into any text of any tool, the documents made of it neither run, load nor send."""

from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
from pydantic import BaseModel

from generation.brief import Rendering
from generation.llm_tools import email, landing_page, social_post
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.sanitize import inline_markdown, sanitize
from tests.inertness import acting
from tests.llm_tools.page_samples import PAGE
from tests.llm_tools.samples import a_content, a_kit
from tests.llm_tools.social_samples import a_social
from tests.payloads import ALL, PAYLOADS

TOOLS = {
    "email": (email.TOOL, a_content()),
    "social_post": (social_post.TOOL, a_social()),
    "landing_page": (
        landing_page.TOOL,
        landing_page.TOOL.content_model.model_validate(PAGE),
    ),
}

MAY_HAVE = {"landing_page": ("form", "link")}


def test_there_are_enough_payloads():
    assert len(set(ALL)) >= 300
    assert len(PAYLOADS) >= 10


@pytest.mark.parametrize("family", PAYLOADS)
@pytest.mark.parametrize("clean", [sanitize, inline_markdown])
def test_nothing_that_acts_survives_the_cleaning(family, clean):
    kept = {
        payload: found
        for payload in PAYLOADS[family]
        if (found := acting(f"<p>before {clean(f'a {payload} b')} after</p>"))
    }

    assert kept == {}


@pytest.mark.parametrize("family", PAYLOADS)
def test_cleaning_a_payload_twice_changes_nothing(family):
    moved = [text for text in PAYLOADS[family] if sanitize(sanitize(text)) != sanitize(text)]

    assert moved == []


def attacked(tool: Any, content: BaseModel) -> Iterator[BaseModel]:
    """Yield contents whose every text is an attack, until each text has been each of some payloads.

    What a tool refuses to hold can't be shown either, and is left out.
    """
    fields = tool.editable_fields(content)
    for start in range(0, len(ALL), len(fields)):
        changed = content
        for number, field in enumerate(fields):
            payload = ALL[(start + number) % len(ALL)]
            try:
                changed = tool.apply_edits(changed, {field.path: payload[: field.max_length]})
            except InvalidContent:
                continue
        yield changed


@pytest.mark.parametrize("name", TOOLS)
def test_no_payload_acts_in_a_document(name):
    tool, content = TOOLS[name]
    rendering = Rendering(kit=a_kit())
    shown = 0
    for changed in attacked(tool, content):
        document = tool.render(changed, rendering, "html")
        shown += "pwned" in document or "evil" in document
        assert acting(document, also=MAY_HAVE.get(name, ())) == []
    assert shown > 0


def test_no_payload_adds_a_header_or_a_part_to_a_mail_file():
    tool, content = TOOLS["email"]
    rendering = Rendering(kit=a_kit())
    plain = message_from_bytes(tool.export(content, rendering, "eml"), policy=policy.default)
    for changed in attacked(tool, content):
        mail = message_from_bytes(tool.export(changed, rendering, "eml"), policy=policy.default)

        assert mail.keys() == plain.keys()
        assert [part.get_content_type() for part in mail.walk()] == [
            part.get_content_type() for part in plain.walk()
        ]


@pytest.mark.parametrize(
    "document",
    [
        "<script>pwned()</script>",
        "<img src=x onerror=pwned()>",
        "<img src=https://evil.example/t.gif>",
        "<a href='java\tscript:pwned()'>x</a>",
        "<iframe src=https://evil.example></iframe>",
        "<form action=https://evil.example></form>",
        "<style>@import 'x'</style>",
        "<p style='background:url(https://evil.example)'>x</p>",
        "<svg><use href='https://evil.example/x'/></svg>",
        "<base href=https://evil.example>",
    ],
)
def test_the_reader_of_these_tests_finds_what_acts(document):
    assert acting(document) != []
