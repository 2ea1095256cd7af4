"""Give the tree of offices as it stands now: every office above every other, and above itself."""

from django.db import migrations

TREE = """
CREATE VIEW network_office_tree AS
WITH RECURSIVE tree (ancestor_id, descendant_id, depth) AS (
    SELECT id, id, 0 FROM network_office WHERE valid_to IS NULL
    UNION ALL
    SELECT tree.ancestor_id, place.office_id, tree.depth + 1
    FROM tree JOIN network_officeplace place ON place.parent_id = tree.descendant_id AND place.valid_to IS NULL
)
SELECT ancestor_id, descendant_id, depth FROM tree
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial")]
    operations = [migrations.RunSQL(TREE, "DROP VIEW network_office_tree")]
