"""What totals come to for each office, kept where they are gathered, and counted anew where offices or feeders move."""

from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

#: What an office's sums are held against.
ADDED_UP = """
CREATE VIEW reach_people_added_up AS
SELECT office_id, ledger, occasion, degree, proved, reason, sum(people)::bigint AS people
FROM reach_peopletotal JOIN network_feeder_over USING (feeder_id) WHERE is_gathered GROUP BY 1, 2, 3, 4, 5, 6;
CREATE VIEW reach_growth_added_up AS
SELECT office_id, ledger, occasion, hour, sum(people)::bigint AS people
FROM reach_growthtotal JOIN network_feeder_over USING (feeder_id) WHERE is_gathered GROUP BY 1, 2, 3, 4;
CREATE VIEW reach_task_added_up AS
SELECT office_id, subject, reason, sum(tasks)::bigint AS tasks
FROM reach_tasktotal JOIN network_feeder_over USING (feeder_id) WHERE is_gathered GROUP BY 1, 2, 3;
"""
#: What pages read: sums, and moves that nobody has gathered yet.
OF_OFFICES = """
CREATE VIEW reach_people_of_offices AS
SELECT office_id, ledger, occasion, degree, proved, reason, people FROM reach_peoplesum
UNION ALL
SELECT office_id, ledger, occasion, degree, proved, reason, people
FROM reach_peopletotal JOIN network_feeder_over USING (feeder_id) WHERE NOT is_gathered;
CREATE VIEW reach_growth_of_offices AS
SELECT office_id, ledger, occasion, hour, people FROM reach_growthsum
UNION ALL
SELECT office_id, ledger, occasion, hour, people
FROM reach_growthtotal JOIN network_feeder_over USING (feeder_id) WHERE NOT is_gathered;
CREATE VIEW reach_tasks_of_offices AS
SELECT office_id, subject, reason, tasks FROM reach_tasksum
UNION ALL
SELECT office_id, subject, reason, tasks
FROM reach_tasktotal JOIN network_feeder_over USING (feeder_id) WHERE NOT is_gathered;
"""
FILL = """
INSERT INTO reach_peoplesum (office_id, ledger, occasion, degree, proved, reason, people)
SELECT * FROM reach_people_added_up;
INSERT INTO reach_growthsum (office_id, ledger, occasion, hour, people) SELECT * FROM reach_growth_added_up;
INSERT INTO reach_tasksum (office_id, subject, reason, tasks) SELECT * FROM reach_task_added_up;
"""
#: Whoever gathers totals ends first, and whoever comes waits: else they would add to an office that has lost the feeder.
ANEW = """
CREATE FUNCTION reach_sums_anew(offices bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF offices IS NULL THEN RETURN; END IF;
    LOCK TABLE reach_peoplesum, reach_growthsum, reach_tasksum IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM reach_peoplesum WHERE office_id = ANY(offices);
    DELETE FROM reach_growthsum WHERE office_id = ANY(offices);
    DELETE FROM reach_tasksum WHERE office_id = ANY(offices);
    INSERT INTO reach_peoplesum (office_id, ledger, occasion, degree, proved, reason, people)
    SELECT * FROM reach_people_added_up WHERE office_id = ANY(offices);
    INSERT INTO reach_growthsum (office_id, ledger, occasion, hour, people)
    SELECT * FROM reach_growth_added_up WHERE office_id = ANY(offices);
    INSERT INTO reach_tasksum (office_id, subject, reason, tasks)
    SELECT * FROM reach_task_added_up WHERE office_id = ANY(offices);
END $$;
"""
#: Where the tree changes, the office above; where a feeder does, all offices above the section that had it or has it.
MOVED = """
CREATE FUNCTION reach_offices_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reach_sums_anew((SELECT array_agg(DISTINCT ancestor_id) FROM moved));
    RETURN NULL;
END $$;
CREATE FUNCTION reach_feeders_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM reach_sums_anew((
        SELECT array_agg(DISTINCT tree.ancestor_id)
        FROM moved JOIN network_office_tree tree ON tree.descendant_id = moved.section_id
    ));
    RETURN NULL;
END $$;
"""
TRIGGER = """
CREATE TRIGGER {function}_{name} AFTER {deed} ON {table} REFERENCING {side} TABLE AS moved
    FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""
#: A feeder that changes its section within one row leaves one office and comes to another.
SIDES = {"come": ("INSERT", "NEW"), "gone": ("DELETE", "OLD"), "left": ("UPDATE", "OLD"), "came": ("UPDATE", "NEW")}
TABLES = {"network_office_tree": "reach_offices_moved", "network_feederplace": "reach_feeders_moved"}
TRIGGERS = "".join(
    TRIGGER.format(function=function, name=name, deed=deed, table=table, side=side)
    for table, function in TABLES.items()
    for name, (deed, side) in SIDES.items()
)
GONE = """
DROP FUNCTION reach_offices_moved CASCADE; DROP FUNCTION reach_feeders_moved CASCADE; DROP FUNCTION reach_sums_anew;
DROP VIEW reach_people_of_offices, reach_growth_of_offices, reach_tasks_of_offices;
DROP VIEW reach_people_added_up, reach_growth_added_up, reach_task_added_up;
"""


def _office() -> models.Field[Any, Any]:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to="network.office",
    )


def _key(*fields: str) -> models.CompositePrimaryKey:
    return models.CompositePrimaryKey(*fields, blank=True, editable=False, primary_key=True, serialize=False)


DEGREES = [
    ("read", "Read"),
    ("delivered", "Delivered"),
    ("waiting", "on its way, tries are left"),
    ("accepted", "a carrier took it and then said nothing"),
    ("failed", "Failed"),
    ("not_owner", "Not Owner"),
    ("no_address", "No Address"),
]


class Migration(migrations.Migration):
    dependencies = [("reach", "0007_evidence_of_a_month"), ("network", "0003_tree_kept")]

    operations = [
        migrations.CreateModel(
            name="PeopleSum",
            fields=[
                ("pk", _key("office_id", "ledger", "occasion", "degree", "proved", "reason")),
                ("ledger", models.TextField()),
                ("occasion", models.TextField()),
                ("degree", models.TextField(choices=DEGREES)),
                ("proved", models.BooleanField()),
                ("reason", models.TextField(blank=True)),
                ("people", models.IntegerField()),
                ("office", _office()),
            ],
        ),
        migrations.CreateModel(
            name="GrowthSum",
            fields=[
                ("pk", _key("office_id", "ledger", "occasion", "hour")),
                ("ledger", models.TextField()),
                ("occasion", models.TextField()),
                ("hour", models.DateTimeField()),
                ("people", models.IntegerField()),
                ("office", _office()),
            ],
        ),
        migrations.CreateModel(
            name="TaskSum",
            fields=[
                ("pk", _key("office_id", "subject", "reason")),
                ("subject", models.TextField()),
                ("reason", models.TextField()),
                ("tasks", models.IntegerField()),
                ("office", _office()),
            ],
        ),
        migrations.RunSQL(ADDED_UP + OF_OFFICES + FILL + ANEW + MOVED + TRIGGERS, GONE),
    ]
