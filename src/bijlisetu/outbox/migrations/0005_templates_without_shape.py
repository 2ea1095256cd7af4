"""What nobody read of a template is not kept any more."""

from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outbox", "0004_runs_with_two_officers")]

    operations = [migrations.RemoveField(model_name="registeredtemplate", name="shape")]
