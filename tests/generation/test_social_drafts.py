"""Social posts wherever a tool appears: form, worker, page, editor, downloads and commands."""

import base64
import io
import json
import re
import sys
from html import unescape

import pytest
from django.core.management import call_command

from generation import drafting
from generation.llm_tools.archive import unpacked
from generation.models import DraftRequest, Finding, LLMCall
from generation.prompt_services import ensure_prompts
from tests.factories import CampaignFactory, DraftRequestFactory, FactFactory, GenerationFactory, make_ready
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios
from tests.llm_tools.social_samples import GOOD, a_post, a_social

pytestmark = pytest.mark.django_db
PARAMS = {"networks": ["x", "linkedin"], "key_message": "20% off all whole-bean coffee."}


@pytest.fixture
def campaign(marketer):
    campaign = CampaignFactory(slug="spring-sale", owner=marketer)
    FactFactory(campaign=campaign, text="20% off all whole-bean coffee")
    return campaign


@pytest.fixture
def queued(campaign):
    ensure_prompts()
    return GenerationFactory(
        request=DraftRequestFactory(campaign=campaign, tool="social_post", params=PARAMS)
    )


@pytest.fixture
def draft(campaign):
    request = DraftRequestFactory(campaign=campaign, tool="social_post", params=PARAMS)
    content = a_social(
        a_post("x", thread=[{"text": "Two."}], numbered=True), a_post("linkedin"), picture={}
    ).model_dump(mode="json")
    return make_ready(GenerationFactory(request=request), content=content)


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5"]}
        yield server


def written(queued):
    drafting.run(queued.pk)
    queued.refresh_from_db()
    return queued


# ---- request -----------------------------------------------------------------------------------


def posted(**changes):
    form = {"variants": "1", "language": "en", "idempotency_key": "k", "goal": "offer", "tone": "warm"}
    rest = {"hashtags": "few", "emoji": "none", "thread": "single"}
    return {**form, **rest, **PARAMS, **changes}


def test_the_form_has_a_card_for_each_network(client_for, marketer, campaign):
    page = client_for(marketer).get(f"/campaigns/{campaign.slug}/drafts/new/social_post/").content.decode()

    assert page.count('type="checkbox" name="networks"') == 7
    for words in ("Mastodon", "300 characters", "Hashtags to use", "Numbered thread"):
        assert words in page


def test_the_networks_that_were_ticked_are_asked_for(client_for, marketer, campaign):
    response = client_for(marketer).post(f"/campaigns/{campaign.slug}/drafts/new/social_post/", posted())

    assert response.status_code == 303
    assert DraftRequest.objects.get().params["networks"] == ["x", "linkedin"]


def test_no_network_at_all_is_no_request(client_for, marketer, campaign):
    url = f"/campaigns/{campaign.slug}/drafts/new/social_post/"
    response = client_for(marketer).post(url, posted(networks=[]))

    assert response.status_code == 422
    assert "Networks: Choose at least one." in unescape(response.content.decode())


def test_a_form_that_comes_back_keeps_what_was_ticked(client_for, marketer, campaign):
    url = f"/campaigns/{campaign.slug}/drafts/new/social_post/"
    response = client_for(marketer).post(url, posted(networks=["bluesky"], key_message=""))

    boxes = re.findall(r'<input type="checkbox" name="networks"[^>]*>', response.content.decode())
    assert [box for box in boxes if "checked" in box] == [box for box in boxes if "bluesky" in box]


# ---- worker ------------------------------------------------------------------------------------


def test_a_model_writes_a_post_for_each_network(fake, queued):
    done = written(queued)

    assert (done.status, done.source) == ("ready", "model")
    assert [post["network"] for post in done.current_revision.content["posts"]] == ["x", "linkedin"]


def test_an_answer_that_lacks_a_network_is_repaired(fake, queued):
    whole = a_social(a_post("linkedin"), a_post("x"), picture={}).model_dump(mode="json")
    lacking = whole | {"posts": whole["posts"][1:]}
    fake.script(ANY, [scenarios.ok(json.dumps(lacking)), scenarios.ok(json.dumps(whole))])

    done = written(queued)

    assert (done.source, done.current_revision.content["posts"][0]["network"]) == ("model", "x")
    assert list(LLMCall.objects.order_by("pk").values_list("purpose", flat=True)) == ["draft", "repair"]
    assert "there is no post for linkedin" in fake.completions[1].body["messages"][1]["content"]


def test_a_post_that_is_too_long_must_be_fixed(fake, queued):
    long = a_social(a_post("x", text="Spring " * 60), a_post("linkedin"), picture={})
    fake.script(ANY, [scenarios.ok(json.dumps(long.model_dump(mode="json")))])

    done = written(queued)

    [finding] = Finding.objects.filter(generation=done, rule="social.length")
    assert (finding.severity, finding.field, finding.start) == ("must_fix", "posts.0.text", 280)


def test_without_a_model_the_template_serves(queued):
    done = written(queued)

    assert (done.source, done.must_fix) == ("template", 0)
    assert done.title


# ---- pages -------------------------------------------------------------------------------------


def test_the_page_counts_and_copies_each_post(client_for, marketer, draft):
    page = client_for(marketer).get(f"/drafts/{draft.pk}/").content.decode()

    assert "of 280" in page
    assert "of 3,000" in page
    assert "Copy 1 of 2" in page
    assert f'data-copy-text="{GOOD["linkedin"][:30]}' in page
    assert "Folds after about 210 on a computer, 140 on a phone." in page


def test_the_editor_counts_what_is_typed(client_for, marketer, draft):
    url = f"/drafts/{draft.pk}/edit/"
    # 100 of weight 2, "2/2 ", a blank line, a link that counts as 23, a space and a hashtag.
    text = {"text-posts.0.thread.0.text": "日" * 100, "based_on": "1", "intent": "check"}
    page = client_for(marketer).post(url, text, headers={"HX-Request": "true"}).content.decode()

    assert "241 of 280" in " ".join(page.split())


def test_a_post_can_be_edited(client_for, marketer, draft):
    typed = {"text-posts.0.text": "New words.", "text-posts.0.thread.0.text": "", "based_on": "1"}
    client_for(marketer).post(f"/drafts/{draft.pk}/edit/", typed)

    draft.refresh_from_db()
    post = draft.current_revision.content["posts"][0]
    assert (post["text"], post["thread"]) == ("New words.", [])


def test_the_preview_is_a_document_that_runs_nothing(client_for, marketer, draft):
    response = client_for(marketer).get(f"/drafts/{draft.pk}/preview/")

    assert "sandbox" in response["Content-Security-Policy"]
    assert response.content.decode().count("<article") == 3


def test_files_of_a_draft_are_marked_one_by_one(client_for, marketer, draft):
    response = client_for(marketer).get(f"/drafts/{draft.pk}/download/zip/")

    files = unpacked(response.content)
    assert list(files) == ["linkedin-api.txt", "linkedin.txt", "x-1.txt", "x-2.txt"]
    assert all(body.startswith(b"*** DRAFT, not approved ***") for body in files.values())


# ---- commands ----------------------------------------------------------------------------------


def run(monkeypatch, name, *arguments):
    content = json.dumps(a_social(a_post("x"), picture={}).model_dump(mode="json"))
    monkeypatch.setattr(sys, "stdin", io.StringIO(content))
    out = io.StringIO()
    call_command(name, "social_post", "--campaign", "spring-sale", *arguments, stdout=out)
    return out.getvalue()


def test_content_is_checked_and_rendered_from_the_command_line(monkeypatch, campaign):
    assert "Every post fits its network" in json.loads(run(monkeypatch, "check_content"))["passed"]
    assert run(monkeypatch, "render_content", "--format", "txt").startswith("X\n=\n")
    packed = json.loads(run(monkeypatch, "render_content", "--format", "zip", "--jsonl"))["document_base64"]
    assert list(unpacked(base64.b64decode(packed))) == ["x.txt"]


def test_networks_are_named_on_the_command_line(campaign, capsys):
    call_command("request_draft", "spring-sale", "social_post", "--param", "networks=x,linkedin")

    assert DraftRequest.objects.get().params["networks"] == ["x", "linkedin"]
