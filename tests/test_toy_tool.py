"""A new tool is one file: it is in the forms, the admin and the command line with no other edit."""

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from generation import drafting, llm_tools, services
from generation.llm_tools.variables import variables_of
from generation.models import Generation, Prompt
from generation.prompt_services import ensure_prompts
from tests.factories import CampaignFactory

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent / "toy"
LINES = {"first": "Light on the roaster", "second": "spring comes up the stairs with us", "third": "two cups"}


@pytest.fixture(autouse=True)
def dropped_in(monkeypatch):
    """Let the folder of the file be one of those that tools are found in, and look again."""
    monkeypatch.setattr(llm_tools, "__path__", [*llm_tools.__path__, str(FOLDER)])
    for name, tool in llm_tools._discover().items():
        monkeypatch.setitem(llm_tools.TOOLS, name, tool)
    yield
    sys.modules.pop("generation.llm_tools.haiku", None)
    variables_of.cache_clear()


@pytest.fixture
def campaign(marketer):
    ensure_prompts()
    return CampaignFactory(owner=marketer, slug="spring")


def test_it_is_in_the_forms(client_for, marketer, campaign):
    client = client_for(marketer)

    form = client.get("/campaigns/spring/drafts/new/haiku/").content.decode()
    assert "Season word" in form
    assert "/campaigns/spring/drafts/new/haiku/" in client.get("/campaigns/spring/").content.decode()

    response = client.post(
        "/campaigns/spring/drafts/new/haiku/",
        {"key_message": "blossom", "variants": "1", "language": "en", "idempotency_key": "k"},
    )
    draft = Generation.objects.get()
    drafting.run(draft.pk)

    assert (response.status_code, draft.tool) == (303, "haiku")
    page = client.get(f"/drafts/{draft.pk}/?tab=text").content.decode()
    assert "An old silent pond" in page
    assert "Third line" in client.get(f"/drafts/{draft.pk}/edit/").content.decode()
    assert (
        '<option value="second">Second line</option>'
        in client.get(f"/drafts/{draft.pk}/regenerate/").content.decode()
    )


def test_its_prompt_is_in_the_admin(client_for, admin, campaign):
    client, prompt = client_for(admin), Prompt.objects.get(tool="haiku")
    version = client.get(f"/admin/generation/promptversion/{prompt.live_version_id}/change/")

    assert "Haiku" in client.get("/admin/generation/prompt/").content.decode()
    assert "You write haiku for" in version.content.decode()


def test_it_is_on_the_command_line(campaign, capsys):
    call_command("request_draft", "spring", "haiku", "--param", "key_message=blossom", "--json")
    assert json.loads(capsys.readouterr().out)["generations"][0]["status"] == "queued"

    for command, options in (("check_content", []), ("render_content", ["--format", "txt"])):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "stdin", io.StringIO(json.dumps(LINES)))
            call_command(command, "haiku", "--campaign", "spring", *options)
    assert "spring comes up the stairs" in capsys.readouterr().out


def test_one_line_of_it_can_be_written_anew(marketer, campaign):
    made = services.request_drafts(
        by=marketer, campaign=campaign, tool="haiku", params={"key_message": "blossom"}, variants=1,
        language="en", idempotency_key="k",
    )  # fmt: skip
    parent = made.generations.get()
    drafting.run(parent.pk)
    services.edit(by=marketer, generation=Generation.objects.get(pk=parent.pk), based_on=1, edits=LINES)
    parent.refresh_from_db()
    retry = services.regenerate(
        by=marketer, generation=parent, feedback="", idempotency_key="k2", scope="second"
    ).generations.get()
    drafting.run(retry.pk)
    retry.refresh_from_db()

    assert retry.current_revision.content == LINES | {"second": "blossom"}
