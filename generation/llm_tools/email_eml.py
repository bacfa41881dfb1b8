"""An email as a mail file that a mail program opens as an unsent draft."""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from urllib.parse import quote

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

    The sender's address and the link in the List-Unsubscribe header (RFC 8058) are placeholders: the
    sending system knows the real ones, and adds To, Date and Message-ID (RFC 5322 §3.6). `X-Unsent` makes
    mail programs open it as a draft.
    """
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = _header(subject)
    message["From"] = Address(_header(sender), "sender", host if _HOST.match(host) else "sender.invalid")
    message["X-Unsent"] = "1"
    if address := _unsubscribe_address(unsubscribe):
        message["List-Unsubscribe"] = f"<{address}>"
        if not address.startswith("mailto:"):
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message.set_boundary("=_" + hashlib.sha256(f"{html}\0{text}".encode()).hexdigest()[:40])
    return message.as_bytes()


class _Policy(EmailPolicy):
    """Folds as RFC 5322 asks, but never inside an address: encoded in pieces, no mail program finds it."""

    def fold_binary(self, name: str, value: str) -> bytes:
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Policy(linesep="\r\n")
_LONGEST_LINE = 998
"""Characters of a header's line, RFC 5322 §2.1.1."""


def _unsubscribe_address(unsubscribe: str) -> str:
    """Return the address for List-Unsubscribe: an https one, a mailto, or a merge tag; else none.

    One-Click needs https (RFC 8058 §3.1); what is no address would only look like one.
    """
    address = _header(unsubscribe)
    if not address.startswith("{{"):
        address = quote(address, safe="!#$%&'()*+,/:;=?@[]~")
    fits = len(address) < _LONGEST_LINE - len("List-Unsubscribe: <>") and address.isascii()
    known = address.startswith(("https://", "mailto:", "{{")) and ">" not in address
    return address if fits and known else ""


def _header(value: str) -> str:
    """Return one line, so that a value can't start another header."""
    return " ".join(visible_text(value).split())
