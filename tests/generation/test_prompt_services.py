import pytest
from django.utils import timezone

from generation import prompt_services
from generation.exceptions import EditRefused, NotAllowed, WrongState
from generation.judges import JUDGES
from generation.llm_tools import TOOLS
from generation.llm_tools.variables import variables_of
from generation.models import AuditAction, AuditEntry, Prompt, PromptVersion
from tests.factories import PromptVersionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def prompt(db):
    prompt_services.ensure_prompts()
    return Prompt.objects.get(tool="email")


def save(by, prompt, **changes):
    live = prompt.live_version
    fields = {name: getattr(live, name) for name in prompt_services.TEXT_FIELDS}
    return prompt_services.save_version(by=by, prompt=prompt, note="Shorter.", **fields | changes)


def test_every_tool_and_judge_has_a_live_prompt_after_migrate(prompt):
    live = dict(Prompt.objects.values_list("tool", "live_version__status"))
    assert live == dict.fromkeys([*TOOLS, *JUDGES], "published")


def test_the_seeded_prompts_have_no_faults(prompt):
    for each in Prompt.objects.select_related("live_version"):
        version = each.live_version
        assert prompt_services.problems(each, version.system_template, version.user_template) == []


def test_seeding_again_changes_nothing(prompt):
    prompt_services.ensure_prompts()
    assert PromptVersion.objects.count() == len(TOOLS) + len(JUDGES)


def test_a_new_version_is_a_draft_until_it_is_set_live(prompt, admin):
    version = save(admin, prompt)

    assert (version.number, version.status) == (2, "draft")
    prompt.refresh_from_db()
    assert prompt.live_version.number == 1
    assert AuditEntry.objects.get(action=AuditAction.PROMPT_VERSION_SAVED).actor == admin


def test_setting_a_version_live_publishes_it_and_moves_the_pointer(prompt, admin):
    version = save(admin, prompt)
    prompt_services.set_live(by=admin, version=version)

    prompt.refresh_from_db()
    assert (prompt.live_version, prompt.live_version.status) == (version, "published")
    entry = AuditEntry.objects.get(action=AuditAction.PROMPT_PUBLISHED)
    assert (entry.before["live_version"], entry.after["live_version"]) == (1, 2)


def test_rolling_back_moves_the_pointer_back(prompt, admin):
    first = prompt.live_version
    prompt_services.set_live(by=admin, version=save(admin, prompt))

    prompt_services.set_live(by=admin, version=first)

    prompt.refresh_from_db()
    assert prompt.live_version == first
    assert AuditEntry.objects.filter(action=AuditAction.PROMPT_ROLLED_BACK).exists()


def test_the_live_version_cannot_be_set_live_again(prompt, admin):
    with pytest.raises(WrongState):
        prompt_services.set_live(by=admin, version=prompt.live_version)


def test_an_unknown_variable_is_refused_with_its_place(prompt, admin):
    with pytest.raises(EditRefused, match=r"line 2, column \d+.*nonsense"):
        save(admin, prompt, user_template="Write.\n{{ nonsense }}")
    assert PromptVersion.objects.filter(prompt=prompt).count() == 1


PEOPLE = [(tool.name, name) for tool in TOOLS.values() for name in variables_of(tool).people]


@pytest.mark.parametrize(("tool", "name"), PEOPLE)
def test_the_system_message_may_not_use_peoples_text(prompt, admin, tool, name):
    with pytest.raises(EditRefused, match=f"“{name}” is text from people, which never goes into a system"):
        save(admin, Prompt.objects.get(tool=tool), system_template=f"You write. {{{{ {name} }}}}")


@pytest.mark.parametrize(("tool", "name"), PEOPLE)
def test_the_user_message_may_use_peoples_text_in_a_data_block_alone(prompt, admin, tool, name):
    each = Prompt.objects.get(tool=tool)
    with pytest.raises(EditRefused, match=rf"line 1, column \d+: “{name}” is text from people: put it"):
        save(admin, each, user_template=f"Write about {{{{ {name} }}}}.")

    fenced = f'Write. {{% data "brief" %}}{{{{ {name} }}}}{{% enddata %}}'
    assert save(admin, each, user_template=fenced).number == 2


def test_going_back_to_a_version_from_before_data_blocks_is_possible(prompt, admin):
    old = PromptVersionFactory(
        prompt=prompt,
        status="published",
        published_at=timezone.now(),
        user_template='<data label="x">{{ brief.offer }}</data>',
    )
    prompt_services.set_live(by=admin, version=old)

    prompt.refresh_from_db()
    assert prompt.live_version == old


def test_a_draft_that_writes_peoples_text_outside_a_data_block_does_not_go_live(prompt, admin):
    draft = PromptVersionFactory(prompt=prompt, user_template="{{ brief.offer }}")

    with pytest.raises(EditRefused, match="data"):
        prompt_services.set_live(by=admin, version=draft)


def test_only_prompt_admins_change_prompts(prompt, marketer):
    with pytest.raises(NotAllowed):
        save(marketer, prompt)
    with pytest.raises(NotAllowed):
        prompt_services.set_live(by=marketer, version=prompt.live_version)


def test_setting_live_from_a_page_that_is_out_of_date_is_refused_in_words(prompt, admin):
    version = save(admin, prompt)
    stale = PromptVersion.objects.get(pk=version.pk)
    prompt_services.set_live(by=admin, version=version)
    with pytest.raises(WrongState):
        prompt_services.set_live(by=admin, version=stale)
