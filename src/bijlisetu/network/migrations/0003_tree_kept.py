"""The tree of offices is kept as a table, for every page asks it; a trigger keeps it as offices and places move."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

#: The same walked anew, from every office in use down: what the table is held against. A ring ends where it began.
WALKED = """
CREATE VIEW network_office_walked AS
WITH RECURSIVE tree (ancestor_id, descendant_id, depth) AS (
    SELECT id, id, 0 FROM network_office WHERE valid_to IS NULL
    UNION ALL
    SELECT tree.ancestor_id, place.office_id, tree.depth + 1
    FROM tree JOIN network_officeplace place ON place.parent_id = tree.descendant_id AND place.valid_to IS NULL
) CYCLE descendant_id SET is_ring USING way
SELECT ancestor_id, descendant_id, depth, is_ring FROM tree;
"""
FILL = """
INSERT INTO network_office_tree (ancestor_id, descendant_id, depth)
SELECT ancestor_id, descendant_id, depth FROM network_office_walked;
"""
#: Offices are moved a few times a year, and there are a thousand: the whole is compared, and what differs is mended.
#: One at a time, for nobody sees what another has not committed yet.
KEPT = """
CREATE FUNCTION network_tree_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({lock});
    IF EXISTS (SELECT FROM network_office_walked WHERE is_ring) THEN
        RAISE check_violation USING CONSTRAINT = 'office_not_below_itself',
            MESSAGE = 'an office would answer to one that answers to it';
    END IF;
    DELETE FROM network_office_tree kept WHERE NOT EXISTS (
        SELECT FROM network_office_walked walked
        WHERE (walked.ancestor_id, walked.descendant_id, walked.depth)
            = (kept.ancestor_id, kept.descendant_id, kept.depth)
    );
    INSERT INTO network_office_tree (ancestor_id, descendant_id, depth)
    SELECT ancestor_id, descendant_id, depth FROM network_office_walked
    EXCEPT SELECT ancestor_id, descendant_id, depth FROM network_office_tree;
    RETURN NULL;
END $$;
CREATE TRIGGER network_tree_of_offices AFTER INSERT OR DELETE OR UPDATE OF valid_to ON network_office
    FOR EACH STATEMENT EXECUTE FUNCTION network_tree_moved();
CREATE TRIGGER network_tree_of_places AFTER INSERT OR DELETE OR UPDATE ON network_officeplace
    FOR EACH STATEMENT EXECUTE FUNCTION network_tree_moved();
"""
LOCK = 0x5E8_0FF1
#: Who looks after a feeder now: its section, and every office above that.
OVER = """
CREATE VIEW network_feeder_over AS
SELECT place.feeder_id, tree.ancestor_id AS office_id
FROM network_feederplace place JOIN network_office_tree tree ON tree.descendant_id = place.section_id
WHERE place.valid_to IS NULL;
"""
GONE = """
DROP VIEW network_feeder_over; DROP FUNCTION network_tree_moved CASCADE; DROP VIEW network_office_walked;
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0002_office_tree")]

    operations = [
        migrations.RunSQL("DROP VIEW network_office_tree", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="OfficeTree",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "ancestor_id", "descendant_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("depth", models.SmallIntegerField()),
                (
                    "ancestor",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="network.office",
                    ),
                ),
                (
                    "descendant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="+", to="network.office"
                    ),
                ),
            ],
            options={"db_table": "network_office_tree"},
        ),
        migrations.RunSQL(WALKED + FILL + KEPT.format(lock=LOCK) + OVER, GONE),
    ]
