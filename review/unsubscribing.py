"""The signed address in each mail that stops mails of its kind, for mail programs and people alike.

It names a person and a kind, and can do nothing but stop mails; so it neither expires nor asks for a sign-in.
"""

from django.core import signing
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from crm_llm.accounts.models import User
from review.models import MailPreference, NotificationKind

SALT = "review.unsubscribing"


def path(person: User, kind: str) -> str:
    """Return the address that stops mails of `kind`, or all of them where it is empty."""
    return reverse("review:unsubscribe", args=[signing.dumps([person.pk, kind], salt=SALT)])


def read(token: str) -> tuple[int, str]:
    """Return the person's id and the kind.

    Raises:
        Http404: we never signed that.
    """
    try:
        person, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature as exc:
        raise Http404 from exc
    return int(person), str(kind)


@transaction.atomic
def stop(person: int, kind: str) -> None:
    """Mail nothing of this kind any more; nothing at all where it is empty. Once is as good as twice."""
    if not User.objects.filter(pk=person).exists():
        return
    MailPreference.objects.get_or_create(user_id=person)
    preference = MailPreference.objects.select_for_update().get(user_id=person)
    if not kind:
        preference.mode = MailPreference.Mode.NEVER
    elif kind in NotificationKind.values and kind not in preference.muted:
        preference.muted = [*preference.muted, kind]
    preference.save(update_fields=["mode", "muted"])
