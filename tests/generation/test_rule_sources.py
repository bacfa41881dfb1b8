"""Each finding says what it rests on."""

import pytest

from generation.llm_tools import TOOLS
from generation.models import Finding
from generation.reading.rule_sources import address_of, source_of
from generation.reading.rules import listed
from tests.factories import GenerationFactory, make_ready


@pytest.mark.parametrize(
    ("rule", "message", "source"),
    [
        (
            "facts.contradicted",
            "This differs from the campaign's facts",
            "The campaign’s facts, offer and dates",
        ),
        ("brand.banned_word", "The brand does not use this word", "The brand kit"),
        (
            "social.length",
            "The post is too long for X",
            "X: docs.x.com/fundamentals/counting-characters (2026-11)",
        ),
        ("social.good_length", "Long for Mastodon", "Our advice for Mastodon"),
        ("html.contrast", "Words are too faint to read", "WCAG 2.2, level AA"),
        (
            "email.size",
            "Gmail cuts it off",
            "Gmail cuts mails off at 102 kB: measured by senders, not documented by Google",
        ),
        ("judge.tone", "The tone is off", "The opinion of a model"),
    ],
)
def test_the_source_is_named_in_words(rule, message, source):
    assert source_of(rule, message) == source


def test_a_law_that_the_detail_names_is_not_named_again():
    rule = next(one for one in listed().values() if len(one.laws) == 1 and one.is_checked)
    cite = rule.laws[0].cite

    assert source_of(rule.id).startswith(f"{cite}, as looked up on ")
    assert source_of(rule.id, detail=f"Not allowed. ({cite})").startswith("The law, as looked up on ")


def test_every_rule_of_every_tool_has_a_source():
    rules = {rule.id for tool in TOOLS.values() for rule in tool.rules}

    assert sorted(rule for rule in rules if source_of(rule) == "A rule of this product") == []
    assert {rule for rule in rules if not address_of(rule)} == set()


@pytest.mark.django_db
def test_it_stands_on_the_page_of_the_draft_and_leads_to_the_rule(client_for, marketer):
    draft = make_ready(GenerationFactory(requested_by=marketer))
    Finding.objects.create(
        generation=draft,
        revision=draft.current_revision,
        rule="brand.banned_word",
        severity="must_fix",
        message="The brand does not use this word",
    )
    client = client_for(marketer)

    page = client.get(f"/drafts/{draft.pk}/").content.decode()

    assert '<a href="/rules/?q=brand.banned_word#brand.banned_word">The brand kit</a>' in page
    assert 'id="brand.banned_word"' in client.get("/rules/?q=brand.banned_word").content.decode()
