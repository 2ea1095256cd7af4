"""Which messages an address takes: one judgement for sending and for the pages that show it."""

from django.db import migrations

#: Advertisements need a yes, said by the person for all accounts or of this one, and never taken back; reminders come
#: until somebody refuses them; everything else is owed.
TAKES = """
CREATE FUNCTION contact_takes(told_consumer bigint, told_value text, told_purpose text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM contact_unsubscribed refused
        WHERE refused.value = told_value AND refused.purpose = told_purpose
          AND (refused.consumer_id = told_consumer OR refused.everywhere)
    ) AND (told_purpose <> 'marketing' OR EXISTS (
        SELECT FROM contact_wished wish
        WHERE wish.value = told_value AND wish.purpose = told_purpose AND wish.is_wanted
          AND (wish.consumer_id = told_consumer OR wish.consumer_id IS NULL)
    ))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contact", "0020_informed_once"),
    ]

    operations = [
        migrations.RunSQL(TAKES, "DROP FUNCTION contact_takes"),
    ]
