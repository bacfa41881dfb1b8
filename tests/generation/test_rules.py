"""Every rule in words, and what a brand decides about one."""

import pytest

from generation import rule_services
from generation.checking import check
from generation.checks.types import RuleSetting as Setting
from generation.checks.types import Severity
from generation.models import AuditEntry, RuleSetting
from generation.reading.rules import families, listed
from tests.factories import BrandFactory, BrandMembershipFactory, GenerationFactory, make_ready
from tests.llm_tools.samples import with_body

pytestmark = pytest.mark.django_db
GREEN = "compliance.green"


def test_every_rule_of_a_tool_is_listed_with_its_words_and_laws():
    rules = listed()

    assert rules[GREEN].looks_for.startswith("A general green claim")
    assert "16 CFR 260.4" in [law.cite for law in rules[GREEN].laws]
    assert rules["email.size"].tools == ("email",)
    assert all(rule.looks_for for rule in rules.values())


def test_what_no_machine_checks_is_listed_and_says_so():
    rule = listed()["process.opt_out_days"]

    assert not rule.is_checked
    assert rule.tools == ()


def test_the_list_is_searched_by_word_law_and_id():
    assert [row.rule.id for family in families((), "260.4") for row in family.rows] == [GREEN]
    assert families((), "zebra") == []


def test_everybody_reads_the_list_with_what_a_brand_decided(
    client_for, marketer, django_assert_max_num_queries
):
    brand = BrandFactory()
    RuleSetting.objects.create(brand=brand, rule=GREEN, enabled=False, terms="compostable")
    client = client_for(marketer)

    with django_assert_max_num_queries(9):
        page = client.get("/rules/", {"brand": brand.slug, "q": "green claim"}).content.decode()

    assert "Not asked for this brand" in page
    assert "compostable" in page
    assert "Not checked by machine" in client.get("/rules/").content.decode()


def test_a_brand_that_is_not_theirs_is_not_shown(client_for, marketer):
    hidden = BrandMembershipFactory().brand

    response = client_for(marketer).get("/rules/", {"brand": hidden.slug})

    assert response.status_code == 404


def test_strangers_sign_in_first(client):
    assert client.get("/rules/").status_code == 302


# ---- decisions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("milder", [{"enabled": False}, {"severity": "note"}, {"terms": "compostable"}])
def test_a_rule_of_law_gets_milder_only_with_a_reason(admin, milder):
    brand = BrandFactory()
    wanted = {"by": admin, "brand": brand, "rule": GREEN, "enabled": True, **milder}

    with pytest.raises(rule_services.ReasonMissing):
        rule_services.decide(**wanted)
    rule_services.decide(**wanted, reason="Certificate of 3 May is on file")

    entry = AuditEntry.objects.get(action="rule.decided")
    assert (entry.actor, entry.brand, entry.reason) == (admin, brand, "Certificate of 3 May is on file")
    assert entry.after["rule"] == GREEN


def test_a_rule_of_style_needs_no_reason(admin):
    setting = rule_services.decide(by=admin, brand=BrandFactory(), rule="tone.cliche", enabled=False)

    assert RuleSetting.objects.values_of(setting.brand) == (Setting(rule="tone.cliche", enabled=False),)


def test_a_second_decision_replaces_the_first_and_both_are_recorded(admin):
    brand = BrandFactory()
    rule_services.decide(by=admin, brand=brand, rule="tone.cliche", enabled=False)
    rule_services.decide(by=admin, brand=brand, rule="tone.cliche", enabled=True, severity="check")

    (stored,) = RuleSetting.objects.values_of(brand)
    assert stored.severity is Severity.CHECK
    newest, oldest = AuditEntry.objects.filter(action="rule.decided")
    assert (newest.before["enabled"], newest.after["enabled"], oldest.before) == (False, True, {})


def test_a_reset_is_recorded(admin):
    setting = rule_services.decide(by=admin, brand=BrandFactory(), rule="tone.cliche", enabled=False)

    rule_services.reset(by=admin, setting=setting)

    assert not RuleSetting.objects.exists()
    assert AuditEntry.objects.get(action="rule.reset").before["enabled"] is False


def test_the_checks_of_a_draft_use_what_its_brand_decided():
    ready_draft = make_ready(GenerationFactory())
    brief = ready_draft.campaign.brief(now=ready_draft.created_at)
    content = with_body("Unlock your mornings.")
    assert "tone.cliche" in rules_of(check(ready_draft, content, brief=brief, now=ready_draft.created_at))

    RuleSetting.objects.create(brand=ready_draft.brand, rule="tone.cliche", enabled=False)

    assert "tone.cliche" not in rules_of(check(ready_draft, content, brief=brief, now=ready_draft.created_at))


def rules_of(report):
    return {finding.rule for finding in report.findings}


# ---- the admin ---------------------------------------------------------------------------------


def test_an_admin_decides_and_sees_the_law_beside_it(client_for, admin):
    brand = BrandFactory()
    client = client_for(admin)
    data = {"brand": brand.pk, "rule": GREEN, "enabled": "on", "severity": "note", "terms": "", "reason": ""}

    refused = client.post("/admin/generation/rulesetting/add/", data)
    assert "Say why this rule gets milder" in refused.content.decode()
    client.post("/admin/generation/rulesetting/add/", data | {"reason": "On file"})

    setting = RuleSetting.objects.get()
    assert setting.changed_by == admin
    assert AuditEntry.objects.filter(action="rule.decided").count() == 1
    page = client.get(f"/admin/generation/rulesetting/{setting.pk}/change/").content.decode()
    assert "16 CFR 260.4" in page
    assert "General claims need recognised proof" in page or "A general green claim" in page


def test_an_admin_changes_a_decision(client_for, admin):
    brand = BrandFactory()
    setting = rule_services.decide(by=admin, brand=brand, rule=GREEN, enabled=True, severity="must_fix")
    address = f"/admin/generation/rulesetting/{setting.pk}/change/"
    data = {"enabled": "on", "severity": "note", "terms": "", "reason": ""}

    assert "Say why" in client_for(admin).post(address, data).content.decode()
    client_for(admin).post(address, data | {"reason": "On file"})

    setting.refresh_from_db()
    assert (setting.severity, setting.reason) == ("note", "On file")


def test_an_admin_gets_from_the_list_to_the_decision(client_for, admin, marketer):
    brand = BrandFactory()
    address = f"/admin/generation/rulesetting/add/?rule={GREEN}&amp;brand={brand.pk}"
    asked = {"brand": brand.slug, "q": "260.4"}

    assert address in client_for(admin).get("/rules/", asked).content.decode()
    assert address not in client_for(marketer).get("/rules/", asked).content.decode()
    page = client_for(admin).get(address.replace("&amp;", "&")).content.decode()
    assert f'<option value="{GREEN}" selected>' in page


def test_an_admin_lets_rules_be_as_usual_again_and_it_is_recorded(client_for, admin):
    setting = rule_services.decide(by=admin, brand=BrandFactory(), rule="tone.cliche", enabled=False)
    chosen = {"action": "delete_selected", "_selected_action": [setting.pk], "post": "yes"}

    client_for(admin).post("/admin/generation/rulesetting/", chosen)

    assert AuditEntry.objects.filter(action="rule.reset").exists()


def test_who_lacks_the_right_is_kept_out(client_for, marketer):
    assert client_for(marketer).get("/admin/generation/rulesetting/").status_code in {302, 403}
