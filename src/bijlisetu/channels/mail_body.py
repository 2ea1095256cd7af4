"""A letter as an e-mail, and the addresses by which its bounce finds back to it."""

from __future__ import annotations

import base64
import hmac
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

from bijlisetu.channels.letter import Letter, Mail
from bijlisetu.channels.outside import attempt_of

RETURN_PATH = re.compile(r"<?bounce\+(\d{1,19})(?:-([a-z2-7]+))?@([^@\s>]+)>?", re.IGNORECASE)
SEAL_OCTETS = 5  # eight letters: short enough for every mail server, and one in 2^40 to guess


def message_of(letter: Letter, *, sender: str, return_domain: str) -> tuple[str, bytes]:
    """Return the letter's message id and its octets; its content must be a mail."""
    mail = letter.content
    if not isinstance(mail, Mail):
        raise TypeError(f"e-mail carries mail, not {type(mail).__name__}")
    message_id = make_msgid(str(letter.attempt), domain=return_domain)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address(sender)
    message["To"] = letter.to
    message["Subject"] = " ".join(mail.subject.split())  # a line break would begin another header
    message["Date"] = formatdate()
    message["Message-ID"] = message_id
    # Others' holiday notices need not answer a bill (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="base64")
    message.add_alternative(mail.html, subtype="html", cte="base64")
    return message_id.strip("<>"), message.as_bytes()


def envelope_sender(attempt: int, return_domain: str, *, secret: str) -> str:
    """Return the address a bounce of this attempt comes back to, sealed: attempts count up and are easily guessed."""
    return f"bounce+{attempt}-{_seal(attempt, secret)}@{return_domain}"


def attempt_in(address: str) -> int | None:
    """Return the attempt in the address a bounce came to; none if it is no such address."""
    match = RETURN_PATH.fullmatch(address.strip())
    return attempt_of(match[1]) if match else None


def is_ours(address: str, return_domain: str, *, secret: str) -> bool:
    """Return whether a letter of ours went out under this address, in whatever case it comes back."""
    match = RETURN_PATH.fullmatch(address.strip())
    attempt = attempt_of(match[1]) if match else None
    if match is None or attempt is None or match[3].lower() != return_domain.lower():
        return False
    # As octets: the expression, blind to case, takes a letter or two beyond ASCII.
    return hmac.compare_digest((match[2] or "").lower().encode(), _seal(attempt, secret).encode())


def _seal(attempt: int, secret: str) -> str:
    code = hmac.digest(secret.encode(), f"bounce{attempt}".encode(), "sha256")
    return base64.b32encode(code[:SEAL_OCTETS]).decode().lower()


def _address(sender: str) -> Address:
    name, mailbox = parseaddr(sender)
    return Address(display_name=name, addr_spec=mailbox)
