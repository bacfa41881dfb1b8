import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db
MODELS = ["submission", "decision", "claim", "comment"]


@pytest.mark.parametrize("model", MODELS)
def test_history_can_be_looked_at(client_for, admin, approved, model):
    assert client_for(admin).get(reverse(f"admin:review_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_history_can_not_be_added_to(client_for, admin, model):
    assert client_for(admin).post(reverse(f"admin:review_{model}_add")).status_code == 403


def test_history_can_not_be_changed_or_deleted(client_for, admin, approved):
    decision = approved.decisions.get()
    client = client_for(admin)

    assert client.get(reverse("admin:review_decision_change", args=[decision.pk])).status_code == 200
    assert client.post(reverse("admin:review_decision_change", args=[decision.pk]), {}).status_code == 403
    assert client.post(reverse("admin:review_decision_delete", args=[decision.pk])).status_code == 403
