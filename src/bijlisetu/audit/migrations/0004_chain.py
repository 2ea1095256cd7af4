"""Deeds stay as they were written, and wait for a seal from the moment they are."""

import django.contrib.postgres.fields
from django.db import migrations, models

#: Rows move to the part of their month when it is made, and leave when its time is over: plumbing/database/months.py.
STAYS = """
CREATE FUNCTION audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('bijlisetu.leaving', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was done stays as it was written' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_stays();
CREATE TRIGGER seal_stays BEFORE UPDATE OR DELETE ON audit_seal FOR EACH ROW EXECUTE FUNCTION audit_stays();
"""
STAYS_NOT = """
DROP TRIGGER entry_stays ON audit_entry;
DROP TRIGGER seal_stays ON audit_seal;
DROP FUNCTION audit_stays;
"""
WAITS = """
CREATE FUNCTION audit_waits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_waiting (entry) SELECT id FROM written ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER entry_waits AFTER INSERT ON audit_entry REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION audit_waits();
INSERT INTO audit_waiting (entry) SELECT id FROM audit_entry ORDER BY id;
"""
WAITS_NOT = "DROP TRIGGER entry_waits ON audit_entry; DROP FUNCTION audit_waits"


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_months")]

    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "number",
                    models.BigIntegerField(help_text="1, 2, 3 …: none is left out", primary_key=True, serialize=False),
                ),
                ("day", models.DateField(help_text="of the entries, in India")),
                ("at", models.DateTimeField(help_text="when it was made")),
                (
                    "entries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="their numbers, in the order in which they are sealed",
                        size=None,
                    ),
                ),
                ("content", models.TextField(help_text="hash of the entries")),
                ("before", models.TextField(help_text="hash of the seal before it")),
                ("hash", models.TextField(help_text="of all of this")),
            ],
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entry", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(STAYS, STAYS_NOT),
        migrations.RunSQL(WAITS, WAITS_NOT),
    ]
