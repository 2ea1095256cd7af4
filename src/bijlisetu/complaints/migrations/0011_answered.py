"""When a complaint was first answered, and how often its consumer said no: kept with it, for reports of lakhs of them."""

from django.db import migrations, models

FROM_EVENTS = """
UPDATE complaints_complaint complaint SET answered_at = told.answered_at, reopened = told.reopened
FROM (
    SELECT complaint_id, count(*) FILTER (WHERE what = 'said_no') AS reopened,
           min(at) FILTER (WHERE what IN ('assigned', 'begun', 'waits', 'resolved')) AS answered_at
    FROM complaints_complaintevent GROUP BY complaint_id
) AS told
WHERE told.complaint_id = complaint.id AND (told.answered_at IS NOT NULL OR told.reopened > 0)
"""


class Migration(migrations.Migration):
    dependencies = (("complaints", "0010_events_of_messages"),)

    operations = (
        migrations.AddField(
            "complaint",
            "answered_at",
            models.DateTimeField(help_text="when somebody at work first did something", null=True),
        ),
        migrations.AddField(
            "complaint",
            "reopened",
            models.PositiveSmallIntegerField(db_default=0, default=0, help_text="how often its consumer said no"),
        ),
        migrations.RunSQL(FROM_EVENTS, migrations.RunSQL.noop),
    )
