import pytest

from generation import prompt_services
from generation.exceptions import EditRefused, NotAllowed, WrongState
from generation.llm_tools import TOOLS
from generation.models import AuditAction, AuditEntry, Prompt, PromptVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def prompt(db):
    prompt_services.ensure_prompts()
    return Prompt.objects.get(tool="email")


def save(by, prompt, **changes):
    live = prompt.live_version
    fields = {name: getattr(live, name) for name in prompt_services.TEXT_FIELDS}
    return prompt_services.save_version(by=by, prompt=prompt, note="Shorter.", **fields | changes)


def test_every_tool_has_a_live_prompt_after_migrate(prompt):
    live = dict(Prompt.objects.values_list("tool", "live_version__status"))
    assert live == dict.fromkeys(TOOLS, "published")


def test_the_seeded_prompts_have_no_faults(prompt):
    for each in Prompt.objects.select_related("live_version"):
        version = each.live_version
        assert prompt_services.problems(each, version.system_template, version.user_template) == []


def test_seeding_again_changes_nothing(prompt):
    prompt_services.ensure_prompts()
    assert PromptVersion.objects.count() == len(TOOLS)


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


def test_the_system_message_may_not_use_peoples_text(prompt, admin):
    with pytest.raises(EditRefused):
        save(admin, prompt, system_template="{{ brief.audience }}")


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
