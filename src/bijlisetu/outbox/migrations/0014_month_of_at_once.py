"""Find the month of a key where nearly all keys have it; each new notice asks for it twice, and lakhs come at once."""

from django.db import migrations

#: As it was, and for the few keys that have no month after their first word.
ANYWHERE = """
coalesce(replace(substring(key FROM ':(20[0-9][0-9]-(?:0[1-9]|1[0-2]))(?:[-:]|$)'), '-', '')::bigint, 0)
"""
#: What it gives is the same for every key, so that promises which were kept are kept still.
AFTER_FIRST_WORD = f"""
CASE WHEN substr(key, strpos(key, ':'), 9) ~ '^:20[0-9][0-9]-(0[1-9]|1[0-2])[-:]$'
     THEN (substr(key, strpos(key, ':') + 1, 4) || substr(key, strpos(key, ':') + 6, 2))::bigint
     ELSE {ANYWHERE} END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION outbox_month_of(key text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN {};
"""


class Migration(migrations.Migration):
    dependencies = [("outbox", "0013_months")]

    operations = [migrations.RunSQL(FUNCTION.format(AFTER_FIRST_WORD), FUNCTION.format(ANYWHERE))]
