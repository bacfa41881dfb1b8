"""Raise what an admin should know of, once a matter, and take it back when it is over."""

import structlog
from django.conf import settings
from django.core.mail import mail_admins
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.lease import release_connection
from generation.models import Alert, AuditAction

log = structlog.get_logger(__name__)

MAILS_AT_ONCE = 20


def raise_alert(
    kind: str, subject: str, message: str, *, severity: Alert.Severity = Alert.Severity.WARNING
) -> None:
    """Tell the admins, once: while an alert of this kind and subject is open, it only counts up.

    Inside a transaction the alert is stored with it. Two statements at most the first time, one after that.
    """
    kind, subject, message = kind[:60], subject[:200], message[:500]
    if _count_up(kind, subject, message):
        return
    now = timezone.now()
    try:
        with transaction.atomic():
            Alert.objects.create(
                kind=kind, subject=subject, message=message, severity=severity, first_at=now, last_at=now
            )
    except IntegrityError:
        # Another process was first with it.
        _count_up(kind, subject, message)
        return
    log.warning("alert.raised", kind=kind, subject=subject, severity=str(severity), message=message)


def clear(kind: str, subject: str) -> bool:
    """Close the open alert, since the matter is over; False when there is none."""
    cleared = Alert.objects.open().filter(kind=kind[:60], subject=subject[:200])
    if not cleared.update(resolved_at=timezone.now()):
        return False
    log.info("alert.cleared", kind=kind, subject=subject)
    return True


@transaction.atomic
def mark_done(alert: Alert, *, by: User) -> bool:
    """Close an alert for a person, with an audit entry; False when it is closed already."""
    if not Alert.objects.open().filter(pk=alert.pk).update(resolved_at=timezone.now(), resolved_by=by):
        return False
    audit.record(AuditAction.ALERT_DONE, on=alert, by=by, after={"kind": alert.kind, "count": alert.count})
    return True


def mail_new() -> int:
    """Mail open alerts that nobody was mailed about to the ADMINS of the settings; return how many.

    Called by the periodic upkeep, so that no draft waits for a mail server. Each is mailed at most once.
    """
    if not settings.ADMINS:
        return 0
    mailed = 0
    for alert in list(Alert.objects.open().filter(mailed_at=None).order_by("pk")[:MAILS_AT_ONCE]):
        if Alert.objects.filter(pk=alert.pk, mailed_at=None).update(mailed_at=timezone.now()):
            release_connection()
            mailed += _mail(alert)
    return mailed


def _count_up(kind: str, subject: str, message: str) -> int:
    return (
        Alert.objects.open()
        .filter(kind=kind, subject=subject)
        .update(count=F("count") + 1, last_at=timezone.now(), message=message)
    )


def _mail(alert: Alert) -> bool:
    about = _("%(severity)s: %(subject)s") % {
        "severity": alert.get_severity_display(),
        "subject": " ".join(alert.subject.split()),
    }
    try:
        mail_admins(about, alert.message)
    except OSError as exc:  # what smtplib and sockets raise
        log.warning("alert.not_mailed", kind=alert.kind, subject=alert.subject, error=type(exc).__name__)
        return False
    return True
