"""Let the board be read in its own order, whatever lies behind it: reopened above all, then what ends first."""

from django.db import migrations

INDEX = """
CREATE INDEX complaint_board ON complaints_complaint
    ((state <> 'reopened'), coalesce(due_at, 'infinity'::timestamptz), id)
WHERE state IN ('registered', 'assigned', 'in_progress', 'awaiting_consumer', 'reopened', 'resolved')
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0007_of_the_open_web")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX complaint_board")]
