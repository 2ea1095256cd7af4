"""What the database holds of the field: visits stay as they were told, a beat is of its door's round, doors are counted."""

from django.db import migrations

#: Erasure takes the answers and the place, and nothing else; whoever erases says so in the book of deeds.
KEPT_AS_TOLD = """
CREATE FUNCTION fieldwork_visit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - ARRAY['answers', 'latitude', 'longitude', 'accuracy_m']
          = to_jsonb(OLD) - ARRAY['answers', 'latitude', 'longitude', 'accuracy_m']
        AND NEW.answers = '{}' AND NEW.latitude IS NULL AND NEW.longitude IS NULL AND NEW.accuracy_m IS NULL
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a visit is kept as it was told; only what a person said in it can be erased'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER fieldwork_visit_kept BEFORE UPDATE OR DELETE ON fieldwork_visit
    FOR EACH ROW EXECUTE FUNCTION fieldwork_visit_kept();
"""
ONE_ROUND = """
ALTER TABLE fieldwork_door ADD CONSTRAINT door_beat_of_its_round
    FOREIGN KEY (beat_id, round_id) REFERENCES fieldwork_beat (id, round_id) DEFERRABLE INITIALLY DEFERRED;
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
COUNT = """
CREATE FUNCTION fieldwork_doors_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO fieldwork_doortotal (round, beat, state, why, is_begun, doors)
    SELECT round_id, coalesce(beat_id, 0), state, why, visited_at IS NOT NULL, sum(sign) FROM ({moved}) AS moved
    GROUP BY 1, 2, 3, 4, 5 HAVING sum(sign) <> 0;
    RETURN NULL;
END $$;
CREATE TRIGGER fieldwork_doors_{name} AFTER {deed} ON fieldwork_door REFERENCING {seen}
    FOR EACH STATEMENT EXECUTE FUNCTION fieldwork_doors_{name}();
"""
COUNTED = """
CREATE VIEW fieldwork_doors_counted AS
SELECT round_id AS round, coalesce(beat_id, 0) AS beat, state, why, visited_at IS NOT NULL AS is_begun,
       count(*) AS doors
FROM fieldwork_door GROUP BY 1, 2, 3, 4, 5;
ALTER TABLE fieldwork_doortotal SET (autovacuum_vacuum_scale_factor = 0.05);
"""
KEPT = "".join(
    COUNT.format(name=f"by_{deed.lower()}", deed=deed, seen=seen, moved=moved) for deed, (seen, moved) in MOVED.items()
)
UNDO = """
DROP VIEW fieldwork_doors_counted;
DROP FUNCTION fieldwork_doors_by_insert CASCADE;
DROP FUNCTION fieldwork_doors_by_delete CASCADE;
DROP FUNCTION fieldwork_doors_by_update CASCADE;
DROP FUNCTION fieldwork_visit_kept CASCADE;
ALTER TABLE fieldwork_door DROP CONSTRAINT door_beat_of_its_round;
"""


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0001_initial")]

    operations = [migrations.RunSQL(KEPT_AS_TOLD + ONE_ROUND + KEPT + COUNTED, UNDO)]
