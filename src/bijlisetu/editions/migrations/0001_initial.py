from django.db import migrations, models

#: An edition says for ever what held; it may end once.
STAYS = """
CREATE FUNCTION editions_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.taken_back_at IS NOT NULL
     OR (OLD.file, OLD.text, OLD.why, OLD."by", OLD.at, OLD.holds_from)
        IS DISTINCT FROM (NEW.file, NEW.text, NEW.why, NEW."by", NEW.at, NEW.holds_from) THEN
    RAISE EXCEPTION 'an edition stays as it was written';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER editions_edition_stays BEFORE UPDATE OR DELETE ON editions_edition
FOR EACH ROW EXECUTE FUNCTION editions_edition_stays();
"""
STAYS_NOT = "DROP TRIGGER editions_edition_stays ON editions_edition; DROP FUNCTION editions_edition_stays();"


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.TextField(help_text="vocabulary-uppcl, hygiene-rules …")),
                ("text", models.TextField(help_text="the whole file")),
                ("why", models.TextField()),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                ("holds_from", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_by", models.TextField(blank=True, db_default="", default="")),
            ],
            options={
                "indexes": [models.Index(fields=["file", "-holds_from", "-id"], name="edition_of_a_file")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("holds_from__gte", models.F("at"))), name="edition_changes_no_past"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("why", ""), _negated=True),
                            models.Q(("by", ""), _negated=True),
                        ),
                        name="edition_is_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at", None), ("taken_back_by", "")),
                            models.Q(("taken_back_at__isnull", False), models.Q(("taken_back_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="edition_taken_back_by_somebody",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAYS, STAYS_NOT),
    ]
