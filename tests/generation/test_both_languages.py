"""Every tool in English and German: by a model over HTTP, and from the template where there is none."""

import pytest

from generation import drafting
from generation.checks.languages import other_language
from generation.llm_tools import TOOLS, get_tool
from generation.models import Finding
from generation.prompt_services import ensure_prompts
from tests.attacked import PARAMS
from tests.factories import CampaignFactory, DraftRequestFactory, FactFactory, GenerationFactory
from tests.fake_openrouter import FakeOpenRouter

pytestmark = pytest.mark.django_db
CAMPAIGNS = {
    "en": {"name": "Spring sale", "offer": "20% off every bag of whole-bean coffee."},
    "de": {"name": "Frühlingsaktion", "offer": "20 % Rabatt auf jede Tüte ganze Bohnen."},
}
ASKED = {"en": "Every bag is 20% off.", "de": "Jede Tüte kostet 20 % weniger."}


@pytest.mark.parametrize("source", ["model", "template"])
@pytest.mark.parametrize("language", CAMPAIGNS)
@pytest.mark.parametrize("tool", sorted(PARAMS))
def test_a_draft_is_written_in_the_language_of_the_request(settings, tool, language, source):
    ensure_prompts()
    campaign = CampaignFactory(languages=[language], **CAMPAIGNS[language])
    FactFactory(campaign=campaign, text=CAMPAIGNS[language]["offer"])
    params = PARAMS[tool] | {"key_message": ASKED[language]}
    request = DraftRequestFactory(campaign=campaign, tool=tool, params=params, language=language)
    draft = GenerationFactory(request=request, language=language)

    with FakeOpenRouter() as server:
        if source == "model":
            settings.OPENROUTER_BASE_URL = server.url
            settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5"]}
        drafting.run(draft.pk)
    draft.refresh_from_db()

    assert (draft.status, draft.source) == ("ready", source), draft.error
    content = get_tool(tool).stored(draft.current_revision.content, TOOLS[tool].schema_version)
    words = " ".join(field.text for field in TOOLS[tool].editable_fields(content) if field.is_words)
    assert other_language(words, language) is None
    assert not Finding.objects.filter(generation=draft, rule__startswith="language.").exists()
    assert draft.current_revision.checks_run > 20
