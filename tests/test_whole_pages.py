"""What every page is: whole when it is asked for alone, and light when it is full."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from crm_llm.accounts.models import Role
from crm_llm.keyset import PAGE_SIZE
from generation.models import Generation
from review import workflow
from tests.conftest import person
from tests.factories import (
    AssetFactory,
    BrandFactory,
    CampaignFactory,
    FactFactory,
    GenerationFactory,
    make_finding,
    make_ready,
)
from tests.test_rights import ROWS, address, set_scene, world  # noqa: F401  (a fixture)
from tests.test_static_files import with_imports

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

DOCUMENTS = {
    "generation:asset",
    "generation:download",
    "generation:draft_preview",
    "review:audit_export",
    "review:evidence_json",
}
"""What is no page: files, and what stands in a frame."""
PAGES = sorted(name for name, row in ROWS.items() if row.get and name not in DOCUMENTS)

HTML, STYLE, SCRIPT = 60_000, 50_000, 15_000


@pytest.mark.parametrize("name", PAGES)
def test_whatever_htmx_asks_for_is_a_whole_page_to_a_browser(world, name):  # noqa: F811
    row, client = ROWS[name], Client()
    role = min(row.get - {"outsider"})
    draft = set_scene(world, row.scene, role)
    client.force_login(world.people[role])
    of = world.campaign.brand if "brand" in name else world.campaign
    url = address(name, slug=of.slug, pk=draft.pk, asset=world.asset)

    answer = client.get(url, follow=True)

    assert answer.status_code == 200
    assert answer.text.lstrip().startswith("<!doctype html>")
    assert re.search(r"<main[\s\S]*<h1[\s\S]*</main>[\s\S]*</html>\s*$", answer.text)


@pytest.fixture
def full():
    """A desk with more of everything than a page lists, all of it long."""
    reader = person("reader", *Role, is_staff=True, is_superuser=True)
    author = person("author", Role.MARKETER)
    brand = BrandFactory(name="Brand of a long name, as they are")
    campaigns = [
        CampaignFactory(brand=brand, owner=author, name=f"Campaign {n} of a name that is long enough")
        for n in range(PAGE_SIZE + 2)
    ]
    AssetFactory(campaign=campaigns[0])
    FactFactory.create_batch(20, campaign=campaigns[0])
    for number in range(PAGE_SIZE + 2):
        draft = make_ready(
            GenerationFactory(request__campaign=campaigns[0], request__requested_by=author),
            title=f"Draft {number}: " + "a title of many words " * 5,
        )
        for _n in range(6):
            make_finding(draft)
        workflow.submit(by=author, generation=draft)
    workflow.claim(by=reader, generation=Generation.objects.get(pk=draft.pk))
    other = make_ready(GenerationFactory(request__campaign=campaigns[0], request__requested_by=author))
    client = Client()
    client.force_login(reader)
    return SimpleNamespace(client=client, campaign=campaigns[0], waiting=draft, draft=other)


def test_a_full_page_weighs_little(full):
    mine, held, campaign = (
        f"/drafts/{full.draft.pk}/",
        f"/review/{full.waiting.pk}/",
        f"/campaigns/{full.campaign.slug}/",
    )
    pages = [
        *(
            "/",
            "/campaigns/",
            "/campaigns/new/",
            "/drafts/?status=all",
            "/notifications/",
            "/search/?q=draft",
        ),
        *(campaign, f"{campaign}?tab=facts", f"{campaign}?tab=activity", f"{campaign}edit/"),
        *(f"{campaign}pictures/", f"{campaign}drafts/new/email/", f"{campaign}drafts/new/landing_page/"),
        *(mine, f"{mine}?tab=text", f"{mine}?tab=history", f"{mine}edit/", f"{mine}regenerate/"),
        *(
            "/review/",
            "/review/?more=1",
            "/review/?more=1&rule=compliance",
            held,
            f"{held}?tab=facts",
            f"{held}?tab=brief",
            f"{held}?view=words",
        ),
        *(f"{held}edit/", f"{held}approve/", f"{held}reject/", "/review/team/", "/audit/"),
        *("/brands/", f"/brands/{full.campaign.brand.slug}/", "/accounts/profile/"),
    ]
    heavy = {}
    for url in pages:
        answer = full.client.get(url)
        assert answer.status_code == 200, url
        weights = weigh(answer.text)
        if any(weight >= most for weight, most in zip(weights, (HTML, STYLE, SCRIPT), strict=True)):
            heavy[url] = weights
    assert heavy == {}


def weigh(html: str) -> tuple[int, int, int]:
    """Return the bytes of a page, of its style sheets and of our scripts that it loads at once."""
    sheets = re.findall(r'<link rel="stylesheet" href="/static/(css/[\w-]+\.css)"', html)
    scripts = re.findall(r'<script type="module" src="/static/(js/[\w-]+\.js)"', html)
    assert sheets
    assert scripts
    loaded = {path for name in scripts for path in with_imports(found(name))}
    style = sum(found(name).stat().st_size for name in set(sheets))
    return len(html.encode()), style, sum(path.stat().st_size for path in loaded)


def found(name: str) -> Path:
    path = finders.find(name)
    assert isinstance(path, str), name
    return Path(path)
