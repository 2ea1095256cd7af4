"""
A company with a year of complaints and outages behind it, by SQL alone, in sets.

Of each thousand complaints thirty are still on a list of a board, the others have ended as fixed lots have it; each
has the events of its state.
"""

from __future__ import annotations

import psycopg

from bench.year import QUICK, register

OUTAGES, STORM = 36_000, 1_000  #: of a year: a hundred a day; and how many are on
TRANSFORMERS = """
INSERT INTO network_transformer (feeder_id, name, valid_from)
SELECT feeder.id, 'T' || n, '2020-04-01' FROM network_feeder feeder, generate_series(1, 10) n;
UPDATE consumers_consumer SET transformer_id = low.id FROM network_transformer low
WHERE low.feeder_id = consumers_consumer.feeder_id AND low.name = 'T' || 1 + consumers_consumer.id % 10
"""
#: Everybody who works on complaints: a person for the company, who has what has risen.
HEAD = """
INSERT INTO auth_user (username, password, first_name, last_name, email, is_active, is_staff, is_superuser, date_joined)
VALUES ('bench-company', '!', '', '', '', true, false, false, now())
ON CONFLICT (username) DO UPDATE SET is_active = true RETURNING id
"""
#: The newest are on lists; a complaint is older the smaller its number is.
COMPLAINTS = """
INSERT INTO complaints_complaint (
    number, consumer_id, category, area, words, way, state, level, office_id, utility, crew, standard, due_at, rises_at,
    answered_at, reopened, resolved_at, resolved_by, took, said_at, at, "by", outage
)
SELECT '2026' || lpad(n::text, 8, '0') || '0', consumer.id,
       ('{{SUP-OFF,SUP-OFF-AREA,VOLT-LOW,BILL-WRONG,METER-STOP,DTR,LINE,CONN-NEW,SAFETY,OTHER}}'::text[])[1 + n % 10],
       'urban', 'परीक्षण शिकायत ' || n, ('{{chat,phone,counter,web,sms}}'::text[])[1 + n % 5], state, n % 3,
       place.section_id, 'uppcl', CASE WHEN state IN ('assigned', 'in_progress') THEN 'CREW ' || n % 200 ELSE '' END,
       'bench',
       CASE WHEN state <> 'awaiting_consumer' THEN said + make_interval(hours => 4 + (n % 90)::int) END,
       CASE WHEN state IN ('registered', 'assigned', 'in_progress', 'reopened') THEN now() + interval '1 day' END,
       CASE WHEN state = 'reopened' THEN said WHEN state = 'awaiting_consumer' THEN said + interval '30 minutes'
            WHEN is_answered OR state IN ('assigned', 'in_progress') THEN said + interval '20 minutes' END,
       CASE WHEN state = 'reopened' THEN 1 ELSE 0 END,
       CASE WHEN is_answered THEN said + make_interval(hours => 1 + (n % 60)::int) END,
       CASE WHEN is_answered THEN 'bench' ELSE '' END,
       CASE WHEN is_answered THEN (n % 40) / 25.0 END, said, said, 'bench',
       CASE WHEN state = 'joined' THEN '1' ELSE '' END
FROM (
    SELECT n, state, state IN ('confirmed', 'closed_unconfirmed', 'resolved') AS is_answered,
           now() - CASE WHEN state IN ('confirmed', 'closed_unconfirmed', 'joined')
                        THEN (1.0 - n / ({many} + 1.0)) * interval '365 days' + interval '3 days'
                        ELSE (n % 72) * interval '1 hour' END AS said
    FROM (
        SELECT n, (CASE WHEN n > 0.97 * {many}
                   THEN '{{registered,registered,registered,assigned,assigned,assigned,in_progress,in_progress,'
                        'in_progress,awaiting_consumer,awaiting_consumer,reopened,resolved,resolved,resolved}}'
                   ELSE '{{confirmed,confirmed,confirmed,confirmed,confirmed,confirmed,confirmed,confirmed,'
                        'closed_unconfirmed,closed_unconfirmed,closed_unconfirmed,closed_unconfirmed,'
                        'closed_unconfirmed,closed_unconfirmed,joined}}' END::text[])[1 + n * 7919 % 15] AS state
        FROM generate_series(1, {many}::bigint) n
    ) AS lot
) AS told
JOIN consumers_consumer consumer ON consumer.id = 1 + n * 104729 % {consumers}
JOIN network_feederplace place ON place.feeder_id = consumer.feeder_id AND place.valid_to IS NULL
ORDER BY n
"""
#: What happened to each, in the order of the law: came, was given to a crew, was answered, and its end.
EVENTS = """
INSERT INTO complaints_complaintevent (complaint_id, what, at, kept_at, "by", level, why, evidence, way, words)
SELECT complaint.id, what, told.at, told.at, 'bench', CASE WHEN what = 'rose' THEN level END, told.why, evidence,
       told.way, told.words
FROM complaints_complaint complaint, LATERAL (
    VALUES (1, true, 'registered', said_at, '', '', '', ''),
           (2, crew <> '' OR resolved_at IS NOT NULL, 'assigned', said_at + interval '20 minutes', '', '', '', ''),
           (3, state = 'awaiting_consumer', 'waits', said_at + interval '30 minutes', 'locked', '', '', ''),
           (4, level > 0, 'rose', said_at + interval '40 minutes', '', '', '', ''),
           (5, resolved_at IS NOT NULL OR state = 'reopened', 'resolved', coalesce(resolved_at, said_at), '', '', '',
            ''),
           (6, state = 'reopened', 'said_no', said_at + interval '2 hours', '', '', 'web', ''),
           (7, state = 'confirmed', 'said_yes', resolved_at + interval '1 hour', '', '', 'web', ''),
           (8, state = 'closed_unconfirmed', 'settled', resolved_at + interval '1 day', '', 'supply_back', '', 'bench')
) AS told (place, is_so, what, at, why, evidence, way, words)
WHERE is_so ORDER BY complaint.id, told.place;
INSERT INTO complaints_compensation (complaint_id, standard, due_at, until, days, rupees, at)
SELECT id, 'bench', due_at, resolved_at, 1, 50, resolved_at FROM complaints_complaint
WHERE took > 1.4 AND resolved_at IS NOT NULL AND due_at IS NOT NULL;
INSERT INTO complaints_escalation (complaint_id, level, why, person_id, at, told_at, answered_at)
SELECT id, level, 'time', {head}, said_at + interval '40 minutes', said_at + interval '41 minutes',
       CASE WHEN resolved_at IS NOT NULL OR id % 2 = 0 THEN said_at + interval '3 hours' END
FROM complaints_complaint WHERE level > 0 AND (state <> ALL('{{confirmed,closed_unconfirmed}}') OR id % 20 = 0)
"""
#: All but a storm's, of the last three hours, are over. Each is at a feeder, a transformer or a substation.
CUTS = """
INSERT INTO outages_outage (number, kind, state, reason, from_at, until_at, back_at, told_at, office_id, crew,
                             words, "by", at)
SELECT (500000000 + n)::text, CASE WHEN n % 5 = 0 THEN 'planned' ELSE 'breakdown' END,
       CASE WHEN is_on THEN 'on' WHEN n % 50 = 0 THEN 'cancelled' ELSE 'back' END,
       ('{{storm,cable_fault,transformer_fault,overload,not_known}}'::text[])[1 + n % 5], begins,
       begins + interval '6 hours',
       CASE WHEN NOT is_on AND n % 50 <> 0 THEN begins + make_interval(mins => 30 + (n % 300)::int) END,
       CASE WHEN n % 30 <> 0 THEN begins + interval '5 minutes' END, place.section_id,
       '', '', 'bench', begins
FROM (
    SELECT n, n > {cuts} - {storm} AS is_on,
           now() - ({cuts} - n) * CASE WHEN n > {cuts} - {storm} THEN interval '10 seconds'
                                       ELSE interval '365 days' / {cuts} END AS begins
    FROM generate_series(1, {cuts}) n
) AS told
JOIN network_feederplace place ON place.feeder_id = 1 + n * 7919 % {feeders} AND place.valid_to IS NULL ORDER BY n;
INSERT INTO outages_outagepart (outage_id, feeder_id, transformer_id, substation_id, back_at)
SELECT id, CASE WHEN id % 10 < 6 THEN 1 + id * 7919 % {feeders} END,
       CASE WHEN id % 10 BETWEEN 6 AND 8 THEN 1 + (1 + id * 7919 % {feeders} - 1) * 10 END,
       CASE WHEN id % 10 = 9 THEN office_id END, back_at FROM outages_outage;
INSERT INTO outages_outageevent (outage_id, what, from_at, until_at, detail, said_at, at, "by")
SELECT id, what, from_at, until_at, '{{}}', said_at, said_at, 'bench' FROM (
    SELECT outage.id, told.* FROM outages_outage outage, LATERAL (
        VALUES (1, true, 'entered', outage.from_at, outage.until_at, outage.from_at),
               (2, outage.id % 30 <> 0, 'announced', NULL, NULL, outage.from_at + interval '5 minutes'),
               (3, outage.id % 4 = 0, 'promised', NULL, outage.until_at + interval '1 hour',
                outage.from_at + interval '1 hour'),
               (4, outage.state = 'back', 'back', NULL, outage.back_at, outage.back_at),
               (5, outage.state = 'cancelled', 'cancelled', NULL, NULL, outage.from_at + interval '1 hour')
    ) AS told (place, is_so, what, from_at, until_at, said_at) WHERE is_so
) AS told ORDER BY said_at, id, place;
INSERT INTO outages_ledgerline (outage_id, section_id, fate, people)
SELECT outage.id, section, fate, 20 + outage.id % 400
FROM outages_outage outage,
     LATERAL (SELECT office_id UNION SELECT section_id FROM network_feederplace
              WHERE feeder_id = 1 + (outage.id * 31) % {feeders} AND outage.id % 3 = 0) AS at (section),
     unnest('{{told_before,told_late,no_receipt,no_address,failed}}'::text[]) AS fate
WHERE outage.id % 30 <> 0
"""
MEASURE = """
VACUUM ANALYZE complaints_complaint, complaints_complaintevent, complaints_escalation, complaints_compensation,
    outages_outage, outages_outagepart, outages_outageevent, outages_ledgerline, network_transformer, consumers_consumer
"""


def fill(url: str, *, consumers: int, many: int) -> None:
    """Fill the tables; the database's own promises are looked at by the tests."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(QUICK)
        register(connection, consumers=consumers)
        connection.execute(TRANSFORMERS)
        known = {
            "many": many, "cuts": OUTAGES, "storm": STORM, "consumers": consumers, "head": _one(connection, HEAD),
            "feeders": _one(connection, "SELECT count(*) FROM network_feeder"),
        }  # fmt: skip
        for statement in (COMPLAINTS, EVENTS, CUTS):
            connection.execute(statement.format(**known))
        connection.execute("SET session_replication_role = origin")
        connection.execute(MEASURE)


def _one(connection: psycopg.Connection, statement: str) -> int:
    ((value,),) = connection.execute(statement).fetchall()
    return int(value)
