"""A key that was put out of use stays so: whatever opens nothing when this comes in counts as ended."""

from django.db import migrations, models
from django.db.models import F, Q

ENDED = "UPDATE staff_key SET ended_at = now() WHERE used_at IS NULL AND until <= now()"


class Migration(migrations.Migration):
    dependencies = [("staff", "0006_askings_of_the_forgetful")]

    operations = [
        migrations.AddField(
            model_name="key",
            name="ended_at",
            field=models.DateTimeField(help_text="when it was put out of use, before or after its time", null=True),
        ),
        migrations.RunSQL(ENDED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="key",
            constraint=models.CheckConstraint(
                condition=Q(("ended_at", None), ("until__lte", F("ended_at")), _connector="OR"),
                name="key_ended_for_good",
            ),
        ),
    ]
