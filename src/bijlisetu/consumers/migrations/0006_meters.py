"""A consumer is found by the number of the meter."""

from django.db import migrations

INDEX = """
CREATE INDEX consumer_by_meter ON consumers_consumer (ltrim(translate(upper(meter_number), ' -/.', ''), '0'))
WHERE meter_number <> ''
"""


class Migration(migrations.Migration):
    dependencies = [("consumers", "0005_words_of_names")]

    operations = [migrations.RunSQL(INDEX, "DROP INDEX consumer_by_meter")]
