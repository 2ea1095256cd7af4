"""What the registry knew before stays known, whatever statement changes it: the triggers see COPY's merges too."""

import django.db.models.deletion
from django.db import migrations, models

from bijlisetu.plumbing.database.months import Parted
from bijlisetu.plumbing.database.parting import operation

FACTS = (
    "name", "address", "language", "book", "pole", "tariff", "supply_type", "load", "load_unit", "meter_number",
    "latitude", "longitude",
)  # fmt: skip
PAIRS = ",\n        ".join(f"('{fact}', was.{fact}::text, became.{fact}::text)" for fact in FACTS)
KEEP = f"""
CREATE FUNCTION consumers_keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO consumers_factchange (consumer_id, field, before, after, source, by, at)
    SELECT became.id, fact.field, coalesce(fact.before, ''), coalesce(fact.after, ''),
           coalesce(current_setting('bijlisetu.source', true), ''),
           coalesce(nullif(current_setting('bijlisetu.by', true), ''), session_user),
           CASE WHEN became.changed_at > was.changed_at THEN became.changed_at ELSE now() END
    FROM became JOIN was ON was.id = became.id
    LEFT JOIN network_feeder feeder ON feeder.id = was.feeder_id
    LEFT JOIN network_feeder new_feeder ON new_feeder.id = became.feeder_id
    LEFT JOIN network_transformer transformer ON transformer.id = was.transformer_id
    LEFT JOIN network_transformer new_transformer ON new_transformer.id = became.transformer_id,
    LATERAL (VALUES
        {PAIRS},
        ('feeder', feeder.name || ' ' || feeder.code, new_feeder.name || ' ' || new_feeder.code),
        ('transformer', transformer.name, new_transformer.name)
    ) AS fact (field, before, after)
    WHERE coalesce(fact.before, '') <> coalesce(fact.after, '')
    ORDER BY became.id;
    RETURN NULL;
END $$;
CREATE TRIGGER history_of_facts AFTER UPDATE ON consumers_consumer
REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION consumers_keep_history();
CREATE FUNCTION consumers_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('bijlisetu.leaving', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was known stays as it was known' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER history_stays BEFORE UPDATE OR DELETE ON consumers_factchange
FOR EACH ROW EXECUTE FUNCTION consumers_history_stays();
"""
FORGET = """
DROP TRIGGER history_of_facts ON consumers_consumer;
DROP FUNCTION consumers_keep_history;
DROP TRIGGER history_stays ON consumers_factchange;
DROP FUNCTION consumers_history_stays;
"""


class Migration(migrations.Migration):
    dependencies = [("consumers", "0006_meters"), ("network", "0004_feeders_by_name")]

    operations = [
        migrations.CreateModel(
            name="FactChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("field", models.TextField(help_text="name, address, feeder …")),
                ("before", models.TextField()),
                ("after", models.TextField()),
                (
                    "source",
                    models.TextField(help_text="the file it came with; empty where a statement did not say"),
                ),
                (
                    "by",
                    models.TextField(help_text="user name, or the database's where a statement did not say"),
                ),
                ("at", models.DateTimeField()),
                (
                    "consumer",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="consumers.consumer",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["consumer", "at"], name="changes_of_a_consumer")]},
        ),
        migrations.RunPython(operation(Parted(table="consumers_factchange", past="true")), migrations.RunPython.noop),
        migrations.RunSQL(KEEP, FORGET),
    ]
