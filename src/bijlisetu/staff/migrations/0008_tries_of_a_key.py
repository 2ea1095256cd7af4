"""How often anybody tried a key's code, from whatever place."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("staff", "0007_ended_keys")]

    operations = [
        migrations.AddField(
            model_name="key",
            name="tries",
            field=models.SmallIntegerField(
                db_default=0, default=0, help_text="codes looked at, right or wrong, by anybody"
            ),
        ),
        migrations.AddConstraint(
            model_name="key",
            constraint=models.CheckConstraint(
                condition=Q(("tries__gte", 0), ("tries__lte", 50)), name="key_has_fifty_tries"
            ),
        ),
    ]
