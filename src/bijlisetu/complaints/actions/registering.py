"""Take a complaint: it has a number at once, a clock, an office that answers; the same said twice is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bijlisetu.complaints import telling
from bijlisetu.complaints.actions import rising
from bijlisetu.complaints.actions.enclosing import File, enclose
from bijlisetu.complaints.actions.ending import join_outage, outage_of
from bijlisetu.complaints.actions.resolving import hear_no
from bijlisetu.complaints.actions.writing import NotPossible, locked, write
from bijlisetu.complaints.categories import categories
from bijlisetu.complaints.darkness.hearing import DARK, report
from bijlisetu.complaints.lists import OPEN, Own, State, Way, What, area_of
from bijlisetu.complaints.models import Complaint, ComplaintEvent
from bijlisetu.complaints.numbers import number_of
from bijlisetu.consumers.models import Consumer
from bijlisetu.network.companies import utility_over
from bijlisetu.network.models import Office
from bijlisetu.network.queries import top_offices
from bijlisetu.outages.learning.hearing import report_no_light
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.staff.levels import Level

NEXT = """
INSERT INTO complaints_series AS known (year, last) VALUES (%(year)s, %(many)s)
ON CONFLICT (year) DO UPDATE SET last = known.last + excluded.last RETURNING last
"""
SECTION = "SELECT section_id FROM network_feederplace WHERE feeder_id = %(feeder)s AND valid_to IS NULL"
#: Of the whole place, not of one house: neighbours on the feeder who say so have the same fault.
OF_ALL = frozenset({"SUP-OFF-AREA", "DTR", "LINE"})
#: Faults of one house that neighbours on a transformer may have together.
OF_NEIGHBOURS = frozenset({"SUP-OFF", *OF_ALL})
#: Who says so much later has another fault.
SAME_FAULT = timedelta(hours=6)
#: A person who says the same again within so long says it of the same complaint.
SAID_AGAIN = timedelta(days=30)
#: Whoever writes again sooner was told the number a moment ago; a machine would keep us talking for ever.
TOLD_AGAIN = timedelta(hours=1)
#: Further words of one complaint are told so often on a day.
MOST_TOLD_A_DAY = 3
LONGEST = 4000


class NoOffice(Refusal):
    """No office is known yet that could answer: import the network first."""


class NoCategory(Refusal):
    """There is no such category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody complains of, as it came."""

    category: str
    way: Way
    said_at: datetime
    words: str = ""
    consumer: int | None = None
    place: str = ""
    office: int | None = None  #: that answers, where it is of no account
    language: str = "hi"
    link: str = ""
    reply: int | None = None  #: the message by which it came
    level: Level = Level.JE  #: whom the person addresses
    files: Sequence[File] = field(default=())
    outage: str = ""  #: number of the outage that it is of
    is_heard: bool = False  #: the outages have been told of it
    own: Own | None = None  #: why no outage explains it
    asked: str = ""  #: what stands for whom somebody says they are, who proves nothing


@dataclass(frozen=True, slots=True)
class Taken:
    """The complaint that a person's words are now of, and whether it is new."""

    complaint: Complaint
    is_new: bool


@transaction.atomic
def register(said: Said, *, at: datetime, by: str) -> Taken:
    """
    Take the complaint, or lay the words to the one that the person has made before; tell the person the number.

    :raises NoCategory: if there is no such category
    :raises NoOffice: if there is no office that could answer
    """
    if said.category not in categories():
        raise NoCategory(f"there is no category {said.category!r}")
    # Before anybody is locked: others hear many people at once and lock them afterwards.
    outage = said.outage or _outage(said, at=at)
    # Whoever says it twice at once, at two of our workers, waits here for themselves.
    consumer = Consumer.objects.select_for_update().get(pk=said.consumer) if said.consumer is not None else None
    if known := _known(said, consumer):
        _say_again(known, said, at=at, by=by)
        return Taken(known, is_new=False)
    made = _make(said, consumer, outage=outage, at=at, by=by)
    enclose(made, said.files, at=at)
    if said.level == Level.JE and said.own is None and (joined := outage_of(made, consumer)):
        join_outage(made, joined, at=at, by=by)
    elif said.level == Level.JE and (first := _first_of(made, consumer, own=said.own)):
        write(made, What.JOINED, happened_at=at, at=at, by=by, facts={"primary": first.number})
    elif categories()[made.category].is_emergency or said.level > Level.JE:
        rising.rise_now(made, at=at)
    telling.registered(made, at=at)
    return Taken(made, is_new=True)


def speaks_already(consumer: int, *, at: datetime) -> bool:
    """Return whether the person has a complaint of the supply that is not over: what they say more is said of that."""
    codes = [one.code for one in categories().values() if one.group == "supply"]
    same = Complaint.objects.filter(consumer=consumer, state__in=[*OPEN, State.JOINED, State.RESOLVED])
    return same.filter(category__in=codes, said_at__gt=at - SAID_AGAIN).exists()


def next_numbers(many: int, *, at: datetime) -> list[str]:
    """Return the numbers of the next complaints, so many of them."""
    if not many:
        return []
    year = day_in_india(at).year
    ((last,),) = rows(NEXT, year=year, many=many)
    return [number_of(year, place) for place in range(last - many + 1, last + 1)]


def unnumbered(said: Said, consumer: Consumer | None, *, office: int, utility: str, at: datetime, by: str) -> Complaint:
    """Return the complaint as it came, unsaved, without its number and what follows from its events."""
    return Complaint(
        consumer=consumer, category=said.category, place=said.place[:LONGEST],
        area=area_of(consumer.feeder.supply if consumer else ""), words=said.words[:LONGEST],
        language=consumer.language if consumer else said.language, way=said.way, link=said.link, reply=said.reply,
        outage=said.outage, office_id=office, utility=utility,
        # A phone's clock may run ahead of ours: nobody complains tomorrow.
        said_at=min(said.said_at, at), at=at, by=by, due_at=at,
    )  # fmt: skip


def registering(made: Complaint, *, at: datetime, by: str, **more: str | int) -> ComplaintEvent:
    """Return the first event of the complaint, unsaved."""
    facts = {"category": made.category, "area": str(made.area), "office": made.office_id, **more}
    return ComplaintEvent(complaint=made, what=str(What.REGISTERED), at=made.said_at, kept_at=at, by=by, facts=facts)


def _make(said: Said, consumer: Consumer | None, *, outage: str, at: datetime, by: str) -> Complaint:
    office = _office(said, consumer)
    made = unnumbered(said, consumer, office=office, utility=utility_over(office), at=at, by=by)
    (made.number,) = next_numbers(1, at=at)
    made.outage = outage
    made.save()
    more = {name: told for name, told in (("asked", said.asked), ("own", said.own)) if told}
    level = int(said.level) if said.level > Level.JE else None
    facts = registering(made, at=at, by=by, **more).facts
    write(made, What.REGISTERED, happened_at=made.said_at, at=at, by=by, level=level, facts=facts)
    return made


def _outage(said: Said, *, at: datetime) -> str:
    """Tell the outages of who sits in the dark; return the number of the one that holds them."""
    if said.consumer is None or said.is_heard or said.category not in DARK:
        return ""
    told = report(consumer=said.consumer, way=said.way, said_at=said.said_at)
    return next((one.outage or "" for one in report_no_light(reports=told, at=at)), "")


def _office(said: Said, consumer: Consumer | None) -> int:
    """Return the section of the consumer's feeder; else the office that took it, or one that answers to no other."""
    if consumer is not None and (found := rows(SECTION, feeder=consumer.feeder_id)):
        return int(found[0][0])
    if said.office is not None:
        return said.office
    tops: list[Office] = top_offices()
    if not tops:
        raise NoOffice("no office is known that could answer")
    return tops[0].pk


def _known(said: Said, consumer: Consumer | None) -> Complaint | None:
    """Return the complaint that these words are of already: by the message itself, or by person and category."""
    if said.reply is not None:
        by_message = Complaint.objects.filter(reply=said.reply).first()
        heard = ComplaintEvent.objects.filter(reply=said.reply).select_related("complaint").first()
        if by_message or heard:
            return by_message or (heard.complaint if heard else None)
    if consumer is None:
        return None
    same = Complaint.objects.filter(
        consumer=consumer, state__in=[*OPEN, State.JOINED, State.RESOLVED], said_at__gt=said.said_at - SAID_AGAIN
    )
    group = categories()[said.category].group
    return next(
        (one for one in same.order_by("-id") if one.category == said.category
         or (group == categories()[one.category].group == "supply")),
        None,
    )  # fmt: skip


def _say_again(known: Complaint, said: Said, *, at: datetime, by: str) -> None:
    held = locked(known.pk)
    is_heard = said.reply is not None and (
        held.reply == said.reply or held.events.filter(reply=said.reply).exists()
    )  # fmt: skip
    if is_heard:
        return
    enclose(held, said.files, at=at)
    # They were asked whether it is mended, and complain of it again: that is a no, unless it was said before.
    if held.state == State.RESOLVED and hear_no(
        held, words=said.words, way=said.way, reply=said.reply, said_at=said.said_at, at=at, by=by
    ):
        return
    is_parted = said.own is not None and held.state == State.JOINED
    is_told = held.state != State.RESOLVED and (is_parted or _is_told_again(held, at=at))
    facts = {name: told for name, told in (("is_told", is_told), ("own", said.own)) if told}
    write(
        held, What.NOTED, happened_at=min(said.said_at, at), at=at, by=by, words=said.words[:LONGEST], way=said.way,
        reply=said.reply, facts=facts,
    )  # fmt: skip
    if is_parted:
        held.primary = None
        write(held, What.PARTED, happened_at=at, at=at, by=by, facts={"own": said.own})
        rising.rise_now(held, at=at)
    if is_told:
        telling.registered(held, at=at)


def _is_told_again(held: Complaint, *, at: datetime) -> bool:
    """Return whether the person is told the number once more: not just after the last time, nor often on a day."""
    told = held.events.filter(Q(what=What.REGISTERED) | Q(facts__is_told=True), kept_at__gt=at - timedelta(days=1))
    last = [event.kept_at for event in told]
    return len(last) <= MOST_TOLD_A_DAY and all(one <= at - TOLD_AGAIN for one in last)


def _first_of(made: Complaint, consumer: Consumer | None, *, own: Own | None) -> Complaint | None:
    """Return the open complaint of neighbours that this one is of too, and note that it is joined to it."""
    if consumer is None or made.category not in OF_NEIGHBOURS or own == Own.HOUSE:
        return None
    near = Complaint.objects.filter(
        primary=None, state__in=OPEN, category__in=OF_NEIGHBOURS, said_at__gt=made.said_at - SAME_FAULT
    ).exclude(pk=made.pk)
    # Who is dark after the light goes with others who are; what may end with the next light is none of theirs.
    if own == Own.STILL_DARK:
        near = near.filter(outage=made.outage, events__facts__own=own)
    else:
        near = near.exclude(events__facts__has_key="own")
    on_transformer = near.filter(consumer__transformer=consumer.transformer_id) if consumer.transformer_id else None
    on_feeder = near.filter(consumer__feeder=consumer.feeder_id, category__in=OF_ALL)
    found = (on_transformer.order_by("id").first() if on_transformer is not None else None) or (
        on_feeder.order_by("id").first() if made.category in OF_ALL else None
    )
    if found is not None:
        made.primary = found
    return found


@transaction.atomic
def join(*, complaint: int, to: int, at: datetime, by: str) -> None:
    """
    Join the complaint to the first of its kind: it is worked on there, and its person is asked when that is done.

    :raises NotPossible: if either has ended, or the other is joined to one itself
    """
    first, child = (locked(one) for one in sorted((to, complaint)))
    first, child = (first, child) if first.pk == to else (child, first)
    if first.pk == child.pk or first.primary_id is not None or first.state not in OPEN or child.joined.exists():
        raise NotPossible("it can be joined to the first of an open fault alone")
    child.primary = first
    write(child, What.JOINED, happened_at=at, at=at, by=by, facts={"primary": first.number})
