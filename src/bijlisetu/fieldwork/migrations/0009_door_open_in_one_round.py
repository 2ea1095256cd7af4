"""Nobody is an open door of two rounds that ask the same; where somebody is, the first round keeps them."""

from django.db import migrations, models
from django.db.models import Q

#: Of people who wait in two rounds already, the door of the later one stays as it is, outside the promise.
ASKED = """
UPDATE fieldwork_door AS door SET asked = round.form FROM fieldwork_round round
WHERE round.id = door.round_id AND round.closed_at IS NULL AND NOT (door.state = 'open' AND EXISTS (
    SELECT FROM fieldwork_door earlier JOIN fieldwork_round its ON its.id = earlier.round_id
    WHERE earlier.consumer_id = door.consumer_id AND earlier.state = 'open' AND earlier.round_id < door.round_id
      AND its.closed_at IS NULL AND its.form = round.form
));
"""


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0008_visits_by_day")]

    operations = [
        migrations.AddField(
            model_name="door",
            name="asked",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="there: the round's form; empty once the round has ended",
            ),
        ),
        migrations.RunSQL(ASKED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.UniqueConstraint(
                fields=["consumer", "asked"],
                condition=Q(state="open") & ~Q(asked=""),
                name="door_open_in_one_round",
            ),
        ),
    ]
