"""What goes of visits: what people said at their door, where it was, and pictures. That somebody was there stays."""

from __future__ import annotations

from bijlisetu.audit.sweeping import VISITS, Swept

OF_CONSUMER = "SELECT id FROM fieldwork_visit WHERE consumer_id = %(consumer)s"
SWEPT = (
    Swept(VISITS, "fieldwork_photopiece", ("content",), f"""
        DELETE FROM fieldwork_photopiece WHERE photo_id = ANY(ARRAY(
            SELECT id FROM fieldwork_photo WHERE visit_id = ANY(ARRAY({OF_CONSUMER}))
        ))
    """),
    Swept(VISITS, "fieldwork_photo", (), f"DELETE FROM fieldwork_photo WHERE visit_id = ANY(ARRAY({OF_CONSUMER}))"),
    Swept(VISITS, "fieldwork_visit", ("answers",), """
        UPDATE fieldwork_visit SET answers = '{}', latitude = NULL, longitude = NULL, accuracy_m = NULL
        WHERE consumer_id = %(consumer)s
    """),
)  # fmt: skip
