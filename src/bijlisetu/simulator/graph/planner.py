"""What becomes of a message: settled at once where it does not depend on the person, else after the truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bijlisetu.simulator.graph.people import hides_number
from bijlisetu.simulator.graph.refused import TEMPLATE_PAUSED
from bijlisetu.simulator.graph.submission import QuickReply, Submission
from bijlisetu.simulator.graph.webhooks.news import MEDIA_NOT_FETCHED, WINDOW_CLOSED, Sent
from bijlisetu.simulator.graph.wishes import Wishes
from bijlisetu.simulator.log.store import Message
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people import behaviour
from bijlisetu.simulator.people.behaviour import NOT_ON_WHATSAPP, Deed, Event
from bijlisetu.simulator.people.truth import SOMEBODY, Truth
from bijlisetu.simulator.switchboard import Switchboard

#: How the payload of a button begins by which a person says so.
PREFIXES = {Deed.CONFIRMED: ("confirm:", "is_mine:"), Deed.OBJECTED: ("not_mine:",)}
MARKETING = "marketing"

# A message's fate is the code by which it fails, or one of these words.
STOPPED = "131050"  #: the person wants no marketing
ENOUGH = "131049"  #: the person has had many messages: WhatsApp holds more back for a day
HELD = "held"  #: waits until its template's quality is known
EARLY = "early"  #: told of before the answer

# These statuses stand in the log alone.
FETCHED = "fetched"  #: the document was taken over, or could not be
RELEASED = "released"  #: a message that was held goes on, or is dropped

UNFETCHED = (Event(0, Deed.FAILED, MEDIA_NOT_FETCHED),)
#: Messages held for a template that Meta pauses are dropped with the pause's code.
DROPPED = (Event(0, Deed.FAILED, str(TEMPLATE_PAUSED)),)


class Planner:
    """Plans messages; the same message, in another life of the carrier, alike."""

    def __init__(self, options: Options, *, truth: Truth, board: Switchboard, wishes: Wishes) -> None:
        """Take the setting, the truth about the phones, the faults, and who wants no marketing."""
        self._options = options
        self._truth = truth
        self._board = board
        self._wishes = wishes

    def hides(self, number: str) -> bool:
        """Return whether the person's number is kept from the sender."""
        return hides_number(number, seed=self._options.seed, share=self._options.usernames)

    def asked(self, number: str, account: str) -> str:
        """Return what is heard by whoever calls the number and asks about the account: own, wrong or nobody."""
        person = self._truth.person(number, account[-4:])
        if not person.works:
            return "nobody"
        # A card that no household has is in somebody's pocket, and whoever gave its number stands by it.
        return "own" if person.belongs or person is SOMEBODY else "wrong"

    def fate(self, wanted: Submission, *, is_open: bool, is_early: bool) -> str:
        """Return what is settled now, of a message into a conversation that is open or not."""
        if wanted.kind != "template" and not is_open:
            return WINDOW_CLOSED
        if self._board.is_struck(wanted.number):
            return NOT_ON_WHATSAPP
        if wanted.category == MARKETING and self._wishes.has_stopped(wanted.number):
            return STOPPED
        if wanted.category == MARKETING and self._wishes.has_enough(wanted.number):
            return ENOUGH
        return HELD if wanted.holding else EARLY if is_early else ""

    def has_document_to_fetch(self, message: Message, wanted: Submission) -> bool:
        """Return whether WhatsApp takes over the document before it sends the message."""
        name, one_in = message.attempt or message.id, self._options.fetch_one_in
        return bool(wanted.document) and behaviour.is_chosen(seed=self._options.seed, name=name, one_in=one_in)

    def events(self, message: Message, wanted: Submission) -> Sequence[Event]:
        """Return all that will happen to the message."""
        if message.fate.isdecimal():
            return (Event(1, Deed.FAILED, message.fate),)
        person = self._truth.person(message.address, message.account)
        events = behaviour.whatsapp(
            seed=self._options.seed, number=message.address[-10:], account=message.account, person=person
        )
        if events[-1].deed in PREFIXES and not _button(wanted, events[-1].deed):
            events = events[:-1]
        life = wanted.template.message_send_ttl_seconds if wanted.template else None
        if life and events[0].deed is Deed.SENT and events[1].after > life:
            # A message whose time is over before its phone is found is told of by nobody.
            return events[:1]
        if message.fate == EARLY:
            return (events[0]._replace(after=0), *events[1:])
        return events

    def sent(self, message: Message, wanted: Submission, events: Sequence[Event]) -> Sent:
        """Return what the message's statuses and its answer need to say."""
        answer = _button(wanted, events[-1].deed)
        return Sent(
            message.id, message.sender, message.address, message.account, message.attempt, wanted.category, answer,
            self.hides(message.address),
        )  # fmt: skip


def _button(wanted: Submission, deed: Deed) -> QuickReply | None:
    """Return the button of the message by which a person does so, if it has one."""
    return next(filter(None, map(wanted.reply_that, PREFIXES.get(deed, ()))), None)


def still_to_come(events: Sequence[Event], given: Mapping[str, str]) -> Sequence[Event]:
    """Return the events that were not told in an earlier life."""
    if given.get(FETCHED):
        events = UNFETCHED
    if given.get(RELEASED):
        events = DROPPED
    if Deed.READ in given or Deed.FAILED in given:
        # Everything before the last status was told or passed over.
        return [event for event in events if event.deed in PREFIXES and event.deed not in given]
    return [event for event in events if event.deed not in given]
