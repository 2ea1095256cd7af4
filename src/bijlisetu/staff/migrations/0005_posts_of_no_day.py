from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0004_tries"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="post", name="post_ends_after_it_begins"),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="post_ends_not_before_it_begins"
            ),
        ),
    ]
