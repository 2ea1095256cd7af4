"""The list of feeders brought into the tables: offices and feeders first, then who stands under whom since when."""

from __future__ import annotations

from datetime import date

from bijlisetu.network.reading import STAGING
from bijlisetu.plumbing.database.sql import execute, numbers
from bijlisetu.plumbing.files.intake import BroughtIn

GOOD = f"pg_temp.{STAGING.name} WHERE reason IS NULL"

#: Every office of the list with the one above it.
OFFICES = f"""
    SELECT 'company' AS kind, company AS code, company AS name, NULL AS parent_kind, NULL AS parent FROM {GOOD}
    UNION SELECT 'zone', zone, zone, 'company', company FROM {GOOD}
    UNION SELECT 'circle', circle, circle, 'zone', zone FROM {GOOD}
    UNION SELECT 'division', division, division, 'circle', circle FROM {GOOD}
    UNION SELECT 'section', section, section_name, 'division', division FROM {GOOD}
"""

COUNT = f"""
    WITH parent AS (
        SELECT place.office_id, office.id, office.code
        FROM network_officeplace place JOIN network_office office ON office.id = place.parent_id
        WHERE place.valid_to IS NULL
    ), known AS (
        SELECT feeder.*, section.code AS section, section.name AS section_name, division.code AS division,
               circle.code AS circle, zone.code AS zone, company.code AS company
        FROM network_feeder feeder
        LEFT JOIN network_feederplace place ON place.feeder_id = feeder.id AND place.valid_to IS NULL
        LEFT JOIN network_office section ON section.id = place.section_id
        LEFT JOIN parent division ON division.office_id = section.id
        LEFT JOIN parent circle ON circle.office_id = division.id
        LEFT JOIN parent zone ON zone.office_id = circle.id
        LEFT JOIN parent company ON company.office_id = zone.id
    )
    SELECT count(*) FILTER (WHERE known.id IS NULL),
           count(*) FILTER (WHERE known.id IS NOT NULL AND
               (known.name, known.category, known.supply, known.voltage_kv, known.valid_to IS NULL, known.section,
                known.section_name, known.division, known.circle, known.zone, known.company)
               IS DISTINCT FROM
               (staged.feeder, staged.category, staged.supply, staged.voltage_kv, staged.in_use, staged.section,
                staged.section_name, staged.division, staged.circle, staged.zone, staged.company))
    FROM (SELECT * FROM {GOOD}) staged LEFT JOIN known ON known.code = staged.code
"""

OPEN_OFFICES = f"""
    INSERT INTO network_office AS office (kind, code, name, valid_from)
    SELECT kind, code, min(name), %(day)s FROM ({OFFICES}) listed GROUP BY kind, code ORDER BY kind, code
    ON CONFLICT (kind, code) DO UPDATE SET name = excluded.name, valid_to = NULL
    WHERE office.name <> excluded.name OR office.valid_to IS NOT NULL
"""

#: A feeder taken out of use was in use at least until the day before, even if we hear of it only now.
OPEN_FEEDERS = f"""
    INSERT INTO network_feeder AS feeder (code, name, category, supply, voltage_kv, valid_from, valid_to)
    SELECT code, feeder, category, supply, voltage_kv,
           CASE WHEN in_use THEN %(day)s::date ELSE %(day)s::date - 1 END, CASE WHEN NOT in_use THEN %(day)s::date END
    FROM {GOOD} ORDER BY line
    ON CONFLICT (code) DO UPDATE
    SET name = excluded.name, category = excluded.category, supply = excluded.supply, voltage_kv = excluded.voltage_kv,
        valid_to = CASE WHEN excluded.valid_to IS NOT NULL THEN coalesce(feeder.valid_to, excluded.valid_to) END,
        valid_from = CASE WHEN excluded.valid_to IS NULL THEN feeder.valid_from
                          ELSE least(feeder.valid_from, excluded.valid_from) END
    WHERE (feeder.name, feeder.category, feeder.supply, feeder.voltage_kv, feeder.valid_to IS NULL)
          IS DISTINCT FROM
          (excluded.name, excluded.category, excluded.supply, excluded.voltage_kv, excluded.valid_to IS NULL)
"""

OFFICE_PLACES = f"""
    SELECT office.id AS who, parent.id AS place FROM ({OFFICES}) listed
    JOIN network_office office ON office.kind = listed.kind AND office.code = listed.code
    JOIN network_office parent ON parent.kind = listed.parent_kind AND parent.code = listed.parent
"""
FEEDER_PLACES = f"""
    SELECT feeder.id AS who, section.id AS place FROM (SELECT * FROM {GOOD}) listed
    JOIN network_feeder feeder ON feeder.code = listed.code
    JOIN network_office section ON section.kind = 'section' AND section.code = listed.section
"""


def bring_in(day: date) -> BroughtIn:
    """
    Make offices, feeders and their places as the good rows say, from that day on.

    Return how many of the rows were new, and how many said something else than we knew.
    """
    counts = BroughtIn(*numbers(COUNT))
    execute(OPEN_OFFICES, day=day)
    execute(OPEN_FEEDERS, day=day)
    # Fresh from a first import the planner would take these tables for empty, and compare all rows with all.
    execute("ANALYZE network_office, network_feeder")
    _move("network_officeplace", "office_id", "parent_id", OFFICE_PLACES, day)
    _move("network_feederplace", "feeder_id", "section_id", FEEDER_PLACES, day)
    execute("ANALYZE network_officeplace, network_feederplace")
    return counts


def _move(table: str, who: str, place: str, wanted: str, day: date) -> None:
    """End the places that are no longer so, and begin those that are new."""
    moved = f"{table}.{who} = wanted.who AND {table}.{place} <> wanted.place AND {table}.valid_to IS NULL"
    # A place that began today was never one for a whole day: it leaves no trace.
    execute(f"DELETE FROM {table} USING ({wanted}) wanted WHERE {moved} AND {table}.valid_from >= %(day)s", day=day)
    execute(f"UPDATE {table} SET valid_to = %(day)s FROM ({wanted}) wanted WHERE {moved}", day=day)
    execute(
        f"""
        INSERT INTO {table} ({who}, {place}, valid_from)
        SELECT wanted.who, wanted.place, %(day)s FROM ({wanted}) wanted
        WHERE NOT EXISTS (SELECT FROM {table} WHERE {table}.{who} = wanted.who AND {table}.valid_to IS NULL)
        """,
        day=day,
    )
