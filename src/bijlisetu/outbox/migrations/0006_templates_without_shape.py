"""What nobody read of a template is not kept any more; a text of ours may be unfit."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outbox", "0005_asked_once")]

    operations = [
        migrations.RemoveField(model_name="registeredtemplate", name="shape"),
        migrations.AlterField(
            model_name="registeredtemplate",
            name="state",
            field=models.TextField(help_text="approved, pending, rejected, paused, disabled, gone, unfit"),
        ),
    ]
