from functools import partial

import pytest
from django.core import mail
from structlog.testing import capture_logs

from generation import tasks
from generation.models import Alert
from generation.stores import alerts

USED_UP = ("budget.used_up", "Spring", "All is spent.")


@pytest.mark.django_db
def test_an_open_alert_only_counts_up():
    with capture_logs() as logs:
        for _ in range(3):
            alerts.raise_alert(*USED_UP)

    assert [alert.count for alert in Alert.objects.all()] == [3]
    assert [entry["event"] for entry in logs] == ["alert.raised"]


@pytest.mark.django_db
def test_what_is_cleared_can_be_raised_again():
    alerts.raise_alert(*USED_UP)

    assert alerts.clear("budget.used_up", "Spring")
    assert not alerts.clear("budget.used_up", "Spring")
    alerts.raise_alert(*USED_UP)

    assert (Alert.objects.count(), Alert.objects.open().count()) == (2, 1)


@pytest.mark.django_db
def test_admins_are_mailed_once_an_alert(settings):
    settings.ADMINS = [("Priya", "priya@northwind.example")]
    alerts.raise_alert("budget.used_up", "Spring\nsale", "All is spent.")

    assert (alerts.mail_new(), alerts.mail_new()) == (1, 0)

    (message,) = mail.outbox
    assert message.subject.endswith("Warning: Spring sale")
    assert message.body == "All is spent."


@pytest.mark.django_db
def test_a_dead_mail_server_breaks_nothing(settings):
    settings.ADMINS = [("Priya", "priya@northwind.example")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    alerts.raise_alert(*USED_UP)

    assert alerts.mail_new() == 0
    assert Alert.objects.open().exists()


@pytest.mark.django_db
def test_nobody_is_mailed_where_nobody_is_named(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert alerts.mail_new() == 0


@pytest.mark.usefixtures("shared_db")
def test_of_many_who_raise_it_one_makes_the_row(at_once):
    at_once(*[partial(alerts.raise_alert, *USED_UP)] * 5)

    assert [alert.count for alert in Alert.objects.all()] == [5]


@pytest.mark.django_db
def test_the_upkeep_mails(settings):
    settings.ADMINS = [("Priya", "priya@northwind.example")]
    alerts.raise_alert("prices.stale", "Model prices", "They are old.")
    alerts.raise_alert("model.unknown", "no/such-model", "It is not listed.")  # and in no tier any more

    tasks.mail_alerts()

    assert len(mail.outbox) == 1
