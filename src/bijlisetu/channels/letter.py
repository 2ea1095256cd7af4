"""
The one seam to the carriers: a letter goes out, a verdict comes back, reports and replies follow.

No carrier's own word passes this file: codes are translated at the edge into the closed list of reasons.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from bijlisetu.channels.whatsapp import content as whatsapp_content
from bijlisetu.values import ChannelKind


class Outcome(enum.StrEnum):
    """What became of one attempt to send."""

    ACCEPTED = "accepted"  #: the carrier has it and will report later
    TRY_LATER = "try_later"  #: it never left us, or the carrier was busy
    REFUSED = "refused"  #: this address or this text will never work
    UNSURE = "unsure"  #: it may have left; wait for a report before asking again


class Reason(enum.StrEnum):
    """Why a letter did not arrive: the closed list, the same for all carriers."""

    NOT_ON_WHATSAPP = "not_on_whatsapp"
    NUMBER_DEAD = "number_dead"  #: closed, never issued, unknown to the operator
    PHONE_ABSENT = "phone_absent"  #: switched off or out of reach until the carrier gave up
    BLOCKED_BY_PERSON = "blocked_by_person"
    MARKETING_STOPPED = "marketing_stopped"  #: the person wants no marketing; bills and alerts still pass
    HELD_BACK = "held_back"  #: the carrier thinks this person has had enough messages for a day
    EXPIRED = "expired"  #: its time ran out at the carrier
    MAILBOX_DEAD = "mailbox_dead"
    MAILBOX_FULL = "mailbox_full"
    NO_RECEIPT = "no_receipt"  #: the carrier accepted it and then said nothing more
    MEDIA_UNREACHABLE = "media_unreachable"  #: the carrier could not fetch the bill
    OUR_ADDRESS = "our_address"  #: our own address did not hand the bill out to us
    TEXT_REFUSED = "text_refused"  #: template missing, paused or not matching
    CARRIER_BUSY = "carrier_busy"
    CARRIER_DOWN = "carrier_down"
    CHANNEL_STOPPED = "channel_stopped"  #: token, bind or account refused: no letter will pass
    HELD_BY_US = "held_by_us"  #: put off by ourselves for a moment: pace, or another message to the same person
    SENDER_REFUSED = "sender_refused"  #: our name or standing there, never the person's address
    OUR_FAULT = "our_fault"  #: we sent something malformed
    UNKNOWN_STATE = "unknown_state"  #: the carrier's last word on it is one that nobody knows
    OTHER = "other"


class Halts(enum.StrEnum):
    """What else the same answer stops, beside the one letter."""

    LETTER = "letter"  #: nothing else
    PERSON = "person"  #: letters to this person on this channel: evidence, not yet a verdict
    PAIR = "pair"  #: letters from this sender to this person, for the wait
    TEMPLATE = "template"  #: letters by this template in this language
    SENDER = "sender"  #: letters from this number of ours
    CHANNEL = "channel"  #: all letters on this channel


class Remedy(enum.StrEnum):
    """What may help where the same letter again will not."""

    OTHER_LANGUAGE = "other_language"  #: the template in a language in which it is approved, once
    UPLOAD = "upload"  #: the document uploaded by us, once, instead of its link
    TEMPLATE = "template"  #: a template instead of words of our own: the person wrote too long ago
    NUMBER = "number"  #: the telephone number instead of the user id
    NEW_TEMPLATE = "new_template"  #: another template in its place: this one will not come back
    ASK_AGAIN = "ask_again"  #: the person sending their file once more


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A text as it is registered on the DLT portal."""

    text: str  #: with its variables: {#numeric#}, {#url#}, {#var#} …
    header: str
    template_id: str
    category: str = "service_implicit"
    urls: tuple[str, ...] = ()  #: how whitelisted addresses begin
    call_back_numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sms:
    """A text message with what Indian operators scrub it against (TRAI DLT)."""

    text: str
    header: str  #: six letters, the sender
    entity_id: str
    template_id: str
    registration: Registration | None = None  #: what to scrub it against ourselves, before it leaves
    is_otp: bool = False  #: some carriers have a faster way for these
    good_for: timedelta | None = None  #: it must not arrive later than that; none where it may come late


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with an e-mail; it is fetched only when the letter leaves."""

    filename: str
    mime_type: str
    link: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes with an e-mail and is at hand already."""

    filename: str
    mime_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail in plain text and HTML."""

    subject: str
    text: str
    html: str
    attachment: Attachment | None = None
    enclosed: tuple[Enclosed, ...] = ()
    unsubscribe: str = ""  #: the link of one click that ends mails of this purpose; none where they may not be refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message rendered for one channel and one address."""

    attempt: int  #: our id; carriers that can echo it do
    to: str  #: 91 and ten digits, a carrier's user id (IN.…), or a mailbox
    content: whatsapp_content.Content | Sms | Mail
    in_reply_to: str = ""  #: the carrier's id of the person's message that this one answers
    brings_document: bool = False  #: the carrier could not fetch the document from its link: it is uploaded


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a carrier answered to a letter at once."""

    outcome: Outcome
    carrier_id: str = ""  #: the carrier's own id of the message, if it gave one
    reason: Reason | None = None
    detail: str = ""  #: the carrier's code and words, for the operator; never an address
    wait: float = 0  #: seconds the carrier asked us to hold back what the scope names
    scope: Halts = Halts.LETTER
    user_id: str = ""  #: of the person, where the carrier names people by its own ids
    most_tries: int = 0  #: at the most, of a letter to be tried later; 0 leaves it to the engine
    remedy: Remedy | None = None
    #: Ids of the other parts of a long message, in order; empty for a part that has none. Its parts are 1 + these.
    more_ids: tuple[str, ...] = ()


class ReportState(enum.StrEnum):
    """What a carrier says later of a message it accepted, in climbing order."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A carrier's later word on one message."""

    channel: ChannelKind
    state: ReportState
    at: datetime
    carrier_id: str = ""
    attempt: int | None = None  #: our id where the carrier echoed it
    reason: Reason | None = None
    detail: str = ""
    user_id: str = ""  #: of the person, where the carrier names people by its own ids
    billable: bool | None = None  #: whether the carrier charges for it, where it says so
    category: str = ""  #: under which tariff of the carrier's
    scope: Halts = Halts.LETTER
    wait: float = 0  #: seconds to hold back what the scope names
    remedy: Remedy | None = None
    exact: bool = False  #: the id stands as the carrier's answer gave it: no other form of it may be tried
    #: The only number whose letters it may tell of, where the owner of that number could have written it.
    only_of: str = ""


class Part(NamedTuple):
    """Which part of a longer text: its reference, of how many, and which; the first is 1."""

    reference: int
    total: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a person sent back."""

    channel: ChannelKind
    at: datetime
    #: 91 and ten digits, or a mailbox; outside.FOREIGN if no Indian mobile; empty only where the carrier withheld it.
    sender: str
    text: str = ""
    payload: str = ""  #: of the quick reply pressed
    in_reply_to: str = ""  #: the carrier's id of the message answered
    carrier_id: str = ""  #: the carrier's id of this message
    user_id: str = ""  #: of the person, where the carrier names people by its own ids
    #: text, part (of a longer one), button, list, form, image, document, audio, video, sticker, location, contacts …
    kind: str = "text"
    media_id: str = ""  #: by which its file can be fetched for some days
    mime_type: str = ""
    place: tuple[float, float] | None = None  #: latitude and longitude, in degrees
    is_forwarded: bool = False  #: somebody else's words, passed on
    is_edited: bool = False  #: it stands in place of an earlier message
    part: Part | None = field(default=None, compare=False)  #: of which text it is a part, where that is told
    attempt: int | None = None  #: ours that it answers, where the address proves it that it came to


class ChannelRefused(Exception):
    """The carrier will take nothing from us as we are set up: it says which carrier, where and why."""


#: Takes one raw inbound record (receipt, reply, bounce) and returns when it is stored.
Inbound = Callable[[bytes], Awaitable[None]]


class Channel(Protocol):
    """
    A way to carry a letter to a person.

    An expected failure is a Verdict. Only a mistake of ours is an exception.
    """

    async def open(self) -> None:
        """
        Connect and prove that the carrier takes letters from us.

        :raises ChannelRefused: if it cannot be reached or refuses our token or password
        """
        ...

    async def send(self, letter: Letter) -> Verdict:
        """Send the letter once; never retry here, the engine does that."""
        ...

    def weight(self, letter: Letter) -> int:
        """Return as how many messages the carrier counts the letter against our pace."""
        return 1

    async def close(self) -> None:
        """End the connection after the letters in flight."""
        ...
