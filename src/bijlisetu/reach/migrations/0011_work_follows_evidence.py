"""Whoever a number was struck out of after its receipt is somebody's work, and whoever is reached is nobody's."""

from __future__ import annotations

from django.db import migrations

#: The ledger looks once more at those of whom worklist and evidence said different things.
MEND = """
UPDATE outbox_notice notice SET state = 'exhausted' FROM reach_standing standing
WHERE standing.notice = notice.id AND NOT standing.reached AND notice.state = 'reached' AND notice."to" = '';

INSERT INTO outbox_change (notice_id)
SELECT standing.notice FROM reach_standing standing
LEFT JOIN reach_task task
  ON task.consumer_id = standing.consumer_id AND task.subject = 'reach' AND task.closed_at IS NULL
WHERE NOT standing.reached AND task.id IS NULL
   OR standing.reached AND task.ledger = standing.ledger AND task.reason NOT IN ('asked_silent', 'asked_not_proved');
"""


class Migration(migrations.Migration):
    dependencies = [("reach", "0010_visits_move_to_fieldwork"), ("outbox", "0013_months")]

    operations = [migrations.RunSQL(MEND, migrations.RunSQL.noop)]
