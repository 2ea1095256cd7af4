"""
Who is told what of an outage: the cut once, then each change to the same people, at the address where the cut went.

Before anything new is said, whatever of the outage has not left us is taken back: so nobody hears of a cut after the
light, and whoever was not told of the cut hears nothing of its end. Who is spared a short cut, or sleeps, is told once
it is no short one, or in the morning; if the light is back by then they hear nothing of either.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
from django.db import transaction

import bijlisetu.outbox.actions as outbox
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_over
from bijlisetu.outages.models import Outage, OutageEvent, OutagePart, Suspicion, Told
from bijlisetu.outages.queries import dark_elements_of
from bijlisetu.outages.reasons import reasons
from bijlisetu.outages.rules import OVER, Kind, State
from bijlisetu.outages.timing import sparing
from bijlisetu.outages.timing.current import timing
from bijlisetu.outbox.actions import STAGE
from bijlisetu.outbox.months import of_notice
from bijlisetu.outbox.states import LEFT_US
from bijlisetu.outbox.states import State as Try
from bijlisetu.plumbing.database import keyed
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.runs import actions as runs

Stage, Why = Told.Stage, Told.Why
#: So long an engine may hold a letter of this lane, and a carrier takes to hand it over: what follows waits for it.
IN_HAND = "interval '3 minutes'"
LONGEST_AREA = 36  #: of one variable of an SMS
#: The key of a run of an outage, outage:2026-11:00021:4:cut, also where a correction's key holds it.
KEY = re.compile(r"\boutage:\d{4}-\d{2}:([^:]+):")

#: A word of an outage that no end of it followed. Whoever is switched away and back again has two.
NOT_ENDED = """
NOT EXISTS (SELECT FROM outages_told ended WHERE ended.outage_id = {told}.outage_id
            AND ended.consumer_id = {told}.consumer_id AND ended.id > {told}.id
            AND ended.stage IN ('back', 'cancelled') OFFSET 0)
"""
#: Of the people told of this outage who are meant, and the end that came before: all, or those whom nothing still dark
#: holds. One pass: just after lakhs of rows were written the planner thinks them few, and would join each with all.
MEANT = """
SELECT told.consumer_id, coalesce(max(told.id) FILTER (WHERE told.stage IN ('back', 'cancelled')), 0) AS ended
FROM outages_told told WHERE told.outage_id = %(outage)s
  AND NOT (%(only_gone)s AND told.consumer_id = ANY(ARRAY(
      SELECT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
  )))
GROUP BY told.consumer_id
HAVING max(told.id) FILTER (WHERE told.stage IN ('cut', 'soon', 'time'))
       > coalesce(max(told.id) FILTER (WHERE told.stage IN ('back', 'cancelled')), 0)
"""
GATHER = f"CREATE TEMP TABLE outages_meant ON COMMIT DROP AS {MEANT}"
SAID = """
SELECT told.notice FROM outages_told told JOIN outages_meant USING (consumer_id)
WHERE told.outage_id = %(outage)s AND told.notice IS NOT NULL ORDER BY told.notice
"""
#: Whose light another outage kept dark, and who has heard of no light since: the word of that cut is theirs still.
OWED = """
SELECT told.consumer_id, told.notice FROM outages_meant
JOIN outages_told owed ON owed.consumer_id = outages_meant.consumer_id AND owed.why = 'dark_by_another'
JOIN outages_told told ON told.consumer_id = owed.consumer_id AND told.outage_id = owed.outage_id AND told.id < owed.id
WHERE told.notice IS NOT NULL AND NOT EXISTS (
    SELECT FROM outages_told light WHERE light.consumer_id = owed.consumer_id AND light.id > owed.id
      AND light.stage IN ('back', 'cancelled') AND light.notice IS NOT NULL OFFSET 0
)
"""
#: Asked after what is open was taken back: a claim that was under way is seen by now. The address where the cut was
#: read is best, then the last where it may have gone; not one whose owner has said since that it is not theirs.
LEFT = f"""
CREATE TEMP TABLE outages_left ON COMMIT DROP AS
SELECT DISTINCT ON (said.consumer_id) said.consumer_id, attempt.address,
       max(attempt.claimed_at) FILTER (
           WHERE attempt.state IN ({Try.CLAIMED}, {Try.UNSURE}, {Try.ACCEPTED}, {Try.SENT})
       ) OVER (PARTITION BY said.consumer_id) AS flying_since
FROM (
    SELECT told.consumer_id, told.notice FROM outages_told told JOIN outages_meant USING (consumer_id)
    WHERE told.outage_id = %(outage)s AND told.notice IS NOT NULL AND told.id > outages_meant.ended
    {{owed}}
) AS said
JOIN outbox_attempt attempt ON attempt.notice_id = said.notice AND {of_notice("attempt", "said.notice")}
JOIN contact_address held
  ON held.consumer_id = said.consumer_id AND held.value = attempt.address AND held.owner <> 'not_owner'
WHERE {LEFT_US}
ORDER BY said.consumer_id, attempt.state IN ({Try.DELIVERED}, {Try.READ}) DESC, attempt.claimed_at DESC
"""
#: Whoever is dark with another outage of which they were told hears nothing of the light. Nor does who was switched to
#: a line that is dark: its own look tells them next.
DARK_BY_ANOTHER = f"""
CREATE TEMP TABLE outages_dark ON COMMIT DROP AS
SELECT consumer_id FROM outages_meant WHERE EXISTS (
    SELECT FROM outages_told other JOIN outages_outage outage ON outage.id = other.outage_id
    WHERE other.consumer_id = outages_meant.consumer_id AND other.outage_id <> %(outage)s AND other.stage = 'cut'
      AND outage.state <> ALL(%(over)s) AND outage.from_at <= %(at)s AND {NOT_ENDED.format(told="other")} OFFSET 0
) OR %(moved)s AND consumer_id IN (
    SELECT touched.consumer_id FROM (
        SELECT coalesce(array_remove(array_agg(part.substation_id), NULL), '{{}}') AS stations,
               coalesce(array_remove(array_agg(part.feeder_id), NULL), '{{}}') AS feeders,
               coalesce(array_remove(array_agg(part.transformer_id), NULL), '{{}}') AS low
        FROM outages_outagepart part JOIN outages_outage outage ON outage.id = part.outage_id
        WHERE part.back_at IS NULL AND outage.id <> %(outage)s AND outage.state <> ALL(%(over)s)
          AND outage.state NOT IN ('entered', 'arranged') AND outage.from_at <= %(at)s
    ) AS others, consumers_touched(others.stations, others.feeders, others.low, %(at)s) AS touched
)
"""
BUT_FOR_DARK = "DELETE FROM {people} USING outages_dark WHERE {people}.consumer_id = outages_dark.consumer_id"
SAY = """
INSERT INTO posting (key, consumer_id, occasion, facts, "to", expires_at)
SELECT %(key)s || consumer.id, consumer.id, %(occasion)s,
       %(facts)s::jsonb || jsonb_build_object('account_end', right(consumer.account, 4)) {more}, {to}, %(expires_at)s
FROM {people} JOIN consumers_consumer consumer ON consumer.id = {people}.consumer_id {where} ORDER BY consumer.id
"""
TOUCHED = """
CREATE TEMP TABLE outages_meant ON COMMIT DROP AS
SELECT DISTINCT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
"""
#: Those whom a switching has put below the outage since they were last told, or were told it was over for them.
TOUCHED_ANEW = f"""
{TOUCHED} EXCEPT SELECT consumer_id FROM ({MEANT}) AS told
"""
NOT_SPARED = "NOT EXISTS (SELECT FROM outages_spared WHERE outages_spared.consumer_id = outages_meant.consumer_id)"
NOT_LEFT = "NOT EXISTS (SELECT FROM outages_left WHERE outages_left.consumer_id = outages_meant.consumer_id)"
WRITE_DOWN = """
INSERT INTO outages_told (outage_id, event_id, consumer_id, stage, notice, why)
SELECT %(outage)s, %(event)s, consumer_id, %(stage)s, id, '' FROM outbox_notice WHERE run_id = %(run)s
"""
NOT_TOLD = """
INSERT INTO outages_told (outage_id, event_id, consumer_id, stage, notice, why)
SELECT %(outage)s, %(event)s, consumer_id, %(stage)s, NULL, {why} FROM {people}
"""
ENDED_UNTOLD = f"outages_meant LEFT JOIN outages_spared USING (consumer_id) WHERE {NOT_LEFT}"
#: Notices of one phone follow each other: what is still in an engine's or a carrier's hands comes first.
PUT_OFF = f"""
UPDATE outbox_turn turn SET at = outages_left.flying_since + {IN_HAND}
FROM outages_left, outbox_notice notice
WHERE notice.run_id = %(run)s AND notice.consumer_id = outages_left.consumer_id AND turn.notice_id = notice.id
  AND outages_left.flying_since + {IN_HAND} > turn.at
"""
#: Lights of before that are still under way to those who are dark again now: a later channel would bring them after
#: the news of the new cut.
LIGHTS = """
SELECT told.id, told.notice FROM outages_outageevent light
JOIN outages_told told ON told.outage_id = light.outage_id AND told.event_id = light.id
JOIN outbox_notice notice ON notice.id = told.notice AND notice.state = 'open'
WHERE light.what IN ('back', 'partly', 'moved') AND light.said_at > %(at)s - interval '1 day' AND told.stage = 'back'
  AND told.consumer_id = ANY(ARRAY(SELECT consumer_id FROM outbox_notice WHERE run_id = %(run)s))
"""
#: What was taken back and never left was told to nobody.
UNTELL = f"""
UPDATE outages_told told SET notice = NULL, why = %(why)s FROM outbox_notice notice
WHERE told.id = ANY(%(told)s) AND notice.id = told.notice AND notice.state = 'withdrawn' AND NOT EXISTS (
    SELECT FROM outbox_attempt attempt
    WHERE attempt.notice_id = told.notice AND {of_notice("attempt", "told.notice")} AND {LEFT_US}
)
"""
#: The server measures no table of a transaction by itself.
MEASURE = "CREATE INDEX ON {people} (consumer_id); ANALYZE {people}"
#: So many rows at once change what statements over them should be planned for.
MANY = 5000
FORGET = "DROP TABLE IF EXISTS " + ", ".join(
    f"pg_temp.outages_{name}" for name in ("meant", "left", "dark", "spared", "lately")
)


class Saying(NamedTuple):
    """What is said: to whom, under which kind and stage, and until when it is worth saying."""

    people: str
    to: str
    where: str
    kind: str
    stage: str
    expires_at: datetime | None
    more: str = ""  #: facts of each person alone, as they are put to the others


def tell_cut(event: OutageEvent, *, at: datetime, by: str) -> str:
    """
    Tell everybody whom the outage touches, but for those who are spared it as yet.

    Return the state of the run: released, or held for an officer; empty where nobody is told.
    """
    execute(FORGET)
    execute(TOUCHED, **_dark(event.outage, at))
    measure("outages_meant")
    return _tell_anew(event, at=at, by=by)


def foresee_spared(outage: Outage, *, at: datetime) -> dict[str, int]:
    """Return how many the outage touches who would be spared it now, by why: dead_band, night."""
    when = timing(at=at)
    if not sparing.may_spare(outage, timing=when, at=at):
        return {}
    with transaction.atomic():
        execute(FORGET)
        execute(TOUCHED, **_dark(outage, at))
        sparing.spare(outage, since=outage.from_at, timing=when, at=at)
        return dict(rows("SELECT why, count(*) FROM outages_spared GROUP BY why"))


def tell_time(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Tell whoever may have heard of the cut that its end is another, or not known; the others hear of the cut anew."""
    outage = event.outage
    _gather(event, reason="changed", at=at)
    kind = "outage_changed" if _is_known(outage) else "outage_unknown"
    until = outage.until_at if _is_known(outage) else None
    say(event, Saying("outages_left", "outages_left.address", "", kind, Stage.TIME, until), at=at, by=by)
    say(event, _cut(outage, where=f"WHERE {NOT_LEFT} AND {NOT_SPARED}"), at=at, by=by)


def remind(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Remind whoever may have heard of the planned cut that it comes; those still to be told are told as they were."""
    _gather(event, reason="", at=at)
    saying = Saying("outages_left", "outages_left.address", "", "outage_soon", Stage.SOON, event.outage.until_at)
    say(event, saying, at=at, by=by)


def gather_spared(outage: Outage, *, at: datetime) -> int:
    """Gather who was spared the outage and is no more, for it is no short one, or it is morning; return how many."""
    execute(FORGET)
    return sparing.gather_due(outage, timing=timing(at=at), at=at)


def tell_spared(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Tell those of the cut who were gathered."""
    say(event, _cut(event.outage, where=""), at=at, by=by)


def tell_moved(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Tell those whom a switching has put below the outage that it is dark, and those who are gone that it is not."""
    execute(FORGET)
    execute(TOUCHED_ANEW, outage=event.outage_id, only_gone=False, **_dark(event.outage, at))
    _tell_anew(event, at=at, by=by)
    if event.outage.from_at <= at:
        tell_back(event, at=at, by=by)
    else:
        tell_cancelled(event, at=at, by=by)


def tell_back(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Tell whoever may have heard of the cut, and hangs on nothing still dark, that the light is back."""
    _tell_end(event, kind="outage_back", stage=Stage.BACK, at=at, by=by)


def tell_cancelled(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Tell whoever may have heard of the cut that it is cancelled."""
    _tell_end(event, kind="outage_cancelled", stage=Stage.CANCELLED, at=at, by=by)


def _tell_anew(event: OutageEvent, *, at: datetime, by: str) -> str:
    """Tell those gathered of the cut, and note who is spared it as yet; return the state of the run."""
    sparing.spare(event.outage, since=_begins(event), timing=timing(at=at), at=at)
    values = {"outage": event.outage_id, "event": event.pk, "stage": Stage.CUT}
    measure("outages_spared")
    execute(NOT_TOLD.format(why="why", people="outages_spared"), **values)
    return say(event, _cut(event.outage, where=f"WHERE {NOT_SPARED}"), at=at, by=by)


def _tell_end(event: OutageEvent, *, kind: str, stage: Told.Stage, at: datetime, by: str) -> None:
    _gather(event, reason=stage, at=at, owed=OWED)
    values = {"outage": event.outage_id, "event": event.pk, "stage": stage}
    if stage is Stage.BACK:
        moved = event.what == OutageEvent.What.MOVED
        execute(DARK_BY_ANOTHER, outage=event.outage_id, at=at, over=sorted(OVER), moved=moved)
        measure("outages_dark")
        execute(NOT_TOLD.format(why=f"'{Why.DARK_BY_ANOTHER}'", people="outages_dark"), **values)
        for people in ("outages_meant", "outages_left"):
            execute(BUT_FOR_DARK.format(people=people))
    execute(NOT_TOLD.format(why=f"coalesce(why, '{Why.NEVER_TOLD}')", people=ENDED_UNTOLD), **values)
    say(event, Saying("outages_left", "outages_left.address", "", kind, stage, None), at=at, by=by)


def _gather(event: OutageEvent, *, reason: str, at: datetime, owed: str = "") -> None:
    """
    Gather who was told of the outage and is not back, take back what has not left us, and look whom it may have.

    :param owed: whose words of other cuts count as well
    """
    outage = event.outage
    execute(FORGET)
    only_gone = event.what in (OutageEvent.What.PARTLY, OutageEvent.What.MOVED)
    execute(GATHER, outage=outage.pk, only_gone=only_gone, **_dark(outage, at))
    measure("outages_meant")
    if reason:
        said = [notice for (notice,) in rows(SAID, outage=outage.pk)]
        outbox.withdraw_notices(notices=said, at=at, reason=reason)
        runs.finish_empty(key=key_of(outage), at=at)
    execute(LEFT.format(owed=f"UNION ALL {owed}" if owed else ""), outage=outage.pk)
    sparing.gather_spared(outage)
    measure("outages_left", "outages_spared")


def measure(*people: str) -> None:
    """Have the tables of people measured, and found by their consumer."""
    for table in people:
        execute(MEASURE.format(people=table))


def say(event: OutageEvent, saying: Saying, *, at: datetime, by: str) -> str:
    """Post what is said as a run of its own, and write down who is told; return the state of the run."""
    outage, kind = event.outage, kinds()[saying.kind]
    key = f"{key_of(outage)}{event.pk}:{saying.stage}"
    run = runs.begin(key=key, kind=kind, at=at, by=by)
    execute(STAGE)
    statement = SAY.format(people=saying.people, to=saying.to, where=saying.where, more=saying.more)
    facts = {name: fact for name, fact in _facts(event, saying.stage).items() if name in kind.posted}
    execute(
        statement, key=f"{key}:", occasion=kind.occasion_of(facts), facts=orjson.dumps(facts).decode(),
        expires_at=saying.expires_at,
    )  # fmt: skip
    outbox.post_staged(kind=kind, at=at, run=run)
    told = execute(WRITE_DOWN, outage=outage.pk, event=event.pk, stage=saying.stage, run=run)
    if told > MANY:
        execute("ANALYZE outages_told")
    if saying.stage == Stage.CUT and outage.from_at <= at:
        _take_back_lights(run, at)
    state = runs.close(run=run, at=at, by=by)
    keyed.in_sets()  # its gates look things up by keys; more may be said of lakhs after it
    if saying.people == "outages_left":
        execute(PUT_OFF, run=run)
    return state


def _take_back_lights(run: int, at: datetime) -> None:
    """Take back the lights of other cuts that are under way to whoever the run tells that it is dark again."""
    lights = rows(LIGHTS, run=run, at=at)
    if lights:
        outbox.withdraw_notices(notices=[notice for _, notice in lights], at=at, reason="dark_again")
        # Such a light is owed with the end of the new cut.
        execute(UNTELL, told=[told for told, _ in lights], why=Why.DARK_BY_ANOTHER)


def _cut(outage: Outage, *, where: str) -> Saying:
    until = outage.until_at if _is_known(outage) else None
    return Saying("outages_meant", "''", where, kind_of_cut(outage), Stage.CUT, until)


def kind_of_cut(outage: Outage) -> str:
    """Return the kind of notice by which its people hear of it now."""
    if not _is_known(outage):
        return "outage_unknown"
    return "outage_planned" if outage.kind == Kind.PLANNED else "outage_breakdown"


def _is_known(outage: Outage) -> bool:
    """Return whether a time of return is promised that has not passed."""
    return outage.until_at is not None and outage.state != State.UNKNOWN


def _dark(outage: Outage, at: datetime) -> Mapping[str, object]:
    """Return what of the outage is dark, and the moment whose switching counts: now, or once it begins."""
    return {**dark_elements_of(outage).named, "at": max(outage.from_at, at)}


def _begins(event: OutageEvent) -> datetime:
    """Return since when it is dark for those who are told now: who was switched to it is dark since then."""
    moved = event.what == OutageEvent.What.MOVED
    begins: datetime = max(event.outage.from_at, event.said_at) if moved else event.outage.from_at
    return begins


def _facts(event: OutageEvent, stage: str) -> dict[str, str]:
    """Return all that is said at the event; a digest tells when the last cut was."""
    until = event.said_at if stage == Stage.DIGEST else event.outage.until_at
    return facts_of(event.outage, begins=_begins(event), until=until, back=event.said_at)


def facts_of(outage: Outage, *, begins: datetime, until: datetime | None, back: datetime | None) -> dict[str, str]:
    """Return all that is said of the outage, but whose account it is."""
    company, reason = company_over(outage.office_id), reasons()[outage.reason]
    area_hi, area_en = area_of(outage)
    moments = {"from": begins, "until": until, "back": back}
    return {
        "utility_hi": company.short_hi, "utility_en": company.short_en, "area_hi": area_hi, "area_en": area_en,
        "reason_hi": reason.hi, "reason_en": reason.en, "outage": outage.number,
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
    }  # fmt: skip


def key_of(outage: Outage) -> str:
    """Return how the keys of all runs and notices of the outage begin: with the month in which it begins."""
    return f"outage:{day_in_india(outage.from_at):%Y-%m}:{outage.number}:"


def number_in(key: str) -> str:
    """Return which outage the key of a run is of; nothing if it is of none."""
    found = KEY.search(key)
    return found[1] if found else ""


def area_of(outage: Outage) -> tuple[str, str]:
    """Return where it is dark, in Hindi and English, short enough for an SMS: the desk's words, or its parts' names."""
    # Whoever asks of many has fetched the parts of all of them beforehand.
    return _area(outage.words, sorted(outage.parts.all(), key=lambda part: part.pk))


def areas_of(outages: Collection[Outage]) -> dict[int, tuple[str, str]]:
    """Return the same of each, with one question however many they are."""
    parts: dict[int, list[OutagePart]] = defaultdict(list)
    places = OutagePart.objects.select_related("substation", "feeder", "transformer")
    for part in places.filter(outage__in=outages).order_by("id"):
        parts[part.outage_id].append(part)
    return {outage.pk: _area(outage.words, parts[outage.pk]) for outage in outages}


def _area(words: str, parts: Sequence[OutagePart]) -> tuple[str, str]:
    if words:
        return words[:LONGEST_AREA], words[:LONGEST_AREA]
    names = [named(part) for part in parts]
    more = f" +{len(names) - 1}" if len(names) > 1 else ""
    room = LONGEST_AREA - len(more)
    return f"{names[0][0][:room]}{more}", f"{names[0][1][:room]}{more}"


def named(part: OutagePart | Suspicion) -> tuple[str, str]:
    """Return what the part is called, in Hindi and English."""
    if part.substation:
        return f"उपकेंद्र {part.substation.name}", f"substation {part.substation.name}"
    if part.feeder:
        return f"फीडर {part.feeder.name}", f"feeder {part.feeder.name}"
    assert part.transformer  # noqa: S101 - a part is one of three
    return f"ट्रांसफार्मर {part.transformer.name}", f"transformer {part.transformer.name}"
