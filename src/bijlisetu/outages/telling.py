"""
Who is told what of an outage: the cut once, then each change to the same people, at the address where the cut went.

Before anything new is said, whatever of the outage has not left us is taken back: so nobody hears of a cut after the
light, and whoever was not told of the cut hears nothing of its end.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import orjson

import bijlisetu.outbox.actions as outbox
from bijlisetu.kinds.files import kinds
from bijlisetu.network.companies import company_over
from bijlisetu.outages.models import Outage, OutageEvent, OutagePart, Suspicion, Told
from bijlisetu.outages.queries import elements_of
from bijlisetu.outages.reasons import reasons
from bijlisetu.outages.rules import OVER, Kind, State
from bijlisetu.outbox.actions import STAGE
from bijlisetu.outbox.months import of_notice
from bijlisetu.outbox.states import LEFT_US
from bijlisetu.outbox.states import State as Try
from bijlisetu.plumbing.database.sql import execute, rows
from bijlisetu.plumbing.india import day_in_india
from bijlisetu.runs import actions as runs

Stage, Why = Told.Stage, Told.Why
#: So long an engine may hold a letter of this lane, and a carrier takes to hand it over: what follows waits for it.
IN_HAND = "interval '3 minutes'"
LONGEST_AREA = 36  #: of one variable of an SMS

#: Of the people told of this outage who are meant: all, or those no part still dark holds.
MEANT = """
SELECT DISTINCT told.consumer_id FROM outages_told told
WHERE told.outage_id = %(outage)s AND told.stage <> ALL(%(ends)s)
  AND NOT EXISTS (SELECT FROM outages_told ended WHERE ended.outage_id = told.outage_id
                  AND ended.consumer_id = told.consumer_id AND ended.stage = ANY(%(ends)s))
  AND NOT (%(only_back)s AND told.consumer_id = ANY(ARRAY(
      SELECT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
  )))
"""
GATHER = f"CREATE TEMP TABLE outages_meant ON COMMIT DROP AS {MEANT}"
SAID = """
SELECT told.notice FROM outages_told told JOIN outages_meant USING (consumer_id)
WHERE told.outage_id = %(outage)s AND told.notice IS NOT NULL ORDER BY told.notice
"""
#: Asked after what is open was taken back: a claim that was under way is seen by now. The address where the cut was
#: read is best, then the last where it may have gone; not one whose owner has said since that it is not theirs.
LEFT = f"""
CREATE TEMP TABLE outages_left ON COMMIT DROP AS
SELECT DISTINCT ON (told.consumer_id) told.consumer_id, attempt.address,
       max(attempt.claimed_at) FILTER (
           WHERE attempt.state IN ({Try.CLAIMED}, {Try.UNSURE}, {Try.ACCEPTED}, {Try.SENT})
       ) OVER (PARTITION BY told.consumer_id) AS flying_since
FROM outages_told told JOIN outages_meant USING (consumer_id)
JOIN outbox_attempt attempt ON attempt.notice_id = told.notice AND {of_notice("attempt", "told.notice")}
JOIN contact_address held
  ON held.consumer_id = told.consumer_id AND held.value = attempt.address AND held.owner <> 'not_owner'
WHERE told.outage_id = %(outage)s AND {LEFT_US}
ORDER BY told.consumer_id, attempt.state IN ({Try.DELIVERED}, {Try.READ}) DESC, attempt.claimed_at DESC
"""
#: Whoever is dark with another outage of which they were told hears nothing of the light.
DARK_BY_ANOTHER = """
EXISTS (
    SELECT FROM outages_told other JOIN outages_outage outage ON outage.id = other.outage_id
    WHERE other.consumer_id = outages_left.consumer_id AND other.outage_id <> %(outage)s AND other.stage = 'cut'
      AND outage.state <> ALL(%(over)s) AND outage.from_at <= %(at)s
      AND NOT EXISTS (SELECT FROM outages_told ended WHERE ended.outage_id = other.outage_id
                      AND ended.consumer_id = other.consumer_id AND ended.stage = ANY(%(ends)s))
)
"""
SAY = """
INSERT INTO posting (key, consumer_id, occasion, facts, "to", expires_at)
SELECT %(key)s || consumer.id, consumer.id, %(occasion)s,
       %(facts)s::jsonb || jsonb_build_object('account_end', right(consumer.account, 4)), {to}, %(expires_at)s
FROM {people} JOIN consumers_consumer consumer ON consumer.id = {people}.consumer_id {where} ORDER BY consumer.id
"""
TOUCHED = """
CREATE TEMP TABLE outages_meant ON COMMIT DROP AS
SELECT DISTINCT consumer_id FROM consumers_touched(%(substations)s, %(feeders)s, %(transformers)s, %(at)s)
"""
NOT_LEFT = "WHERE NOT EXISTS (SELECT FROM outages_left WHERE outages_left.consumer_id = outages_meant.consumer_id)"
WRITE_DOWN = """
INSERT INTO outages_told (outage_id, event_id, consumer_id, stage, notice, why)
SELECT %(outage)s, %(event)s, consumer_id, %(stage)s, id, '' FROM outbox_notice WHERE run_id = %(run)s
"""
NOT_TOLD = """
INSERT INTO outages_told (outage_id, event_id, consumer_id, stage, notice, why)
SELECT %(outage)s, %(event)s, consumer_id, %(stage)s, NULL, %(why)s FROM {people} {where}
"""
#: Notices of one phone follow each other: what is still in an engine's or a carrier's hands comes first.
PUT_OFF = f"""
UPDATE outbox_turn turn SET at = outages_left.flying_since + {IN_HAND}
FROM outages_left, outbox_notice notice
WHERE notice.run_id = %(run)s AND notice.consumer_id = outages_left.consumer_id AND turn.notice_id = notice.id
  AND outages_left.flying_since + {IN_HAND} > turn.at
"""
FORGET = "DROP TABLE IF EXISTS pg_temp.outages_meant, pg_temp.outages_left"


class Saying(NamedTuple):
    """What is said: to whom, under which kind and stage, and until when it is worth saying."""

    people: str
    to: str
    where: str
    kind: str
    stage: str
    expires_at: datetime | None


def tell_cut(event: OutageEvent, *, at: datetime, by: str) -> str:
    """Tell everybody whom the outage touches; return the state of the run: released, or held for an officer."""
    outage = event.outage
    execute(FORGET)
    execute(TOUCHED, **_dark(outage), at=max(outage.from_at, at))
    return _say(event, _cut(outage, where=""), at=at, by=by)


def tell_time(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Tell whoever may have heard of the cut that its end is another, or not known; the others hear of the cut anew."""
    outage = event.outage
    _gather(event, reason="changed", at=at)
    is_known = outage.until_at is not None and outage.state != State.UNKNOWN
    kind = "outage_changed" if is_known else "outage_unknown"
    until = outage.until_at if is_known else None
    _say(event, Saying("outages_left", "outages_left.address", "", kind, Stage.TIME, until), at=at, by=by)
    _say(event, _cut(outage, where=NOT_LEFT), at=at, by=by)


def remind(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Remind whoever may have heard of the planned cut that it comes; those still to be told are told as they were."""
    _gather(event, reason="", at=at)
    saying = Saying("outages_left", "outages_left.address", "", "outage_soon", Stage.SOON, event.outage.until_at)
    _say(event, saying, at=at, by=by)


def tell_back(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Tell whoever may have heard of the cut, and hangs on no part still dark, that the light is back."""
    _tell_end(event, kind="outage_back", stage=Stage.BACK, at=at, by=by)


def tell_cancelled(event: OutageEvent, *, at: datetime, by: str) -> None:
    """Tell whoever may have heard of the cut that it is cancelled."""
    _tell_end(event, kind="outage_cancelled", stage=Stage.CANCELLED, at=at, by=by)


def _tell_end(event: OutageEvent, *, kind: str, stage: Told.Stage, at: datetime, by: str) -> None:
    _gather(event, reason=stage, at=at)
    values = {"outage": event.outage_id, "event": event.pk, "stage": stage, "at": at, "over": sorted(OVER)}
    values["ends"] = [Stage.BACK, Stage.CANCELLED]
    if stage is Stage.BACK:
        another = NOT_TOLD.format(people="outages_left", where=f"WHERE {DARK_BY_ANOTHER}")
        execute(another, why=Why.DARK_BY_ANOTHER, **values)
        execute(f"DELETE FROM outages_left WHERE {DARK_BY_ANOTHER}", **values)
    never = f"{NOT_LEFT} AND consumer_id <> ALL(ARRAY(SELECT consumer_id FROM outages_told WHERE event_id = %(event)s))"
    execute(NOT_TOLD.format(people="outages_meant", where=never), why=Why.NEVER_TOLD, **values)
    _say(event, Saying("outages_left", "outages_left.address", "", kind, stage, None), at=at, by=by)


def _gather(event: OutageEvent, *, reason: str, at: datetime) -> None:
    """Gather who was told of the outage and is not back, take back what has not left us, and look whom it may have."""
    outage = event.outage
    execute(FORGET)
    values = {**_dark(outage), "outage": outage.pk, "at": at, "ends": [Stage.BACK, Stage.CANCELLED]}
    execute(GATHER, only_back=event.what == OutageEvent.What.PARTLY, **values)
    if reason:
        said = [notice for (notice,) in rows(SAID, outage=outage.pk)]
        outbox.withdraw_notices(notices=said, at=at, reason=reason)
    execute(LEFT, outage=outage.pk)


def _say(event: OutageEvent, saying: Saying, *, at: datetime, by: str) -> str:
    """Post what is said as a run of its own, and write down who is told; return the state of the run."""
    outage, kind = event.outage, kinds()[saying.kind]
    key = f"{key_of(outage)}{event.pk}:{saying.stage}"
    run = runs.begin(key=key, kind=kind, at=at, by=by)
    execute(STAGE)
    statement = SAY.format(people=saying.people, to=saying.to, where=saying.where)
    facts = {name: fact for name, fact in facts_of(outage).items() if name in kind.posted}
    execute(
        statement, key=f"{key}:", occasion=kind.occasion_of(facts), facts=orjson.dumps(facts).decode(),
        expires_at=saying.expires_at,
    )  # fmt: skip
    outbox.post_staged(kind=kind, at=at, run=run)
    execute(WRITE_DOWN, outage=outage.pk, event=event.pk, stage=saying.stage, run=run)
    state = runs.close(run=run, at=at, by=by)
    if saying.people == "outages_left":
        execute(PUT_OFF, run=run)
    return state


def _cut(outage: Outage, *, where: str) -> Saying:
    is_known = outage.until_at is not None and outage.state != State.UNKNOWN
    kind = "outage_planned" if outage.kind == Kind.PLANNED else "outage_breakdown"
    until = outage.until_at if is_known else None
    return Saying("outages_meant", "''", where, kind if is_known else "outage_unknown", Stage.CUT, until)


def _dark(outage: Outage) -> Mapping[str, list[int]]:
    return elements_of(OutagePart.objects.filter(outage=outage, back_at=None)).named


def facts_of(outage: Outage) -> dict[str, str]:
    """Return all that is said of the outage, but whose account it is."""
    company, reason = company_over(outage.office_id), reasons()[outage.reason]
    area_hi, area_en = area_of(outage)
    moments = {"from": outage.from_at, "until": outage.until_at, "back": outage.back_at or _last_back(outage)}
    return {
        "utility_hi": company.short_hi, "utility_en": company.short_en, "area_hi": area_hi, "area_en": area_en,
        "reason_hi": reason.hi, "reason_en": reason.en, "outage": outage.number,
        **{name: moment.isoformat() for name, moment in moments.items() if moment},
    }  # fmt: skip


def _last_back(outage: Outage) -> datetime | None:
    back = OutagePart.objects.filter(outage=outage).exclude(back_at=None).order_by("-back_at")
    return back.values_list("back_at", flat=True).first()


def key_of(outage: Outage) -> str:
    """Return how the keys of all runs and notices of the outage begin: with the month in which it begins."""
    return f"outage:{day_in_india(outage.from_at):%Y-%m}:{outage.number}:"


def area_of(outage: Outage) -> tuple[str, str]:
    """Return where it is dark, in Hindi and English, short enough for an SMS: the desk's words, or its parts' names."""
    if outage.words:
        return outage.words[:LONGEST_AREA], outage.words[:LONGEST_AREA]
    names = [named(part) for part in outage.parts.select_related("substation", "feeder", "transformer").order_by("id")]
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
