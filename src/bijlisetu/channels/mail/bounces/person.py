"""What a person wrote back to the sealed address of a letter, without what their mail program quotes below it."""

from __future__ import annotations

import re
from email.message import Message
from email.utils import parseaddr
from typing import NamedTuple

from bijlisetu.channels.mail.bounces.absence import ANSWER, is_by_a_machine, subject_of
from bijlisetu.channels.mail.bounces.prose import is_from_a_server, text_of
from bijlisetu.channels.outside import words, written

LONGEST_WORDS = 2000
#: Where a mail program begins to quote our letter, or to name itself.
BEGINS_THE_QUOTE = re.compile(
    r"\s*>|-{2,}\s*(original|forwarded) message|_{8,}\s*$|--\s*$|\*?(from|sent|प्रेषक|भेजने वाला)\s*:"
    r"|.{0,200}\b(wrote|writes)\s*:\s*$|.{0,200}ने लिखा\s*[:：]?\s*$"
    r"|(on|at) .{0,60}\d.{0,80}[<@]|\S{0,20} \d{1,2} .{0,80}<[^<>\s]{1,100}@|(sent|get) (from|via) |get outlook for ",
    re.IGNORECASE,
)


class Written(NamedTuple):
    """A person's words, from which mailbox, and the mail's own id."""

    text: str
    sender: str
    message_id: str


def written_by_a_person(message: Message) -> Written | None:
    """Return what a person wrote; none if a server or another machine did, or there is not a word of it."""
    said = _above_the_quote(text_of(message))
    if is_from_a_server(message) or is_by_a_machine(message, said):
        return None
    subject = subject_of(message).strip()
    text = said or ("" if ANSWER.match(subject) else subject)
    sender = parseaddr(words(str(message.get("From", ""))))[1]
    if not text or "@" not in sender:
        return None
    message_id = words(str(message.get("Message-ID", ""))).strip()
    return Written(written(text, longest=LONGEST_WORDS), sender, message_id)


def _above_the_quote(text: str) -> str:
    lines = text.replace("\r\n", "\n").split("\n")
    ends = next((at for at, line in enumerate(lines) if BEGINS_THE_QUOTE.match(line)), len(lines))
    # Programs break "On Saturday, Bijli <bill@…> wrote:" before the mailbox.
    if ends < len(lines) and lines[ends].lstrip().startswith("<"):
        ends = max(ends - 1, 0)
    return "\n".join(lines[:ends]).strip()
