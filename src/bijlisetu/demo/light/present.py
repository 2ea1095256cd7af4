"""What a newcomer finds in the rooms of outages and complaints: one planned cut, one breakdown that lasts, a board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from bijlisetu.complaints.actions import resolving, rising, working
from bijlisetu.complaints.actions.registering import Said, register
from bijlisetu.complaints.lists import Wait, Way
from bijlisetu.demo.desks import SDO
from bijlisetu.demo.officers import OFFICER
from bijlisetu.network.models import Office
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions as outages
from bijlisetu.outages.rules import Kind
from bijlisetu.plumbing.database.sql import rows
from bijlisetu.plumbing.india import INDIA, day_in_india

CREW = "नमूना गैंग 2"
TO_COME, WORKS_FOR = time(10), timedelta(hours=3)
DARK_SINCE, DARK_FOR = timedelta(minutes=35), timedelta(minutes=75)
#: The feeders of the circle with the most people.
FEEDERS = """
SELECT consumer.feeder_id FROM consumers_consumer consumer
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(circle)s
GROUP BY consumer.feeder_id ORDER BY count(*) DESC, consumer.feeder_id LIMIT 2
"""
#: People whom the bill has reached, a few of each feeder: they hear what becomes of their complaint.
PEOPLE = """
SELECT consumer_id FROM (
    SELECT standing.consumer_id, row_number() OVER (PARTITION BY consumer.feeder_id ORDER BY consumer.id) AS place
    FROM reach_standing standing JOIN consumers_consumer consumer ON consumer.id = standing.consumer_id
    JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
    JOIN network_office_tree tree ON tree.descendant_id = place.section_id AND tree.ancestor_id = %(circle)s
    WHERE standing.reached AND consumer.feeder_id <> ALL(%(feeders)s)
) AS found ORDER BY place, consumer_id LIMIT %(most)s
"""


class Told(NamedTuple):
    """What somebody complained of, how long ago, and how far it has come."""

    category: str
    way: Way
    words: str
    hours_ago: float
    stage: str = "new"  #: new, given, begun, waits, mended, again


COMPLAINTS = (
    Told("BILL-WRONG", Way.CHAT, "इस महीने बिल बहुत ज़्यादा आया है", 2),
    Told("VOLT-LOW", Way.CHAT, "voltage bahut kam hai, pankha nahi chalta", 5, "given"),
    Told("SUP-OFF", Way.PHONE, "सुबह से घर में बिजली नहीं है, पड़ोस में है", 7, "begun"),
    Told("DTR", Way.SMS, "transformer jal gaya hai", 30),
    Told("METER-STOP", Way.COUNTER, "मीटर बंद पड़ा है", 26, "waits"),
    Told("CONTACT-NUMBER", Way.WEB, "मेरा मोबाइल नंबर अपडेट नहीं हुआ", 20, "mended"),
    Told("STREETLIGHT", Way.X, "गली की बत्ती तीन दिन से बंद है", 9, "again"),
    Told("SUP-OFF", Way.CHAT, "light nahi aa rahi hai", 1, "given"),
)


class Shown(NamedTuple):
    """How much there is to see."""

    outages: int
    complaints: int


def fill(circle: Office, *, at: datetime) -> Shown:
    """Enter and tell two outages of the circle, and take some complaints, each as far as it would be by now."""
    feeders = [feeder for (feeder,) in rows(FEEDERS, circle=circle.pk)]
    told = [_tell(feeder, place, at=at) for place, feeder in enumerate(feeders)]
    people = [who for (who,) in rows(PEOPLE, circle=circle.pk, feeders=feeders, most=len(COMPLAINTS))]
    return Shown(len(told), _complain(people, at=at))


def _tell(feeder: int, place: int, *, at: datetime) -> int:
    """Tell of a breakdown at the first feeder, and of work to come at the next."""
    elements = Elements(feeders=(feeder,))
    if place == 0:
        outage = outages.enter(
            kind=Kind.BREAKDOWN, elements=elements, reason="cable_fault", from_at=at - DARK_SINCE,
            until_at=at - DARK_SINCE + DARK_FOR, crew=CREW, at=at, by=SDO,
        )  # fmt: skip
    else:
        begins = datetime.combine(day_in_india(at) + timedelta(days=1), TO_COME, INDIA)
        outage = outages.enter(
            kind=Kind.PLANNED, elements=elements, reason="trees", from_at=begins, until_at=begins + WORKS_FOR,
            crew=CREW, at=at, by=SDO,
        )  # fmt: skip
    outages.announce(outage=outage.pk, at=at, by=SDO)
    return outage.pk


def _complain(people: Sequence[int], *, at: datetime) -> int:
    for consumer, told in zip(people, COMPLAINTS, strict=False):
        said_at = at - timedelta(hours=told.hours_ago)
        said = Said(category=told.category, way=told.way, said_at=said_at, words=told.words, consumer=consumer)
        taken = register(said, at=said_at, by=SDO)
        _go_on(taken.complaint.pk, told.stage, at=said_at + (at - said_at) / 2)
    rising.rise_due(at=at)
    return min(len(people), len(COMPLAINTS))


def _go_on(complaint: int, stage: str, *, at: datetime) -> None:
    if stage in ("given", "begun"):
        working.assign(complaints=[complaint], crew=CREW, at=at, by=SDO)
    if stage == "begun":
        working.begin(complaints=[complaint], at=at, by=SDO)
    if stage == "waits":
        words = "घर पर ताला है, मीटर तक पहुँचने का समय बताएँ"
        working.wait(complaint=complaint, why=Wait.LOCKED, words=words, at=at, by=SDO)
    if stage in ("mended", "again"):
        resolving.resolve(complaints=[complaint], words="काम हो गया", at=at, by=SDO)
    if stage == "again":
        words = "फ़ोन पर कहा: बत्ती अब भी बंद है"
        resolving.called(complaint=complaint, is_mended=False, words=words, at=at, by=OFFICER)
