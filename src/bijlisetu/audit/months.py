"""Deeds lie in months, by when they were written."""

from __future__ import annotations

from bijlisetu.audit.holds import ANY, IN_FORCE
from bijlisetu.plumbing.database.months import Parted

PARTED = (
    Parted(
        table="audit_entry",
        past="row.at < %(before)s",
        held=f"""{ANY} AND row.record = ANY(ARRAY(
            SELECT 'consumer:' || consumer FROM {IN_FORCE} AND consumer IS NOT NULL
            UNION ALL SELECT 'notice:' || notice FROM {IN_FORCE} AND notice IS NOT NULL
        ))""",
    ),
)
