"""People in the story: they write on simulated phones, ring a clerk, and press buttons under what comes to them."""

from __future__ import annotations

import http.client
import urllib.parse
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from bijlisetu.complaints.actions import registering
from bijlisetu.complaints.actions.registering import Said as Complained
from bijlisetu.complaints.categories import OTHER, meant, tokens_of
from bijlisetu.complaints.lists import Way as Entrance
from bijlisetu.consumers.models import Consumer
from bijlisetu.demo.desks import SDO
from bijlisetu.demo.light.clock import Clock
from bijlisetu.demo.light.ground import Ground, Phone
from bijlisetu.demo.light.letters import Letter
from bijlisetu.simulator.cuts.neighbours import About, Said, Way

PATIENCE = 30  #: seconds


@dataclass
class People:
    """Everybody in the houses."""

    phones: str  #: HOST:PORT where they are
    ground: Ground
    clock: Clock
    told: set[tuple[str, str]] = field(default_factory=set)  #: account and cut: they need not write any more
    wrote: list[Said] = field(default_factory=list)  #: what was truly said to us, and when

    def say(self, said: Said) -> None:
        """Have somebody say it, unless they know by now that we know."""
        if said.about is About.DARK and (said.account, said.subject) in self.told:
            return
        phone = next(iter(self.ground.phones.get(said.account, ())), None)
        if said.way is Way.PHONE or phone is None:
            self._ring_the_clerk(said)
        elif said.way is Way.MISSED_CALL:
            self._post(f"/phone/{phone.number}/call", {})
        elif not self._write(phone, said):
            self._ring_the_clerk(said)
        self.wrote.append(replace(said, at=self.clock.now()))

    def press(self, letter: Letter, meaning: str) -> None:
        """Have whoever got the letter press the button of that meaning."""
        self._post(f"/phone/{letter.address}/press", {"message": letter.id, "index": str(letter.buttons[meaning])})

    def _write(self, phone: Phone, said: Said) -> bool:
        """Return whether it could be written: an SMS goes only where one has come from."""
        channel = "whatsapp" if phone.has_whatsapp and said.way is Way.CHAT else "sms"
        return self._post(f"/phone/{phone.number}/answer", {"text": said.words, "channel": channel})

    def _ring_the_clerk(self, said: Said) -> None:
        """Have a clerk write down what is said on the telephone."""
        consumer = Consumer.objects.get(account=said.account)
        category = meant(tokens_of(said.words))
        told = Complained(
            category=category.code if category else OTHER, way=Entrance.PHONE, said_at=self.clock.now(),
            words=said.words, consumer=consumer.pk,
        )  # fmt: skip
        registering.register(told, at=self.clock.now(), by=SDO)

    def _post(self, path: str, form: dict[str, str]) -> bool:
        """Do it on the page of the phone; its answer leads back to the page, which nobody looks at."""
        host = http.client.HTTPConnection(self.phones, timeout=PATIENCE)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            host.request("POST", path, urllib.parse.urlencode(form), headers)
            return host.getresponse().status == HTTPStatus.SEE_OTHER
        finally:
            host.close()
