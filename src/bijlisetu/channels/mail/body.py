"""A letter as an e-mail, and the addresses by which its bounce finds back to it."""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid, parseaddr

from bijlisetu.channels.letter import Enclosed, Letter, Mail
from bijlisetu.channels.mail.dkim import Signer
from bijlisetu.channels.outside import attempt_of

RETURN_PATH = re.compile(r"<?bounce\+(\d{1,19})(?:-([a-z2-7]+))?@([^@\s>]+)>?", re.IGNORECASE)
SEAL_OCTETS = 5  # makes eight letters: short enough for every mail server, and a guess succeeds once in 2^40
PLAIN = re.compile(r"[ -~]{0,200}")
PLAIN_NAME = re.compile(r"[A-Za-z0-9 ]+")
LONGEST_WORD = 70  # letters in one word of a header; a longer word is encoded, and so broken
#: The share of octets beyond ASCII above which base64 is shorter than quoted-printable; Hindi is far above it.
MANY = 1 / 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A letter made ready: its id, from where to where, and its octets."""

    message_id: str
    attempt: int
    sender: str  #: where a bounce comes back to
    to: str
    octets: bytes

    @property
    def is_international(self) -> bool:
        """Whether it takes a server that knows mailboxes beyond ASCII (RFC 6531)."""
        return not self.to.isascii()


def posted(
    letter: Letter,
    *,
    sender: str,
    return_domain: str,
    secret: str,
    attached: bytes | None = None,
    signer: Signer | None = None,
) -> Posted:
    """Return the letter as it is handed to a mail server; its content must be a mail."""
    mail = letter.content
    if not isinstance(mail, Mail):
        raise TypeError(f"e-mail carries mail, not {type(mail).__name__}")
    message_id = make_msgid(str(letter.attempt), domain=return_domain)
    to = _with_plain_domain(letter.to)
    headers = {
        "From": _mailbox(sender),
        "To": to,
        "Subject": _encoded(mail.subject, "Subject"),
        "Date": formatdate(),
        "Message-ID": message_id,
        # Others' holiday notices need not answer a bill (RFC 3834).
        "Auto-Submitted": "auto-generated",
    }
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # We write headers ourselves: EmailMessage reads them before it writes them, and takes =?…?= in a text for code.
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    octets = head.encode() + _body(mail, attached).as_bytes()
    return Posted(
        message_id=message_id.strip("<>"),
        attempt=letter.attempt,
        sender=envelope_sender(letter.attempt, return_domain, secret=secret),
        to=to,
        octets=signer.signed(octets) if signer else octets,
    )


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
    # Compared as octets: where case is ignored, the expression would also take a few letters beyond ASCII.
    return hmac.compare_digest((match[2] or "").lower().encode(), _seal(attempt, secret).encode())


def _seal(attempt: int, secret: str) -> str:
    code = hmac.digest(secret.encode(), f"bounce{attempt}".encode(), "sha256")
    return base64.b32encode(code[:SEAL_OCTETS]).decode().lower()


def _body(mail: Mail, attached: bytes | None) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message.set_content(mail.text, cte=_coding(mail.text))
    message.add_alternative(mail.html, subtype="html", cte=_coding(mail.html))
    files = mail.enclosed
    if mail.attachment and attached is not None:
        files = (Enclosed(mail.attachment.filename, mail.attachment.mime_type, attached), *files)
    for file in files:
        kind, _, detail = file.mime_type.partition("/")
        message.add_attachment(file.content, maintype=kind, subtype=detail, filename=file.filename)
    return message


def _coding(text: str) -> str:
    octets = text.encode()
    return "base64" if sum(octet > 127 for octet in octets) > len(octets) * MANY else "quoted-printable"


def _encoded(text: str, name: str) -> str:
    """Return the text as a header holds it: plain where it can be, else as encoded words (RFC 2047)."""
    # A line break would begin another header, and other invisible marks have no place in one.
    line = " ".join("".join(" " if unicodedata.category(mark) == "Cc" else mark for mark in text).split())
    is_plain = PLAIN.fullmatch(line) and "=?" not in line and max(map(len, line.split()), default=0) < LONGEST_WORD
    return Header(line, "us-ascii" if is_plain else "utf-8", header_name=name).encode(linesep="\r\n")


def _mailbox(sender: str) -> str:
    name, address = parseaddr(sender)
    if not name:
        return address
    shown = name if PLAIN_NAME.fullmatch(name) else Header(name, "utf-8", header_name="From").encode(linesep="\r\n")
    return f"{shown} <{address}>"


def _with_plain_domain(to: str) -> str:
    """Return the mailbox with its domain in the letters of the DNS (IDNA): every server knows those."""
    name, _, domain = to.rpartition("@")
    return to if domain.isascii() else f"{name}@{domain.encode('idna').decode()}"
