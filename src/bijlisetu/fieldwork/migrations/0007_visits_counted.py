"""
A door knows how many visits it had, and totals count doors by it; visits are counted by person and day.

So a drive's page adds up some thousand totals, however many doors and visits lie below them.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

#: Triggers and view as they were must not see the doors change.
STOP_COUNTING = """
DROP VIEW fieldwork_doors_counted;
DROP FUNCTION fieldwork_doors_by_insert CASCADE;
DROP FUNCTION fieldwork_doors_by_delete CASCADE;
DROP FUNCTION fieldwork_doors_by_update CASCADE;
DELETE FROM fieldwork_doortotal;
"""
#: Where a door was visited and the visit is of no round any more, it counts for one.
COUNT_VISITS = """
UPDATE fieldwork_door AS door SET visits = greatest(1, (
    SELECT count(*) FROM fieldwork_visit visit
    WHERE visit.consumer_id = door.consumer_id AND visit.round_id = door.round_id
      AND (door.again_at IS NULL OR visit.at >= door.again_at)
))
WHERE visited_at IS NOT NULL;
"""
#: What came and what went, of a statement: rows with a sign.
MOVED = {
    "INSERT": ("NEW TABLE AS come", "SELECT *, 1 AS sign FROM come"),
    "DELETE": ("OLD TABLE AS gone", "SELECT *, -1 AS sign FROM gone"),
    "UPDATE": (
        "OLD TABLE AS gone NEW TABLE AS come",
        "SELECT *, 1 AS sign FROM come UNION ALL SELECT *, -1 FROM gone",
    ),
}
COUNT_DOORS = """
CREATE FUNCTION fieldwork_doors_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fieldwork_doortotal (round, beat, state, why, visits, doors)
    SELECT round_id, coalesce(beat_id, 0), state, why, visits, sum(sign) FROM ({moved}) AS moved
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER fieldwork_doors_{name} AFTER {deed} ON fieldwork_door REFERENCING {seen}
    FOR EACH STATEMENT EXECUTE FUNCTION fieldwork_doors_{name}();
"""
DOORS_COUNTED = """
CREATE VIEW fieldwork_doors_counted AS
SELECT round_id AS round, coalesce(beat_id, 0) AS beat, state, why, visits, count(*) AS doors
FROM fieldwork_door GROUP BY 1, 2, 3, 4, 5;
INSERT INTO fieldwork_doortotal (round, beat, state, why, visits, doors, is_gathered)
SELECT round, beat, state, why, visits, doors, true FROM fieldwork_doors_counted;
"""
#: Visits come and stay: the database refuses to let one go.
COUNT_DAYS = """
CREATE FUNCTION fieldwork_visits_by_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fieldwork_visittotal (round, person, day, visits)
    SELECT round_id, person_id, (at AT TIME ZONE 'Asia/Kolkata')::date, count(*) FROM come
    WHERE round_id IS NOT NULL AND person_id IS NOT NULL GROUP BY 1, 2, 3;
    RETURN NULL;
END $$;
CREATE TRIGGER fieldwork_visits_by_insert AFTER INSERT ON fieldwork_visit REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION fieldwork_visits_by_insert();
CREATE VIEW fieldwork_visits_counted AS
SELECT round_id AS round, person_id::bigint AS person, (at AT TIME ZONE 'Asia/Kolkata')::date AS day,
       count(*) AS visits
FROM fieldwork_visit WHERE round_id IS NOT NULL AND person_id IS NOT NULL GROUP BY 1, 2, 3;
INSERT INTO fieldwork_visittotal (round, person, day, visits, is_gathered)
SELECT round, person, day, visits, true FROM fieldwork_visits_counted;
ALTER TABLE fieldwork_visittotal SET (autovacuum_vacuum_scale_factor = 0.05);
"""
COUNT = "".join(
    COUNT_DOORS.format(name=f"by_{deed.lower()}", deed=deed, seen=seen, moved=moved)
    for deed, (seen, moved) in MOVED.items()
)


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0006_visits_erased")]

    operations = [
        migrations.RunSQL(STOP_COUNTING),
        migrations.AlterField(
            model_name="door",
            name="beat",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, help_text="null: nobody's yet", null=True,
                on_delete=django.db.models.deletion.PROTECT, related_name="doors", to="fieldwork.beat",
            ),
        ),
        migrations.AddField(
            model_name="door",
            name="visits",
            field=models.IntegerField(
                db_default=0, default=0, help_text="made here; since it was opened again, if it was"
            ),
        ),
        migrations.RunSQL(COUNT_VISITS),
        migrations.AddConstraint(
            model_name="door",
            constraint=models.CheckConstraint(
                condition=Q(visits=0, visited_at=None) | Q(visits__gte=1, visited_at__isnull=False),
                name="door_visited_at_a_time",
            ),
        ),
        migrations.RemoveConstraint(model_name="doortotal", name="door_total_once"),
        migrations.RemoveField(model_name="doortotal", name="is_begun"),
        migrations.AddField(
            model_name="doortotal",
            name="visits",
            field=models.IntegerField(default=0, help_text="made at each of them"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="doortotal",
            constraint=models.UniqueConstraint(
                fields=["round", "beat", "state", "why", "visits"], condition=Q(is_gathered=True),
                name="door_total_once",
            ),
        ),
        migrations.RunSQL(COUNT + DOORS_COUNTED),
        migrations.CreateModel(
            name="VisitTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("round", models.BigIntegerField()),
                ("person", models.BigIntegerField(help_text="who walked")),
                ("day", models.DateField()),
                ("visits", models.IntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["round", "person"], name="visit_total_of_a_person"),
                    models.Index(fields=["id"], condition=Q(is_gathered=False), name="visit_total_to_gather"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["round", "person", "day"], condition=Q(is_gathered=True), name="visit_total_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(COUNT_DAYS),
    ]  # fmt: skip
