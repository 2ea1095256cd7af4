"""Totals of people, growth and tasks by feeder, kept by triggers in the transaction that moves the rows."""

import django.db.models.deletion
from django.db import migrations, models

#: What came and what went, of a statement: rows with a sign.
MOVED = {
    "INSERT": "SELECT *, 1 AS sign FROM come",
    "DELETE": "SELECT *, -1 AS sign FROM gone",
    "UPDATE": "SELECT *, 1 AS sign FROM come UNION ALL SELECT *, -1 FROM gone",
}
SEEN_BY = {
    "INSERT": "NEW TABLE AS come",
    "DELETE": "OLD TABLE AS gone",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS come",
}
PEOPLE = """
INSERT INTO reach_peopletotal (feeder_id, ledger, occasion, degree, proved, reason, people)
SELECT {feeder}, ledger, occasion, degree, proved, reason, sum(sign) FROM {moved}
GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(sign) <> 0;
"""
GROWTH = """
INSERT INTO reach_growthtotal (feeder_id, ledger, occasion, hour, people)
SELECT {feeder}, ledger, occasion, date_trunc('hour', at, 'Asia/Kolkata'), sum(sign) FROM {moved} AND reached
GROUP BY 1, 2, 3, 4 HAVING sum(sign) <> 0;
"""
TASKS = """
INSERT INTO reach_tasktotal (feeder_id, subject, reason, tasks)
SELECT {feeder}, subject, reason, sum(sign) FROM {moved} AND closed_at IS NULL
GROUP BY 1, 2, 3 HAVING sum(sign) <> 0;
"""
#: Whoever writes standings or tasks holds this lock with others; whoever moves a consumer to another feeder holds it
#: alone. Else one would count by the old feeder what the other does not see yet.
LOCK = 0x5E8_70741
#: Planned once for some hundred rows, and never by reading the consumers whole: else a plan made while the tables were
#: empty would be kept.
WRITTEN = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({lock});
    {branches}
    RETURN NULL;
END $$;
"""
BRANCH = "IF TG_OP = '{deed}' THEN {moves} END IF;"
SIGNED = "({moved}) AS moved JOIN consumers_consumer consumer ON consumer.id = moved.consumer_id WHERE true"
TRIGGER = """
CREATE TRIGGER {name}_{suffix} AFTER {deed} ON {table} REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
#: A consumer who changes feeder, or leaves the registry, takes along what stands.
OF_ONE = "{table} CROSS JOIN (VALUES {feeders}) AS side (feeder, sign) WHERE consumer_id = OLD.id"
MOVED_AWAY = """
CREATE FUNCTION reach_consumer_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock});
    {branches}
    RETURN NULL;
END $$;
CREATE TRIGGER reach_consumer_moved AFTER UPDATE OF feeder_id ON consumers_consumer
    FOR EACH ROW WHEN (OLD.feeder_id <> NEW.feeder_id) EXECUTE FUNCTION reach_consumer_moved();
CREATE TRIGGER reach_consumer_left AFTER DELETE ON consumers_consumer
    FOR EACH ROW EXECUTE FUNCTION reach_consumer_moved();
"""
SIDES = {"UPDATE": "(OLD.feeder_id, -1), (NEW.feeder_id, 1)", "DELETE": "(OLD.feeder_id, -1)"}
#: Where a table's rows move, what is to be written.
TABLES = {"reach_standing": (PEOPLE, GROWTH), "reach_task": (TASKS,)}


def _written(name: str, table: str) -> str:
    """Return the function that keeps the totals of the table, and its triggers."""
    moved = {deed: SIGNED.format(moved=rows) for deed, rows in MOVED.items()}
    branches = "\n".join(
        BRANCH.format(
            deed=deed, moves="".join(one.format(feeder="consumer.feeder_id", moved=rows) for one in TABLES[table])
        )
        for deed, rows in moved.items()
    )
    triggers = "".join(
        TRIGGER.format(name=name, suffix=deed.lower(), deed=deed, table=table, seen=seen)
        for deed, seen in SEEN_BY.items()
    )
    return WRITTEN.format(name=name, lock=LOCK, branches=branches) + triggers


def _moved_away() -> str:
    """Return what keeps the totals where consumers themselves move."""
    branches = "\n".join(
        BRANCH.format(
            deed=deed,
            moves="".join(
                one.format(feeder="side.feeder", moved=OF_ONE.format(table=table, feeders=feeders))
                for table, writes in TABLES.items()
                for one in writes
            ),
        )
        for deed, feeders in SIDES.items()
    )
    return MOVED_AWAY.format(lock=LOCK, branches=branches)


KEPT = _written("reach_standings_moved", "reach_standing") + _written("reach_tasks_moved", "reach_task") + _moved_away()
#: The same, counted from the rows: what the totals are held against.
COUNTED = """
CREATE VIEW reach_people_counted AS
SELECT feeder_id, ledger, occasion, degree, proved, reason, count(*) AS people
FROM reach_standing JOIN consumers_consumer consumer ON consumer.id = consumer_id GROUP BY 1, 2, 3, 4, 5, 6;
CREATE VIEW reach_growth_counted AS
SELECT feeder_id, ledger, occasion, date_trunc('hour', at, 'Asia/Kolkata') AS hour, count(*) AS people
FROM reach_standing JOIN consumers_consumer consumer ON consumer.id = consumer_id WHERE reached GROUP BY 1, 2, 3, 4;
CREATE VIEW reach_tasks_counted AS
SELECT feeder_id, subject, reason, count(*) AS tasks
FROM reach_task JOIN consumers_consumer consumer ON consumer.id = consumer_id WHERE closed_at IS NULL GROUP BY 1, 2, 3;
"""
FILL = """
INSERT INTO reach_peopletotal (feeder_id, ledger, occasion, degree, proved, reason, people, is_gathered)
SELECT *, true FROM reach_people_counted;
INSERT INTO reach_growthtotal (feeder_id, ledger, occasion, hour, people, is_gathered)
SELECT *, true FROM reach_growth_counted;
INSERT INTO reach_tasktotal (feeder_id, subject, reason, tasks, is_gathered)
SELECT *, true FROM reach_tasks_counted;
"""
#: Moves come and go all day.
ROOM = """
ALTER TABLE reach_peopletotal SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE reach_growthtotal SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE reach_tasktotal SET (autovacuum_vacuum_scale_factor = 0.05);
"""
GONE = """
DROP FUNCTION reach_standings_moved CASCADE; DROP FUNCTION reach_tasks_moved CASCADE;
DROP FUNCTION reach_consumer_moved CASCADE;
DROP VIEW reach_people_counted, reach_growth_counted, reach_tasks_counted;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0002_office_tree"),
        ("reach", "0002_occasions_and_evidence"),
    ]

    operations = [
        migrations.CreateModel(
            name="GrowthTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("ledger", models.TextField()),
                ("occasion", models.TextField()),
                ("hour", models.DateTimeField()),
                ("people", models.IntegerField()),
                (
                    "feeder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="network.feeder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["ledger", "occasion", "feeder"], name="growth_total_of_an_occasion"),
                    models.Index(
                        condition=models.Q(("is_gathered", False)), fields=["id"], name="growth_total_to_gather"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)),
                        fields=("ledger", "occasion", "feeder", "hour"),
                        name="growth_total_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PeopleTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("ledger", models.TextField()),
                ("occasion", models.TextField()),
                (
                    "degree",
                    models.TextField(
                        choices=[
                            ("read", "Read"),
                            ("delivered", "Delivered"),
                            ("waiting", "on its way, tries are left"),
                            ("accepted", "a carrier took it and then said nothing"),
                            ("failed", "Failed"),
                            ("not_owner", "Not Owner"),
                            ("no_address", "No Address"),
                        ]
                    ),
                ),
                ("proved", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("people", models.IntegerField()),
                (
                    "feeder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="network.feeder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["ledger", "occasion", "feeder"], name="people_total_of_an_occasion"),
                    models.Index(
                        condition=models.Q(("is_gathered", False)), fields=["id"], name="people_total_to_gather"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)),
                        fields=("ledger", "occasion", "feeder", "degree", "proved", "reason"),
                        name="people_total_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("subject", models.TextField()),
                ("reason", models.TextField()),
                ("tasks", models.IntegerField()),
                (
                    "feeder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="network.feeder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject", "feeder"], name="task_total_of_a_feeder"),
                    models.Index(
                        condition=models.Q(("is_gathered", False)), fields=["id"], name="task_total_to_gather"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)),
                        fields=("subject", "feeder", "reason"),
                        name="task_total_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT + COUNTED + FILL + ROOM, GONE),
    ]
