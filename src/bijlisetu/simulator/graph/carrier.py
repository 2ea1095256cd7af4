"""WhatsApp itself: takes messages for phones, behaves after the truth, tells the sender by webhook."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from bijlisetu.simulator import clock
from bijlisetu.simulator.agenda import Agenda
from bijlisetu.simulator.graph.limits import Limits
from bijlisetu.simulator.graph.media import Media
from bijlisetu.simulator.graph.people import user_id
from bijlisetu.simulator.graph.planner import (
    DROPPED,
    FETCHED,
    HELD,
    PREFIXES,
    RELEASED,
    UNFETCHED,
    Planner,
    still_to_come,
)
from bijlisetu.simulator.graph.refused import VALUE_INVALID, GraphRefused
from bijlisetu.simulator.graph.submission import Submission, submission
from bijlisetu.simulator.graph.templates.register import Templates
from bijlisetu.simulator.graph.templates.template import Template
from bijlisetu.simulator.graph.webhooks.news import (
    MEDIA_NOT_FETCHED,
    News,
    Notice,
    Sent,
    Status,
    id_of_answer,
    metadata,
    new_id,
)
from bijlisetu.simulator.graph.webhooks.telling import Webhooks
from bijlisetu.simulator.graph.wishes import Wishes
from bijlisetu.simulator.log.store import Message, Reply, Store
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.people import behaviour
from bijlisetu.simulator.people.account import account_in
from bijlisetu.simulator.people.behaviour import Event
from bijlisetu.simulator.people.opener import Opener
from bijlisetu.simulator.people.truth import Truth
from bijlisetu.simulator.switchboard import Switchboard

logger = logging.getLogger(__name__)

CHANNEL = "whatsapp"
WINDOW = 24 * behaviour.HOUR  #: after a person wrote, free-form messages may be sent to them
NOTHING: Mapping[str, str] = {}


LONGEST_EARLY = 10.0  #: seconds an answer waits for the first status


class Taken(NamedTuple):
    """A message the API took, and what it answers."""

    id: str
    answer: bytes


class WhatsApp:
    """All phones with WhatsApp, and the network between them and the department."""

    def __init__(self, options: Options, *, truth: Truth, board: Switchboard, store: Store, opener: Opener) -> None:
        """Take the setting, the truth about the phones, the faults, the log, and a way to fetch documents."""
        self._options = options
        self._store = store
        self._opener = opener
        self._agenda = Agenda(factor=options.factor, give=self._happen)
        self._written_at: dict[str, float] = {}
        self._held: dict[tuple[str, str], list[tuple[Sent, Sequence[Event]]]] = {}
        self._to_be_told: dict[str, Callable[[], None]] = {}
        self.templates = Templates(store)
        self.wishes = Wishes(store)
        self.planner = Planner(options, truth=truth, board=board, wishes=self.wishes)
        self.webhooks = Webhooks(
            url=options.webhook,
            secret=options.app_secret,
            duplicates=options.duplicates,
            factor=options.factor,
            board=board,
            seed=options.seed,
            hides=self.planner.hides,
            given=self._given,
        )
        self.media = Media(options.folder / "media")
        self.limits = Limits(options, store=store)

    @property
    def pending(self) -> int:
        """How many events are still to happen or to be told."""
        return self._agenda.pending + self._opener.pending + self.webhooks.pending

    async def run(self) -> None:
        """Go on with what was under way, then live, for ever."""
        self._resume()
        async with asyncio.TaskGroup() as group:
            group.create_task(self._agenda.run())
            group.create_task(self.webhooks.run())

    def take(self, number_id: str, body: object, *, text: bytes, is_early: bool = False) -> Taken:
        """
        Take a message for a phone: the request's body, and its text as it came; if early, tell of it at once.

        :raises GraphRefused: if the request is malformed
        """
        wanted = submission(body, templates=self.templates)
        if wanted.media and not self.media.has(wanted.media):
            raise GraphRefused(VALUE_INVALID, f"Media ID {wanted.media} does not exist or has expired")
        self.limits.admit(wanted.number, is_open=self._may_write_freely)
        message = Message(
            new_id(), CHANNEL, wanted.number, account_in(wanted.text), number_id, wanted.attempt, "", text,
            clock.now(), self.planner.fate(wanted, is_open=self._may_write_freely(wanted.number), is_early=is_early),
        )  # fmt: skip
        self._store.message(message)
        self._plan(message, wanted, given=NOTHING)
        return Taken(message.id, self._answer(message, wanted, body))

    def when_told(self, message_id: str, then: Callable[[], None]) -> None:
        """Have it called when the product knows of the message, or after some seconds without."""
        self._to_be_told[message_id] = then
        asyncio.get_running_loop().call_later(LONGEST_EARLY, self._told, message_id)

    def tell(self, field: str, value: Mapping[str, object]) -> None:
        """Tell the product a change of a field of the business account."""
        self.webhooks.tell(Notice(field, value))

    def of_a_number(self, **news: object) -> Mapping[str, object]:
        """Return a change's value with news that concern one of the department's numbers."""
        return {**metadata(self._options.phone_number_ids[0]), **news}

    def release(self, template: Template) -> None:
        """Carry the messages that waited for the template; if it may no longer be sent, let them fail."""
        at = clock.now()
        for sent, events in self._held.pop((template.name, template.language), ()):
            is_dropped = template.status != "APPROVED"
            code = DROPPED[0].code if is_dropped else ""
            self._store.status(sent.id, RELEASED, code=code, at=at, given=False)
            self._agenda.add(sent, DROPPED if is_dropped else events, since=at)

    def press(self, message: Message, *, payload: str, label: str) -> None:
        """Have the person press a quick reply of the message."""
        whom = (message.address, message.account, message.sender)
        self._write(Reply(new_id(), CHANNEL, *whom, message.id, label, payload, clock.now()))

    def write(self, *, number_id: str, number: str, text: str) -> None:
        """Have the person write a text to the department."""
        self._write(Reply(new_id(), CHANNEL, number, "", number_id, "", text, "", clock.now()))

    def _answer(self, message: Message, wanted: Submission, body: object) -> bytes:
        asked = body.get("to") or body.get("recipient") if isinstance(body, dict) else ""
        phone = "" if self.planner.hides(message.address) else f'"wa_id":"{message.address}",'
        return (
            f'{{"messaging_product":"whatsapp","contacts":[{{"input":"{asked}",{phone}'
            f'"user_id":"{user_id(message.address)}"}}],'
            f'"messages":[{{"id":"{message.id}","message_status":"{wanted.holding or "accepted"}"}}]}}'
        ).encode()

    def _plan(self, message: Message, wanted: Submission, *, given: Mapping[str, str]) -> None:
        events = self.planner.events(message, wanted)
        sent = self.planner.sent(message, wanted, events)
        if message.fate == HELD and RELEASED not in given:
            return self._held.setdefault(wanted.template_key, []).append((sent, events))
        if given:
            events = still_to_come(events, given)
        elif self.planner.has_document_to_fetch(message, wanted):
            return self._opener.fetch(wanted.document, then=partial(self._fetched, sent, events, message.received_at))
        return self._agenda.add(sent, events, since=message.received_at)

    def _fetched(self, sent: Sent, events: Sequence[Event], since: float, worked: bool) -> None:
        code = "" if worked else MEDIA_NOT_FETCHED
        self._store.status(sent.id, FETCHED, code=code, at=clock.now(), given=False)
        self._agenda.add(sent, events if worked else UNFETCHED, since=since)

    def _may_write_freely(self, number: str) -> bool:
        return clock.now() - self._written_at.get(number, 0) < WINDOW / self._options.factor

    def _happen(self, sent: Sent, event: Event, at: float) -> None:
        if event.deed not in PREFIXES or not sent.answer:
            return self.webhooks.tell(Status(sent, event.deed, at, event.code))
        self._store.status(sent.id, event.deed, at=at)
        _, label, payload = sent.answer
        whom = (sent.number, sent.account, sent.number_id)
        return self._write(Reply(id_of_answer(sent.id), CHANNEL, *whom, sent.id, label, payload, at))

    def _write(self, reply: Reply) -> None:
        self._written_at[reply.address] = reply.at
        self._store.reply(reply)
        self.webhooks.tell(reply)

    def _told(self, message_id: str) -> None:
        then = self._to_be_told.pop(message_id, None)
        if then:
            then()

    def _given(self, news: News, given: bool) -> None:
        if isinstance(news, Status):
            if self._to_be_told:
                self._told(news.message.id)
            self._store.status(news.message.id, news.deed, code=news.code, at=news.at, given=given)
        elif isinstance(news, Reply):
            self._store.reply_given(news)

    def _resume(self) -> None:
        for row in self._store.read("SELECT address, max(at) AS at FROM replies WHERE channel = ? GROUP BY 1", CHANNEL):
            self._written_at[row["address"]] = row["at"]
        for _, reply in self._store.replies_on_their_way(CHANNEL):
            self.webhooks.tell(reply)
        for message, given in self._store.unfinished(CHANNEL):
            if self.limits.a_day:
                self.limits.remember(message.address, message.received_at)
            body: Mapping[str, Any] = json.loads(message.body)
            try:
                self._plan(message, submission(body, templates=self.templates, is_taken=True), given=given)
            except GraphRefused:
                # Its template was changed meanwhile; the message is lost, as with a carrier's own mistakes.
                logger.warning("A message of an earlier life no longer fits its template")
        if self.pending:
            logger.warning("Going on with %d events", self.pending)
