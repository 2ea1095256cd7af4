"""How many people met which fate in a month, by section, kept as ledgers move; and when an outage was told."""

from django.db import migrations, models

MONTH = "date_trunc('month', outage.from_at AT TIME ZONE 'Asia/Kolkata')::date"
#: The same, counted from the rows: what the totals are held against.
COUNTED = f"""
CREATE VIEW outages_news_counted AS
SELECT line.section_id AS section, {MONTH} AS month, line.fate, sum(line.people)::bigint AS people
FROM outages_ledgerline line JOIN outages_outage outage ON outage.id = line.outage_id GROUP BY 1, 2, 3
"""
MOVED = f"""
INSERT INTO outages_newstotal (section, month, fate, people)
SELECT line.section_id, {MONTH}, line.fate, {{sign}}sum(line.people)
FROM {{rows}} line JOIN outages_outage outage ON outage.id = line.outage_id GROUP BY 1, 2, 3;
"""
#: A line without its outage has no month: an outage goes after its lines.
KEPT = f"""
CREATE FUNCTION outages_news_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN {MOVED.format(sign="", rows="come")} END IF;
    IF TG_OP <> 'INSERT' THEN {MOVED.format(sign="-", rows="gone")} END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER outages_news_moved_insert AFTER INSERT ON outages_ledgerline REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION outages_news_moved();
CREATE TRIGGER outages_news_moved_delete AFTER DELETE ON outages_ledgerline REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION outages_news_moved();
CREATE TRIGGER outages_news_moved_update AFTER UPDATE ON outages_ledgerline
    REFERENCING OLD TABLE AS gone NEW TABLE AS come FOR EACH STATEMENT EXECUTE FUNCTION outages_news_moved();
INSERT INTO outages_newstotal (section, month, fate, people, is_gathered) SELECT *, true FROM outages_news_counted
"""
NOT_KEPT = "DROP FUNCTION outages_news_moved CASCADE; DROP VIEW outages_news_counted"
TOLD_AT = """
UPDATE outages_outage outage SET told_at = told.at FROM (
    SELECT outage_id, min(said_at) AS at FROM outages_outageevent WHERE what = 'announced' GROUP BY outage_id
) AS told WHERE told.outage_id = outage.id
"""


class Migration(migrations.Migration):
    dependencies = [("outages", "0009_hanging_elsewhere")]

    operations = [
        migrations.AddField(
            model_name="outage",
            name="told_at",
            field=models.DateTimeField(help_text="when its people were told; none: nobody was", null=True),
        ),
        migrations.CreateModel(
            name="NewsTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("section", models.BigIntegerField()),
                ("month", models.DateField()),
                ("fate", models.TextField()),
                ("people", models.BigIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["section", "month"], name="news_total_of_a_section"),
                    models.Index(
                        condition=models.Q(("is_gathered", False)), fields=["id"], name="news_total_to_gather"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)),
                        fields=("section", "month", "fate"),
                        name="news_total_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(TOLD_AT, migrations.RunSQL.noop),
        migrations.RunSQL(f"{COUNTED};{KEPT}", NOT_KEPT),
    ]
