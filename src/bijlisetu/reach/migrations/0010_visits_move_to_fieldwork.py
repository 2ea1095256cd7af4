"""Visits are the field's, whatever they were for: those noted so far move there, none lost, none twice."""

from django.db import migrations

#: Each gets the same identity however often it is moved; who is named but has no login any more stays named.
MOVE = """
INSERT INTO fieldwork_visit
    (id, form, consumer_id, person_id, "by", entrance, outcome, answers, said_at, at, received_at)
SELECT md5('reach_visit:' || visit.id)::uuid, 'contact', visit.consumer_id, person.id, visit."by", 'desk',
       visit.outcome, '{}', visit.at, visit.at, visit.at
FROM reach_visit visit LEFT JOIN auth_user person ON person.username = visit."by" ORDER BY visit.id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("fieldwork", "0002_promises"),
        ("reach", "0009_lines_in_months"),
    ]

    operations = [
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.DeleteModel(name="Visit"),
    ]
