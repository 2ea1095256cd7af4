"""What one kind of notice is: where it queues, what it says, what its answers mean, where it counts."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from bijlisetu.values import ChannelKind, Language

#: What a person may refuse; advertisements need a yes of theirs first. A bill or an outage alert is owed to every
#: consumer (service), or by law (statutory).
MARKETING = "marketing"
REFUSABLE = frozenset({"reminder", MARKETING})
STAFF = "staff"  #: said to people at work: memos, not notices
PURPOSES = frozenset({"service", "statutory", STAFF}) | REFUSABLE
#: The page that a link can open: the bill with its ways to pay, or the notice's own words with its buttons; for people
#: at work the page of the office that the fact `page` names.
BILL, NOTICE, OFFICE, SERVICES = "bill", "notice", "office", "services"
PAGES = frozenset({"", BILL, NOTICE, OFFICE, SERVICES})
#: What an answer may be called: a button bears its name, and comes back with it.
MEANING = r"[a-z][a-z0-9_]{0,59}"
#: Facts of a campaign that are the utility's own: its name, and the headers and numbers from which it speaks.
UTILITY, OURS = "utility", "ours"
#: The document that can go with a message.
DOCUMENTS = frozenset({"", BILL})


class Lane(enum.IntEnum):
    """The lower goes first."""

    OTP = 0
    OUTAGE = 1
    SERVICE = 2
    BULK = 3
    STAFF = 4  #: memos to people at work: they wait in no queue of notices


#: What consumers are told waits in one of these.
OF_NOTICES = tuple(lane for lane in Lane if lane is not Lane.STAFF)


class FactType(enum.StrEnum):
    """How a fact is posted, and so how a person reads it."""

    TEXT = "text"  #: the same in all languages: the end of an account, a link
    WORDS = "words"  #: posted once a language: area_hi, area_en
    NUMBER = "number"  #: "1530" is read as 1,530
    RUPEES = "rupees"  #: "1253.00" is read as 1,253.00
    DAY = "day"  #: "2026-12-07" is read as 07-12-2026
    MONTH = "month"  #: "2026-11" is read as नवम्बर 2026
    MOMENT = "moment"  #: an instant with its zone, read by India's clock as 26-11-2026 10:00
    CODE = "code"  #: a one-time code, posted as the record it is made from: it stands in no table
    CHOICES = "choices"  #: buttons below words of our own, as JSON: [[payload, title_hi, title_en], …]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that every notice of the kind says, and what it looks like when it is long."""

    name: str
    type: FactType
    longest: Mapping[Language, str]

    @property
    def posted_as(self) -> tuple[str, ...]:
        """The names under which a room posts it."""
        return (
            tuple(f"{self.name}_{language}" for language in Language) if self.type is FactType.WORDS else (self.name,)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Something a person can answer: how pages tell of it, and what the person is answered."""

    meaning: str  #: the word under which the room that acts on it takes it from the queue
    button: Mapping[Language, str]  #: on the notice's own page; empty: no button there
    told: Mapping[Language, str]
    reply: Mapping[Language, str]  #: empty: nothing is answered; {public} stands for our own address


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One channel of a ladder, and how long to wait there for proof of arrival."""

    channel: ChannelKind
    wait: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button of a template that is no quick reply: a link, a number to call, a code to copy."""

    url: str = ""  #: {public} stands for our own address; it may end in {{1}}, which the fact fills
    phone: str = ""
    fact: str = ""  #: of a link its full address, of which the end is sent; else the code


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppText:
    """A template as registered with Meta."""

    template: str
    category: str
    parameters: tuple[str, ...]  #: the facts that fill {{1}}, {{2}} …, or those of their names
    quick_replies: tuple[str, ...]  #: what each button means, a name of [answers]
    text: str
    footer: str
    buttons: tuple[str, ...]  #: labels, first of the quick replies, then of the links and calls
    named: bool = False  #: whether the text says {{amount}} instead of {{5}}
    header: str = ""  #: document (the bill), image, text, location
    header_facts: tuple[str, ...] = ()  #: image: its link; text: what fills it; location: the four parts of a place
    header_text: str = ""
    actions: tuple[Action, ...] = ()
    ttl_seconds: int | None = None  #: how long Meta tries; unset, it tries for 30 days


@dataclass(frozen=True, slots=True, kw_only=True)
class SmsText:
    """A text as registered on the DLT portal."""

    header: str
    entity_id: str
    template_id: str
    category: str
    urls: tuple[str, ...]  #: how whitelisted addresses begin; {public} stands for our own
    call_back_numbers: tuple[str, ...]
    text: str
    registered: str  #: the text as the portal has it, with its variables


@dataclass(frozen=True, slots=True, kw_only=True)
class MailText:
    """Subject and words of an e-mail."""

    subject: str
    text: str
    button: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRules:
    """How many notices at once need gates, canary and a second officer; and the canary's size and time."""

    above: int = 1000
    canary: int = 300
    canary_minutes: float = 15

    def has_trial(self, made: int) -> bool:
        """Return whether a run of so many sends a few first: of fewer, one officer alone would send nearly all."""
        return made > self.above

    def canary_for(self, factor: float) -> timedelta:
        """Return how long the canary must have been out, by a clock that runs faster by the factor."""
        return timedelta(minutes=self.canary_minutes) / factor


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignRules:
    """That an officer may have the kind said to many. They write nothing: each fact is ours, or one of these."""

    choices: Mapping[str, Mapping[str, Mapping[Language, str]]]  #: by the fact's name and what was chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What can be said: where it queues, how it climbs, its words, and what is answered to it."""

    name: str
    title: Mapping[Language, str]  #: on pages, of one such notice: Bill, Planned outage
    lane: Lane
    purpose: str
    valid_for: timedelta
    missed_for: timedelta  #: a better number found so long after its end still brings it; none: it ends with its end
    quiet: tuple[time, time] | None  #: nothing goes out between these hours of India's clock
    ladder: tuple[Step, ...]
    facts: Mapping[str, Fact]
    posted: Mapping[str, FactType]  #: the names under which its facts are posted, with their types
    ledger: str  #: where it counts who was reached; empty: nowhere
    ledger_title: Mapping[Language, str]  #: what the ledger is called on pages, where several kinds count in it
    occasion: str  #: the fact that names the occasion there: one standing for each consumer and occasion
    task_after: int  #: so many occasions missed one after the other are somebody's work; 0: never
    opens: str  #: the page behind its link, one of PAGES
    attaches: str  #: the document that goes with it, one of DOCUMENTS
    answers: Mapping[str, Answer]  #: by their meaning
    yes: str  #: what a bare yes means; empty: nothing
    no: str
    by_account: bool  #: a word with the account's last digits is about it, whatever was told since
    unclear: Mapping[Language, str]  #: what is answered to words that nobody understands
    whatsapp: Mapping[Language, WhatsAppText]  #: of this and the next four, none for a channel not on the ladder
    session: Mapping[Language, str]  #: words of our own instead of a template, for whoever has written within a day
    sms: Mapping[Language, SmsText]
    short_sms: Mapping[Language, SmsText]  #: for operators that allow three variables and no more
    email: Mapping[Language, MailText]
    mail_has_document: bool  #: whether the document goes with the e-mail; else it has the link alone
    run: RunRules = RunRules()
    campaign: CampaignRules | None = None  #: none: no officer says it to many

    @property
    def may_be_refused(self) -> bool:
        """Whether a person may unsubscribe from it."""
        return self.purpose in REFUSABLE

    @property
    def names_account(self) -> bool:
        """Whether it says of which account it speaks; one that asks a number whose it is does not."""
        return "account_end" in self.facts

    @property
    def shows_link_on_whatsapp(self) -> bool:
        """Whether a template of it has a button that opens a link."""
        return any(action.url for text in self.whatsapp.values() for action in text.actions)

    @property
    def shows_genuine(self) -> bool:
        """Whether a text of it has the message's code, by which anybody asks whether it is ours."""
        texts = [text.text for text in (*self.sms.values(), *self.short_sms.values())]
        texts += [text.text for text in self.email.values()]
        return any("{genuine}" in text for text in texts) or any(
            "genuine" in text.parameters for text in self.whatsapp.values()
        )

    @property
    def asks(self) -> bool:
        """Whether a bare word can answer it."""
        return bool(self.yes or self.no)

    def occasion_of(self, facts: Mapping[str, str]) -> str:
        """Return the occasion on which a notice with these facts counts; nothing if it counts nowhere."""
        return facts[self.occasion] if self.ledger else ""
