"""Variants that a model writes in the same words: noted when they are written, and while they are edited."""

import json

import pytest

from generation import drafting, services
from generation.models import Finding
from generation.prompt_services import ensure_prompts
from tests.factories import (
    EMAIL_PARAMS,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    email_content,
    make_ready,
)
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios

RULE = "form.repeats_variant"
WORDS = "Ana roasts on Mondays, and the bag is yours by Wednesday."


@pytest.fixture
def campaign(db):
    ensure_prompts()
    return CampaignFactory()


def asked(campaign, by):
    made = services.request_drafts(
        by=by,
        campaign=campaign,
        tool="email",
        params=EMAIL_PARAMS,
        variants=2,
        language="en",
        idempotency_key="k",
    )
    return list(made.generations.order_by("variant"))


def quotes(draft):
    return list(Finding.objects.filter(generation=draft, rule=RULE).values_list("quote", flat=True))


def body(text):
    return [{"heading": "", "body": text}]


def test_the_second_says_what_it_has_of_the_first(campaign, marketer, settings):
    words = [
        email_content(headline=headline, sections=body(f"{start} {WORDS}"))
        for headline, start in (("Spring, in a bag", "Hello."), ("A lighter morning", "Good morning."))
    ]
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5"]}
        server.script(ANY, [scenarios.ok(json.dumps(each)) for each in words])
        first, second = asked(campaign, marketer)
        drafting.run(first.pk)
        drafting.run(second.pk)

    assert quotes(first) == []
    assert WORDS in quotes(second)


def test_templates_repeat_by_nature(campaign, marketer):
    first, second = asked(campaign, marketer)
    for draft in (first, second):
        drafting.run(draft.pk)
        draft.refresh_from_db()

    assert (second.source, quotes(first) + quotes(second)) == ("template", [])


@pytest.fixture
def variants(marketer):
    request = DraftRequestFactory(variants=2, requested_by=marketer)
    texts = (f"Hello. {WORDS}", "Words of its own, for a change.")
    return [
        make_ready(
            GenerationFactory(request=request, variant=number),
            content=email_content(headline=f"Headline {number}", sections=body(text)),
        )
        for number, text in enumerate(texts, start=1)
    ]


def test_it_is_said_while_typing_and_when_saved(
    client_for, marketer, variants, django_assert_max_num_queries
):
    client, url = client_for(marketer), f"/drafts/{variants[1].pk}/edit/"
    typed = {"based_on": "1", "text-sections.0.body": WORDS}

    with django_assert_max_num_queries(30):
        page = client.post(url, typed | {"intent": "check"}, headers={"HX-Request": "true"})
    client.post(url, typed)

    assert "Variant A says the same" in page.content.decode()
    assert WORDS in quotes(variants[1])


def test_what_was_combined_is_meant_to_be_the_same(client_for, marketer, variants):
    first, second = variants
    form = {
        "based_on": "1",
        "revision-a": first.current_revision_id,
        "revision-b": second.current_revision_id,
    }
    client = client_for(marketer)

    client.post(f"/drafts/{second.pk}/combine/", form | {"pick-sections.0.body": "a"})
    client.post(f"/drafts/{second.pk}/edit/", {"based_on": "2", "text-headline": "Yet another"})

    second.refresh_from_db()
    assert second.current_revision.number == 3
    assert quotes(second) == []
