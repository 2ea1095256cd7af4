"""How much of its limit a complaint took, for the regulator's return."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="complaint",
            name="took",
            field=models.FloatField(
                help_text="how much of the limit had run when it was resolved; 1.0 is all", null=True
            ),
        ),
    ]
