"""Days and reads lie in months; totals of meters move in the statement that moves the meters."""

from django.db import migrations

from bijlisetu.plumbing.database.months import By, Parted
from bijlisetu.plumbing.database.parting import operation

#: Whoever moves meters holds this lock with others; whoever moves a consumer to another feeder holds it alone. Else one
#: would count by the old feeder what the other does not see yet.
LOCK = 0x3E7_E45
IN_ITS_MONTH = """
ALTER TABLE metering_day ADD CONSTRAINT day_in_its_month CHECK (month = extract(year FROM day) * 100 + extract(month FROM day));
ALTER TABLE metering_read ADD CONSTRAINT read_in_its_month CHECK (month = extract(year FROM day) * 100 + extract(month FROM day));
"""
METERS_MOVE = f"""
CREATE FUNCTION metering_meters_come() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
    INSERT INTO metering_metertotal (feeder_id, state, meters)
    SELECT consumer.feeder_id, come.state, count(*)
    FROM come JOIN consumers_consumer consumer ON consumer.id = come.consumer_id GROUP BY 1, 2;
    RETURN NULL;
END $$;
CREATE FUNCTION metering_meters_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
    INSERT INTO metering_metertotal (feeder_id, state, meters)
    SELECT consumer.feeder_id, side.state, sum(side.sign)
    FROM (
        SELECT gone.consumer_id, gone.state, come.state AS other, -1 AS sign FROM gone JOIN come USING (consumer_id)
        UNION ALL
        SELECT gone.consumer_id, come.state, gone.state, 1 FROM gone JOIN come USING (consumer_id)
    ) AS side JOIN consumers_consumer consumer ON consumer.id = side.consumer_id
    WHERE side.state <> side.other GROUP BY 1, 2 HAVING sum(side.sign) <> 0;
    RETURN NULL;
END $$;
CREATE FUNCTION metering_meters_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
    INSERT INTO metering_metertotal (feeder_id, state, meters)
    SELECT consumer.feeder_id, gone.state, -count(*)
    FROM gone JOIN consumers_consumer consumer ON consumer.id = gone.consumer_id GROUP BY 1, 2;
    RETURN NULL;
END $$;
CREATE TRIGGER metering_meters_come AFTER INSERT ON metering_meter REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION metering_meters_come();
CREATE TRIGGER metering_meters_change AFTER UPDATE ON metering_meter
    REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION metering_meters_change();
CREATE TRIGGER metering_meters_go AFTER DELETE ON metering_meter REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION metering_meters_go();
"""
#: A consumer who changes feeder takes the meter along.
CONSUMER_MOVES = f"""
CREATE FUNCTION metering_consumer_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK});
    INSERT INTO metering_metertotal (feeder_id, state, meters)
    SELECT side.feeder, meter.state, side.sign
    FROM metering_meter meter CROSS JOIN (VALUES (OLD.feeder_id, -1), (NEW.feeder_id, 1)) AS side (feeder, sign)
    WHERE meter.consumer_id = OLD.id;
    RETURN NULL;
END $$;
CREATE TRIGGER metering_consumer_moved AFTER UPDATE OF feeder_id ON consumers_consumer
    FOR EACH ROW WHEN (OLD.feeder_id <> NEW.feeder_id) EXECUTE FUNCTION metering_consumer_moved();
"""
COUNTED = """
CREATE VIEW metering_meters_counted AS
SELECT consumer.feeder_id, meter.state, count(*)::int AS meters
FROM metering_meter meter JOIN consumers_consumer consumer ON consumer.id = meter.consumer_id GROUP BY 1, 2;
ALTER TABLE metering_metertotal SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE metering_meter SET (fillfactor = 80);
"""
GONE = """
DROP VIEW metering_meters_counted;
DROP FUNCTION metering_consumer_moved CASCADE; DROP FUNCTION metering_meters_come CASCADE;
DROP FUNCTION metering_meters_change CASCADE; DROP FUNCTION metering_meters_go CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("metering", "0001_initial"), ("consumers", "0007_history")]

    operations = [
        *(
            migrations.RunPython(
                operation(Parted(table=table, by=By.MONTH, column="month", past="true"), dated=False),
                migrations.RunPython.noop,
            )
            for table in ("metering_day", "metering_read")
        ),
        migrations.RunSQL(IN_ITS_MONTH, migrations.RunSQL.noop),
        migrations.RunSQL(METERS_MOVE + CONSUMER_MOVES + COUNTED, GONE),
    ]
