"""A letter as an e-mail, and the addresses by which its bounce finds back to it."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

from bijlisetu.channels.letter import Letter, Mail
from bijlisetu.channels.outside import attempt_of

RETURN_PATH = re.compile(r"<?bounce\+(\d{1,19})@[^@\s>]+>?", re.IGNORECASE)


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


def envelope_sender(attempt: int, return_domain: str) -> str:
    """Return the address a bounce of this attempt comes back to."""
    return f"bounce+{attempt}@{return_domain}"


def attempt_in(address: str) -> int | None:
    """Return the attempt in the address a bounce came to; none if it is no such address."""
    match = RETURN_PATH.fullmatch(address.strip())
    return attempt_of(match[1]) if match else None


def _address(sender: str) -> Address:
    name, mailbox = parseaddr(sender)
    return Address(display_name=name, addr_spec=mailbox)
