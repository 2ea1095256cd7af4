"""Add up what people said lately: suspicions open, grow, give way to others and lapse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bijlisetu.outages.learning import asking, taking_up
from bijlisetu.outages.learning.circles import circles_of, hold
from bijlisetu.outages.learning.models import Suspicion
from bijlisetu.outages.learning.rules import (
    SLICE,
    WINDOW,
    Element,
    Explained,
    Level,
    Place,
    Said,
    Suspected,
    everyday,
)
from bijlisetu.outages.learning.weighing import Weighing
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.india import day_in_india

#: The days of a circle that show its everyday.
USUAL = timedelta(days=7)
#: Less probable than this, a suspicion is dropped.
DOUBTFUL = 0.5
#: The sections of which something new was said that no outage explains.
SECTIONS = """
SELECT DISTINCT section_id FROM outages_nolight
WHERE id = ANY(%(reports)s) AND outage_id IS NULL AND section_id IS NOT NULL AND said_at > %(since)s
"""
#: Each person counts once: since the first word of the dark, by the last word. Whom the desk has answered with a no
#: needs to say it anew.
SAID = """
WITH heard AS (
    SELECT told.consumer_id, told.section_id, told.feeder_id, told.transformer_id,
           coalesce(min(told.said_at) FILTER (WHERE told.is_dark), max(told.said_at)) AS since,
           coalesce(
               (max(told.said_at) FILTER (WHERE told.is_dark), max(told.id) FILTER (WHERE told.is_dark))
               > (max(told.said_at) FILTER (WHERE NOT told.is_dark), max(told.id) FILTER (WHERE NOT told.is_dark)),
               bool_or(told.is_dark)
           ) AS is_dark
    FROM outages_nolight told JOIN network_office_tree tree ON tree.descendant_id = told.section_id
    LEFT JOIN outages_suspicion suspicion ON suspicion.id = told.suspicion_id
    WHERE told.said_at > %(since)s AND told.outage_id IS NULL AND tree.ancestor_id = %(circle)s
      AND suspicion.state IS DISTINCT FROM 'refused'
    GROUP BY told.consumer_id, told.section_id, told.feeder_id, told.transformer_id
)
SELECT section_id, feeder_id, coalesce(transformer_id, 0),
       greatest(0, floor(extract(epoch FROM %(at)s - since) / %(slice)s))::int AS ago,
       count(*) FILTER (WHERE is_dark), count(*) FILTER (WHERE NOT is_dark)
FROM heard GROUP BY 1, 2, 3, 4
"""
EXPLAINED = """
SELECT part.transformer_id, part.feeder_id, told.section_id, min(told.feeder_id),
       greatest(0, floor(extract(epoch FROM %(at)s - told.said_at) / %(slice)s))::int AS ago,
       count(DISTINCT told.consumer_id)
FROM outages_nolight told JOIN network_office_tree tree ON tree.descendant_id = told.section_id
JOIN outages_outagepart part ON part.outage_id = told.outage_id
 AND (part.transformer_id = told.transformer_id OR part.feeder_id = told.feeder_id OR part.substation_id IS NOT NULL)
WHERE told.said_at > %(since)s AND tree.ancestor_id = %(circle)s AND told.is_dark
GROUP BY part.id, part.transformer_id, part.feeder_id, told.section_id, ago
"""
#: As the clock counted them last in this month, for to count a city at each word would take longer than all else.
FEEDERS = """
SELECT place.section_id, place.feeder_id, coalesce(
    (SELECT served.customers FROM outages_served served
     WHERE served.feeder_id = place.feeder_id AND served.month = %(month)s AND served.source = 'registry'),
    (SELECT count(*) FROM consumers_consumer consumer WHERE consumer.feeder_id = place.feeder_id)
)
FROM network_office_tree tree JOIN network_feederplace place
  ON place.section_id = tree.descendant_id AND place.valid_to IS NULL
WHERE tree.ancestor_id = %(circle)s
"""
TRANSFORMERS = """
SELECT transformer_id, count(*) FROM consumers_consumer WHERE transformer_id = ANY(%(transformers)s)
GROUP BY transformer_id
"""
#: What nothing explained in the days before, and for how long anybody has been heard.
BEFORE = """
SELECT count(DISTINCT (told.consumer_id, told.said_at::date)),
       coalesce(extract(epoch FROM %(since)s - min(told.said_at)) / 3600, 0)::float
FROM outages_nolight told JOIN network_office_tree tree ON tree.descendant_id = told.section_id
LEFT JOIN outages_suspicion suspicion ON suspicion.id = told.suspicion_id
WHERE told.said_at > %(begin)s AND told.said_at <= %(since)s AND told.is_dark AND tree.ancestor_id = %(circle)s
  AND told.outage_id IS NULL AND (suspicion.id IS NULL OR suspicion.state = 'refused')
"""
LAY_TO = """
UPDATE outages_nolight SET suspicion_id = %(suspicion)s
WHERE said_at > %(since)s AND outage_id IS NULL AND suspicion_id IS DISTINCT FROM %(suspicion)s
  AND CASE %(level)s WHEN 0 THEN transformer_id WHEN 1 THEN feeder_id ELSE section_id END = %(id)s
  AND NOT EXISTS (SELECT FROM outages_suspicion other WHERE other.id = suspicion_id AND other.state = 'refused')
"""
COLUMN = {Level.TRANSFORMER: "transformer_id", Level.FEEDER: "feeder_id", Level.SUBSTATION: "substation_id"}


def gather(*, reports: Sequence[int], since: datetime, at: datetime) -> None:
    """Look what adds up around these reports; those whose outage is known add nothing."""
    circles = circles_of(section for (section,) in rows(SECTIONS, reports=list(reports), since=since))
    if not circles:
        return
    hold(circles)
    taking_up.hold_for_new_ones(at=at)
    for circle in sorted(circles):
        _look(circle, circles[circle], since=since, at=at)


def lapse(*, at: datetime) -> int:
    """Let go of suspicions of which nobody has spoken within the window; return how many."""
    old = Suspicion.objects.filter(state=Suspicion.State.OPEN, heard_at__lte=at - WINDOW)
    return old.update(state=Suspicion.State.LAPSED, ended_at=at)


def element_of(suspicion: Suspicion) -> Element:
    """Return what is suspected to be dark."""
    return next(
        Element(level, number) for level, column in COLUMN.items() if (number := getattr(suspicion, column)) is not None
    )


def _look(circle: int, sections: Iterable[int], *, since: datetime, at: datetime) -> None:
    told = [
        Said(Place(section, feeder, low), ago, dark, lit)
        for section, feeder, low, ago, dark, lit in rows(
            SAID, circle=circle, since=since, at=at, slice=SLICE.total_seconds()
        )
    ]
    weighing = _weighing(circle, told, since=since, at=at)
    found = weighing.suspected(sections)
    for one in found:
        _open(one, since=since, at=at)
    for open_one in _open_in(told, sections):
        _close(open_one, found, weighing, at=at)


def _weighing(circle: int, told: Sequence[Said], *, since: datetime, at: datetime) -> Weighing:
    people: Counter[Element] = Counter()
    for section, feeder, many in rows(FEEDERS, circle=circle, month=day_in_india(at).replace(day=1)):
        people[Element(Level.FEEDER, feeder)] += many
        people[Element(Level.SUBSTATION, section)] += many
    spoken = sorted({one.place.transformer for one in told} - {0})
    for low, many in rows(TRANSFORMERS, transformers=spoken):
        people[Element(Level.TRANSFORMER, low)] = many
    whole = sum(many for element, many in people.items() if element.level is Level.FEEDER)
    ((before, hours),) = rows(BEFORE, circle=circle, begin=since - USUAL, since=since)
    spoke: Counter[Element] = Counter()
    for one in told:
        spoke[Element(Level.FEEDER, one.place.feeder)] += one.dark
    lately = [
        spoke[element] / many / (WINDOW.total_seconds() / 3600)
        for element, many in people.items() if element.level is Level.FEEDER and many
    ]  # fmt: skip
    return Weighing(
        told, people=people, whole=whole, explained=_explained(circle, since=since, at=at),
        everyday=everyday(told=before, people=whole, hours=hours, feeders=lately),
    )  # fmt: skip


def _explained(circle: int, *, since: datetime, at: datetime) -> list[Explained]:
    found = []
    told = rows(EXPLAINED, circle=circle, since=since, at=at, slice=SLICE.total_seconds())
    for low, line, section, feeder, ago, people in told:
        place = Place(section, feeder if low or line else 0, low or 0)
        found.append(Explained(place.elements[0], place, ago, people))
    return found


def _open(one: Suspected, *, since: datetime, at: datetime) -> None:
    """Keep the suspicion, or what is known of it by now."""
    spoken = at - one.ago * SLICE
    suspicion, is_new = Suspicion.objects.get_or_create(
        state=Suspicion.State.OPEN, **{COLUMN[one.element.level]: one.element.id},
        defaults={
            "since": spoken, "opened_at": at, "probability": one.probability, "reports": one.reports, "heard_at": at,
        },
    )  # fmt: skip
    if not is_new:
        suspicion.probability, suspicion.reports, suspicion.heard_at = one.probability, one.reports, at
        suspicion.save(update_fields=["probability", "reports", "heard_at"])
    else:
        asking.ask_neighbours(suspicion, at=at)
        asking.ask_officer(suspicion, section=one.place.section, at=at)
    execute(LAY_TO, suspicion=suspicion.pk, since=since, level=int(one.element.level), id=one.element.id)


def _open_in(told: Iterable[Said], sections: Iterable[int]) -> list[tuple[Suspicion, Place]]:
    """Return the open suspicions in these sections, of which something was said within the window."""
    places = {
        element: one.place for one in told if one.place.section in set(sections) for element in one.place.elements
    }
    still = Suspicion.objects.filter(state=Suspicion.State.OPEN).order_by("id")
    return [(one, places[element]) for one in still if (element := element_of(one)) in places]


def _close(open_one: tuple[Suspicion, Place], found: Sequence[Suspected], weighing: Weighing, *, at: datetime) -> None:
    """End the suspicion if another one stands for it by now, or if those who have light make it doubtful."""
    suspicion, place = open_one
    element = element_of(suspicion)
    if any(one.element == element for one in found):
        return
    over = place.elements[element.level :]
    if any(one.element in place.elements or element in one.place.elements for one in found):
        state = Suspicion.State.REPLACED
    elif weighing.probability(element) < DOUBTFUL and over:
        state = Suspicion.State.LAPSED
    else:
        return
    # The desk may have refused it at this moment: its word stays.
    Suspicion.objects.filter(pk=suspicion.pk, state=Suspicion.State.OPEN).update(state=state, ended_at=at)
