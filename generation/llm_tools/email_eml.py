"""An email as a mail file that a mail program opens as an unsent draft."""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from generation.liquid import visible_text

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?\Z")


def to_eml(
    html: str,
    text: str,
    subject: str,
    sender: str,
    *,
    host: str = "sender.invalid",
    unsubscribe: str = "{{ unsubscribe_url }}",
) -> bytes:
    """Return the mail as bytes, the same for the same input.

    The sender's address and the link in the List-Unsubscribe header (RFC 8058) are placeholders:
    the sending system knows the real ones. `X-Unsent` makes mail programs open it as a draft.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _header(subject)
    message["From"] = Address(_header(sender), "sender", host if _HOST.match(host) else "sender.invalid")
    message["X-Unsent"] = "1"
    message["List-Unsubscribe"] = f"<{_header(unsubscribe).replace('>', '')}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary("=_" + hashlib.sha256(f"{html}\0{text}".encode()).hexdigest()[:40])
    return message.as_bytes()


def _header(value: str) -> str:
    """Return one line, so that a value can't start another header."""
    return " ".join(visible_text(value).split())
