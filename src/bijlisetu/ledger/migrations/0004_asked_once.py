from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_planned_once")]

    operations = [
        migrations.AddField(
            model_name="sanction",
            name="key",
            field=models.UUIDField(
                help_text="of the form, made before it was sent: sent twice, it is one", null=True, unique=True
            ),
        ),
    ]
