"""Rewrites from the request to the stored words: only what may change is new, whatever the model answers."""

import json

import pytest

from generation import drafting, services
from generation.exceptions import InvalidRequest
from generation.models import AuditEntry, Finding, Generation
from generation.prompt_services import ensure_prompts
from review.workflow import approval_obstacle
from tests.factories import (
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
    email_content,
    make_ready,
)
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios

pytestmark = pytest.mark.django_db


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5"]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


@pytest.fixture
def draft(marketer):
    ensure_prompts()
    campaign = CampaignFactory(languages=["en", "de"])
    FactFactory(campaign=campaign, text="20% off all whole-bean coffee")
    parent = GenerationFactory(request=DraftRequestFactory(campaign=campaign, requested_by=marketer))
    return make_ready(parent, content=email_content(headline="Lighter mornings"))


def answer(**changes):
    """Return content in which every text is another than in the parent's."""
    content = email_content(headline="A new headline", greeting="Good evening,", sign_off="Yours")
    content["sections"] = [{"heading": "New", "body": "Wholly new words."} for _ in content["sections"]]
    content["call_to_action"] = {"label": "Go there", "url": "https://elsewhere.example/"}
    return content | changes


def asked(marketer, draft, *, feedback="", **rewrite):
    request = services.regenerate(
        by=marketer, generation=draft, feedback=feedback, idempotency_key=str(rewrite), **rewrite
    )
    return request.generations.get()


def written(generation):
    drafting.run(generation.pk)
    generation.refresh_from_db()
    return generation


def content_of(generation):
    return generation.current_revision.content


def test_only_the_chosen_part_is_new(draft, fake, marketer):
    fake.script(ANY, [scenarios.ok(json.dumps(answer()))])
    done = written(asked(marketer, draft, scope="headline"))

    assert content_of(done) == content_of(draft) | {"headline": "A new headline"}
    assert done.source == "model"


def test_the_model_is_told_what_to_change_in_our_words(draft, fake, marketer):
    written(asked(marketer, draft, scope="headline", locks=["headline"][1:], feedback="Warmer."))

    system, user = fake.completions[0].body["messages"]
    assert "Change only `headline` of the JSON." in user["content"]
    assert "Lighter mornings" in user["content"]
    assert "Warmer." in user["content"]
    assert "Warmer." not in system["content"]


def test_locked_parts_stay_word_for_word(draft, fake, marketer):
    fake.script(ANY, [scenarios.ok(json.dumps(answer()))])
    done = written(asked(marketer, draft, locks=["sections.0", "call_to_action"]))

    before, after = content_of(draft), content_of(done)
    assert (after["sections"][0], after["call_to_action"]) == (
        before["sections"][0],
        before["call_to_action"],
    )
    assert after["headline"] == "A new headline"


def test_what_is_kept_are_the_words_of_the_request_not_of_an_edit_after_it(draft, fake, marketer):
    fake.script(ANY, [scenarios.ok(json.dumps(answer()))])
    child = asked(marketer, draft, scope="greeting")
    services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "Edited meanwhile"})

    assert content_of(written(child))["headline"] == "Lighter mornings"


def test_an_answer_without_the_part_is_asked_for_once_more(draft, fake, marketer):
    wrong = answer(sections=[{"heading": "", "body": "One alone."}])
    services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "Edited"})
    draft.refresh_from_db()
    last = len(content_of(draft)["sections"]) - 1
    assert last > 0
    fake.script(ANY, [scenarios.ok(json.dumps(wrong)), scenarios.ok(json.dumps(answer()))])

    done = written(asked(marketer, draft, scope=f"sections.{last}"))

    assert content_of(done)["sections"][last]["body"] == "Wholly new words."
    assert f"sections.{last} is missing." in fake.completions[1].body["messages"][1]["content"]


def test_a_verb_changes_the_texts_and_no_link_or_choice(draft, fake, marketer):
    fake.script(ANY, [scenarios.ok(json.dumps(answer(chosen=2)))])
    done = written(asked(marketer, draft, verb="shorten"))

    after = content_of(done)
    assert after["call_to_action"] == {"label": "Go there", "url": content_of(draft)["call_to_action"]["url"]}
    assert (after["chosen"], after["headline"]) == (0, "A new headline")
    assert "shorter by about a third" in fake.completions[0].body["messages"][1]["content"]
    assert AuditEntry.objects.get(generation=done, action="draft.retried").after["verb"] == "shorten"


def test_another_tone_is_also_the_tone_of_the_request(draft, fake, marketer):
    done = asked(marketer, draft, verb="tone", option="playful")

    assert done.request.params["tone"] == "playful"
    assert draft.request.params.get("tone") != "playful"


def test_a_translation_is_a_draft_in_its_language(draft, fake, marketer):
    fake.script(ANY, [scenarios.ok(json.dumps(answer(headline="Alles 20 % günstiger")))])
    done = written(asked(marketer, draft, verb="translate", option="de"))

    assert (done.language, done.parent, done.status) == ("de", draft, "ready")
    assert content_of(done)["headline"] == "Alles 20 % günstiger"
    assert content_of(done)["call_to_action"]["url"] == content_of(draft)["call_to_action"]["url"]


def test_a_translation_that_loses_a_link_must_be_fixed(draft, fake, marketer):
    body = "See [the shop](https://northwind.example/spring/new) for 20% off."
    services.edit(by=marketer, generation=draft, based_on=1, edits={"sections.0.body": body})
    draft.refresh_from_db()
    fake.script(ANY, [scenarios.ok(json.dumps(answer()))])

    done = written(asked(marketer, draft, verb="translate", option="de"))

    found = Finding.objects.get(revision=done.current_revision, rule="translation.link_lost")
    assert (found.severity, found.quote) == ("must_fix", "https://northwind.example/spring/new")
    assert done.must_fix >= 1


def test_a_verb_that_no_model_could_do_leaves_what_was_there(draft, fake, marketer):
    fake.script(ANY, [scenarios.http(503)] * 9)
    done = written(asked(marketer, draft, verb="shorten"))

    assert (done.status, done.revisions.count()) == ("failed", 0)
    assert "the draft before it stays as it is" in done.error
    assert content_of(Generation.objects.get(pk=draft.pk)) == content_of(draft)


def test_a_part_is_filled_from_the_template_where_no_model_answers(draft, fake, marketer):
    fake.script(ANY, [scenarios.http(503)] * 9)
    done = written(asked(marketer, draft, scope="headline"))

    after = content_of(done)
    assert (done.status, done.source) == ("ready", "template")
    assert {**after, "headline": ""} == {**content_of(draft), "headline": ""}
    assert after["headline"] != "Lighter mornings"
    assert "Only the chosen part is from the template" in done.notice


@pytest.mark.parametrize(
    ("rewrite", "field"),
    [
        ({"scope": "sections.9"}, "scope"),
        ({"locks": ["nothing"]}, "locks"),
        ({"scope": "headline", "locks": ["headline"]}, "locks"),
        ({"verb": "improve"}, "verb"),
        ({"verb": "tone", "option": "shouting"}, "verb"),
        ({"verb": "translate", "option": "fr"}, "verb"),
        ({"verb": "translate", "option": "en"}, "verb"),
    ],
)
def test_what_the_draft_can_not_have_is_refused(draft, fake, marketer, rewrite, field):
    with pytest.raises(InvalidRequest) as refused:
        asked(marketer, draft, **rewrite)

    assert list(refused.value.problems) == [field]
    assert not draft.children.exists()


def test_without_a_model_a_verb_is_refused_with_what_to_set(draft, settings, marketer):
    settings.OPENROUTER_BASE_URL, settings.OPENROUTER_API_KEYS = "", []

    with pytest.raises(InvalidRequest, match="OPENROUTER_API_KEY"):
        asked(marketer, draft, verb="shorten")


def test_a_draft_can_be_tried_again_as_often_as_allowed(draft, settings, marketer):
    settings.TRIES_PER_DRAFT = 2
    for number in range(2):
        services.regenerate(by=marketer, generation=draft, feedback="", idempotency_key=f"k{number}")
    again = services.regenerate(by=marketer, generation=draft, feedback="", idempotency_key="k1")

    with pytest.raises(InvalidRequest, match="tried again 2 times"):
        services.regenerate(by=marketer, generation=draft, feedback="", idempotency_key="k2")
    assert again.idempotency_key == "k1"
    assert draft.children.count() == 2


def test_who_wrote_words_that_are_kept_can_not_approve_them_two_tries_later(draft, fake, marketer, reviewer):
    fake.script(ANY, [scenarios.ok(json.dumps(answer()))] * 2)
    draft.revisions.model.objects.create(
        generation=draft,
        number=2,
        origin="person",
        author=reviewer,
        content=content_of(draft),
        content_hash=draft.current_revision.content_hash,
    )
    Generation.objects.filter(pk=draft.pk).update(current_revision=draft.revisions.get(number=2))
    draft.refresh_from_db()
    first = written(asked(marketer, draft, scope="headline"))
    second = written(asked(marketer, first, scope="greeting"))

    assert approval_obstacle(second, reviewer).startswith("You wrote part of these words")
    assert first.current_revision.writers == sorted([marketer.pk, reviewer.pk])
