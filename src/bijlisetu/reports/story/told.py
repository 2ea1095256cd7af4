"""What is told of a consumer and of each message; docs/reference/trace.md describes it for readers by program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bijlisetu.contact.health.queries import Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A number or mailbox on file, masked, and whose it is."""

    address: str
    channels: tuple[str, ...]
    source: str
    by: str  #: who named it last
    known_at: datetime
    owner: str
    proof: str
    owner_by: str  #: whose word on the owner it is
    owner_at: datetime | None
    health: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """That an address takes no messages of a purpose."""

    address: str
    purpose: str
    at: datetime
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Untaken:
    """What an export held where a number or mailbox belongs and could not be taken; its text is masked."""

    field: str  #: mobile, email
    text: str
    why: str
    file: str
    line: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody said of messages of a purpose to an address: no more of them, or again."""

    address: str
    purpose: str
    is_wanted: bool
    how: str
    at: datetime  #: when it was said, by the carrier's clock
    heard_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """A bill on file."""

    id: int
    cycle: date
    amount: Decimal
    due_on: date
    imported_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A payment that came to the account, whether or not it held."""

    number: str  #: of the receipt, as the person was told it
    amount: Decimal
    paid_on: date
    mode: str  #: upi, cash, cheque …
    is_deposit: bool
    credited_at: datetime
    undone_at: datetime | None
    undone_by: str  #: reversed, bounced, cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far something got on an occasion, in the reach ledger."""

    ledger: str
    occasion: str
    degree: str
    reached: bool
    proved: bool
    reason: str
    channel: str
    attempt: int | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A person's work on the consumer; evidence is the record, of the sort closed_by, that closed it."""

    subject: str
    ledger: str
    occasion: str
    reason: str
    due_on: date
    opened_at: datetime
    closed_at: datetime | None
    closed_by: str
    evidence: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What somebody did to the consumer's record."""

    at: datetime
    deed: str
    by: str
    address: str  #: masked; of a deed on a number or mailbox
    proof: str  #: how it was proved whose it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """What a person wrote that no rule could read, our message that it may answer, and what a clerk made of it."""

    at: datetime
    channel: str
    sort: str  #: text, image, location …
    text: str
    kind: str  #: of our message
    attempt: int | None
    address: str  #: masked; where our message went
    decision: str  #: a word of that kind; other; empty: it waits for a clerk
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A raw record from a carrier that concerned an attempt, and what it says of it."""

    record: int
    source: str
    received_at: datetime
    folded_at: datetime | None
    fault: str
    says: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Early:
    """A report that came before the carrier's answer, and is kept until that is known."""

    carrier_id: str
    state: str
    reason: str
    at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a person answered to an attempt, and what it meant."""

    channel: str
    at: datetime
    received_at: datetime
    meaning: str
    text: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a long SMS."""

    carrier_id: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try on one channel to one address, with all that was heard of it."""

    id: int
    channel: str
    sender: str
    address: str
    state: str
    tries: int
    reason: str
    detail: str
    engine: str
    carrier_id: str
    billable: bool | None
    category: str
    claimed_at: datetime
    accepted_at: datetime | None
    sent_at: datetime | None
    delivered_at: datetime | None
    read_at: datetime | None
    failed_at: datetime | None
    told_twice: bool = False  #: it arrived, and a later try had gone out meanwhile
    parts: tuple[Part, ...] = ()
    replies: tuple[Reply, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    early_reports: tuple[Early, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When an open notice is looked at next, and why then: gate, stopped, parked, awaits_receipt, due, retry, later."""

    at: datetime
    why: str
    gate: int
    channel: str
    awaits: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The run a notice belongs to."""

    id: int
    key: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What was to be said, how it stands, and each try at saying it."""

    id: int
    kind: str
    key: str
    occasion: str
    says: str | None  #: the best evidence of its tries: read, delivered, denied, taken, failed
    lane: str
    run: Run | None
    state: str
    reason: str
    posted_at: datetime
    expires_at: datetime
    settled_at: datetime | None
    turn: Turn | None
    told_twice: bool = False  #: a try arrived, and a later one had gone out meanwhile
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consumer:
    """Whom it is about; without name and place, so that a trace may be passed on."""

    account: str
    language: str
    feeder: str
    section: str
    addresses: tuple[Address, ...] = ()
    untaken: tuple[Untaken, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    wishes: tuple[Wish, ...] = ()
    bills: tuple[Bill, ...] = ()
    payments: tuple[Payment, ...] = ()
    standings: tuple[Standing, ...] = ()
    tasks: tuple[Task, ...] = ()
    deeds: tuple[Deed, ...] = ()
    unclear: tuple[Unclear, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happened between us and a consumer."""

    consumer: Consumer
    notices: tuple[Notice, ...]
    older_notices: int  #: not told


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """The story of a consumer or of one message, with all its evidence, and what was asked for."""

    asked: str
    taken_as: str  #: account, attempt, carrier or number
    attempt: int | None  #: the one asked for
    at: datetime
    consumer: Consumer
    notices: tuple[Notice, ...]
    older_notices: int  #: not told
    evidence_from: datetime | None  #: raw records were searched around the times of attempts claimed since then
    evidence_complete: bool  #: whether every record of those times was looked at
