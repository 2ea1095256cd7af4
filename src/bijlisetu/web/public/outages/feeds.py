"""What is new of outages, as Atom: one entry for each outage, or one for each CAP message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.translation import gettext

from bijlisetu.network.companies import company_at_work
from bijlisetu.outages.public import said
from bijlisetu.outages.public.bulletins import Issued, latest, words_of
from bijlisetu.outages.public.cap import TYPE, identifier
from bijlisetu.outages.public.said import Word
from bijlisetu.plumbing.remember import remembered
from bijlisetu.web.language import spoken
from bijlisetu.web.public.kept import LEAST, file
from bijlisetu.web.public.outages.known import board_now
from bijlisetu.web.public.outages.pages import area_in
from bijlisetu.web.public.outages.programs import FOR_ALL
from bijlisetu.web.public.outages.source import source

#: The year of the tag: scheme (RFC 4151) in which the names of our entries begin; it never changes.
SINCE = "2026"
MOST = 100


class _Ours(Feed):  # type: ignore[type-arg]
    """What both feeds share: absolute addresses, a language of choice, and names that last."""

    feed_type = Atom1Feed

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the feed in Hindi, or in the language asked for; readers of feeds have no cookie."""
        asked = request.GET.get("language", "")
        language = asked if asked in said.LANGUAGES else settings.LANGUAGE_CODE
        area = self.get_object(request)
        with translation.override(language):
            make = partial(super().__call__, request, *args, **kwargs)
            answer = file(request, f"{self.name}:{language}:{area}", make) if board_now().knows(area) else make()
        answer["Cache-Control"] = FOR_ALL
        answer["Access-Control-Allow-Origin"] = "*"
        return answer

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> int | None:
        """Return the area that is asked for."""
        return area_in(request)

    def feed_guid(self, area: int | None) -> str:
        """Return the name of the feed."""
        return _tag(f"{self.name}/{spoken().value}/{area or 'all'}")

    def link(self, area: int | None) -> str:
        """Return where people read the same."""
        return f"{settings.PUBLIC_URL}/outages/{f'?office={area}' if area else ''}"

    def feed_url(self, area: int | None) -> str:
        """Return where the feed itself is."""
        return f"{settings.PUBLIC_URL}/outages/{self.name}{f'?office={area}' if area else ''}"

    def author_name(self) -> str:
        """Return whose outages these are: Atom wants a name."""
        company = company_at_work()
        return getattr(company, spoken(), "") or gettext("The electricity department")

    name = ""


class Outages(_Ours):
    """The outages that people were told of: one entry for each, renewed by each word of it."""

    name = "feed.atom"

    def title(self) -> str:
        """Return what the feed is called."""
        return gettext("Power outages")

    def items(self, area: int | None) -> Sequence[Word]:
        """Return the last word of each outage, the newest first."""
        found = board_now().within(area)
        last = {word.number: word for word in words_of([one.id for one in found][:MOST])}
        return sorted(last.values(), key=lambda word: (word.sent_at, word.event), reverse=True)

    def item_title(self, item: Word) -> str:
        """Return the word in one line."""
        return item.headline(spoken())

    def item_description(self, item: Word) -> str:
        """Return why, and what else is known."""
        return item.description(spoken())

    def item_link(self, item: Word) -> str:
        """Return the page of the outage."""
        return f"{settings.PUBLIC_URL}/outages/{item.number}/"

    def item_guid(self, item: Word) -> str:
        """Return the entry's name: the same for all words of an outage."""
        return _tag(f"outage/{item.number}")

    def item_pubdate(self, item: Word) -> datetime:
        """Return when people were told first."""
        return item.before[0][1] if item.before else item.sent_at

    def item_updateddate(self, item: Word) -> datetime:
        """Return when the last word came."""
        return item.sent_at


class Bulletins(_Ours):
    """The CAP messages of the last two days; each entry leads to one."""

    name = "cap.atom"

    def title(self) -> str:
        """Return what the feed is called."""
        return gettext("Power outages as CAP messages")

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Return no area: the messages say by their codes where they are."""
        return

    def items(self, area: None) -> Sequence[Issued]:
        """Return the newest first."""
        return remembered("public-cap", lambda: latest(at=timezone.now(), source=source()), least=LEAST)

    def item_title(self, item: Issued) -> str:
        """Return the word in one line."""
        return item.word.headline(spoken())

    def item_description(self, item: Issued) -> str:
        """Return why, and what else is known."""
        return item.word.description(spoken())

    def item_link(self, item: Issued) -> str:
        """Return the address of the message."""
        return f"{settings.PUBLIC_URL}/outages/cap/{identifier(item.word.number, item.word.event)}.xml"

    def item_guid(self, item: Issued) -> str:
        """Return the entry's name, which is the message's."""
        return _tag(f"cap/{identifier(item.word.number, item.word.event)}")

    def item_pubdate(self, item: Issued) -> datetime:
        """Return when it was sent."""
        return item.word.sent_at

    def item_updateddate(self, item: Issued) -> datetime:
        """Return when it was sent: it does not change."""
        return item.word.sent_at

    def item_enclosures(self, item: Issued) -> list[Enclosure]:
        """Return the message itself, with its type."""
        return [Enclosure(self.item_link(item), str(len(item.text.encode())), TYPE)]


def _tag(name: str) -> str:
    return f"tag:{urlsplit(settings.PUBLIC_URL).hostname},{SINCE}:{name}"
