"""WhatsApp itself: takes messages for phones, behaves after the truth, tells the sender by webhook."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Mapping
from typing import Any

from bijlisetu.simulator import behaviour
from bijlisetu.simulator.account import account_in
from bijlisetu.simulator.agenda import Agenda
from bijlisetu.simulator.behaviour import Deed, Event
from bijlisetu.simulator.graph.news import MEDIA_NOT_FETCHED, WINDOW_CLOSED, News, Sent, Status, new_id
from bijlisetu.simulator.graph.refused import GraphRefused
from bijlisetu.simulator.graph.submission import Submission, submission
from bijlisetu.simulator.graph.templates import Templates
from bijlisetu.simulator.graph.webhooks import Webhooks
from bijlisetu.simulator.opener import Opener
from bijlisetu.simulator.options import Options
from bijlisetu.simulator.store import Message, Reply, Store
from bijlisetu.simulator.truth import Truth

logger = logging.getLogger(__name__)

CHANNEL = "whatsapp"
WINDOW = 24 * behaviour.HOUR  #: after a person wrote, free-form messages may be sent to them
ANSWERS = {"confirm:": Deed.CONFIRMED, "not_mine:": Deed.OBJECTED}
FETCHED = "fetched"  #: status of the log alone: the document was taken over, or could not be


class WhatsApp:
    """All phones with WhatsApp, and the network between them and the department."""

    def __init__(self, options: Options, *, truth: Truth, store: Store, opener: Opener) -> None:
        """Take the setting, the truth about the phones, the log, and a way to fetch documents."""
        self._options = options
        self._truth = truth
        self._store = store
        self._opener = opener
        self._agenda = Agenda(factor=options.factor, give=self._happen)
        self._written_at: dict[str, float] = {}
        self.templates = Templates(store)
        self.webhooks = Webhooks(
            url=options.webhook,
            secret=options.app_secret,
            duplicates=options.duplicates,
            seed=options.seed,
            given=self._given,
        )

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

    def take(self, number_id: str, body: object, *, text: str) -> Message:
        """
        Take a message for a phone: the request's body, and its text as it came, for the log.

        :raises GraphRefused: if the request is malformed
        """
        wanted = submission(body, templates=self.templates)
        message = Message(
            id=new_id(),
            channel=CHANNEL,
            address=wanted.number,
            account=account_in(wanted.text),
            sender=number_id,
            attempt=wanted.attempt,
            parts="",
            body=text,
            received_at=time.time(),
        )
        self._store.message(message)
        self._plan(message, wanted, given=frozenset())
        return message

    def press(self, message: Message, *, payload: str, label: str) -> None:
        """Have the person press a quick reply of the message."""
        whom = (message.address, message.account, message.sender)
        self._write(Reply(new_id(), CHANNEL, *whom, message.id, label, payload, time.time()))

    def write(self, *, number_id: str, number: str, text: str) -> None:
        """Have the person write a text to the department."""
        self._write(Reply(new_id(), CHANNEL, number, "", number_id, "", text, "", time.time()))

    def _plan(self, message: Message, wanted: Submission, *, given: frozenset[str]) -> None:
        sent = _sent(message, wanted)
        events = [event for event in self._events(sent, wanted) if event.deed not in given]
        if given & {Deed.READ, Deed.FAILED}:
            # Whatever came before the last status was told, or passed over.
            events = [event for event in events if event.deed in (Deed.CONFIRMED, Deed.OBJECTED)]
        chosen = behaviour.is_chosen(
            seed=self._options.seed, name=message.attempt or message.id, one_in=self._options.fetch_one_in
        )
        if not (wanted.document and chosen) or given:
            return self._agenda.add(sent, events, since=message.received_at)

        def fetched(worked: bool) -> None:
            code = "" if worked else MEDIA_NOT_FETCHED
            self._store.status(message.id, FETCHED, code=code, at=time.time())
            planned = events if worked else [Event(0, Deed.FAILED, MEDIA_NOT_FETCHED)]
            self._agenda.add(sent, planned, since=message.received_at)

        return self._opener.fetch(wanted.document, then=fetched)

    def _events(self, sent: Sent, wanted: Submission) -> list[Event]:
        if wanted.kind != "template" and not self._may_write_freely(sent.number):
            return [Event(1, Deed.FAILED, WINDOW_CLOSED)]
        person = self._truth.person(sent.number, sent.account)
        events = behaviour.whatsapp(
            seed=self._options.seed, number=sent.number[-10:], account=sent.account, person=person
        )
        return [event for event in events if event.deed not in ANSWERS.values() or event.deed in sent.replies]

    def _may_write_freely(self, number: str) -> bool:
        return time.time() - self._written_at.get(number, 0) < WINDOW / self._options.factor

    def _happen(self, sent: Sent, event: Event, at: float) -> None:
        if event.deed not in (Deed.CONFIRMED, Deed.OBJECTED):
            return self.webhooks.tell(Status(sent, event.deed, at, event.code))
        self._store.status(sent.id, event.deed, at=at)
        _, label, payload = sent.replies[event.deed]
        whom = (sent.number, sent.account, sent.number_id)
        return self._write(Reply(new_id(), CHANNEL, *whom, sent.id, label, payload, at))

    def _write(self, reply: Reply) -> None:
        self._written_at[reply.address] = reply.at
        self._store.reply(reply)
        self.webhooks.tell(reply)

    def _given(self, news: News, given: bool) -> None:
        if isinstance(news, Status):
            self._store.status(news.message.id, news.deed, code=news.code, at=news.at, given=given)
        else:
            self._store.reply_given(news)

    def _resume(self) -> None:
        for row in self._store.read("SELECT address, max(at) AS at FROM replies WHERE channel = ? GROUP BY 1", CHANNEL):
            self._written_at[row["address"]] = row["at"]
        for _, reply in self._store.replies_on_their_way(CHANNEL):
            self.webhooks.tell(reply)
        unfinished = self._store.unfinished(CHANNEL)
        for message, given in unfinished:
            body: Mapping[str, Any] = json.loads(message.body)
            try:
                self._plan(message, submission(body, templates=self.templates), given=given)
            except GraphRefused:
                # Its template was changed meanwhile; the message is lost, as with a carrier's own mistakes.
                logger.warning("A message of an earlier life no longer fits its template")
        if unfinished:
            logger.warning("Going on with %d messages, %d events", len(unfinished), self.pending)


def _sent(message: Message, wanted: Submission) -> Sent:
    replies = ((_answer(reply.payload), reply) for reply in wanted.replies())
    return Sent(
        id=message.id,
        number_id=message.sender,
        number=message.address,
        account=message.account,
        attempt=message.attempt,
        category=wanted.category,
        replies={answer: reply for answer, reply in replies if answer},
    )


def _answer(payload: str) -> Deed | None:
    return next((deed for start, deed in ANSWERS.items() if payload.startswith(start)), None)
