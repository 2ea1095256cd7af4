"""Which notices a legal hold keeps."""

from __future__ import annotations

from bijlisetu.audit.holds import CONSUMERS, NOTICES

HELD_NOTICES = f"""
SELECT id FROM outbox_notice WHERE consumer_id = ANY(ARRAY({CONSUMERS})) UNION ALL {NOTICES}
"""
