"""That WhatsApp says of a number that it is not there answers the question, before several days agree on it."""

from django.db import migrations

MADE = """
CREATE OR REPLACE VIEW contact_kyc_made AS
SELECT consumer.id AS consumer_id, consumer.feeder_id, concat_ws(',',
    CASE WHEN NOT EXISTS (
        SELECT FROM contact_address address
        WHERE address.consumer_id = consumer.id AND address.owner = 'proved' AND 'sms' = ANY(address.channels)
          AND NOT EXISTS (
            SELECT FROM contact_suspect suspect
            WHERE suspect.value = address.value AND address.owner_at < suspect.proved_since OFFSET 0
          )
        OFFSET 0
    ) THEN 'number' END,
    CASE WHEN NOT EXISTS (
        SELECT FROM contact_detail WHERE consumer_id = consumer.id AND matter = 'whatsapp' OFFSET 0
    ) AND NOT EXISTS (
        SELECT FROM contact_address address
        WHERE address.consumer_id = consumer.id AND address.owner <> 'not_owner' AND 'sms' = ANY(address.channels)
          AND (EXISTS (SELECT FROM contact_life WHERE value = address.value AND channel = 'whatsapp' OFFSET 0)
               OR EXISTS ({no}))
        OFFSET 0
    ) THEN 'whatsapp' END,
    CASE WHEN NOT EXISTS (
        SELECT FROM contact_detail WHERE consumer_id = consumer.id AND matter = 'email' OFFSET 0
    ) AND NOT EXISTS (
        SELECT FROM contact_address address
        WHERE address.consumer_id = consumer.id AND address.owner <> 'not_owner' AND 'email' = ANY(address.channels)
        OFFSET 0
    ) THEN 'email' END,
    CASE WHEN NOT EXISTS (
        SELECT FROM contact_detail WHERE consumer_id = consumer.id AND matter = 'language' OFFSET 0
    ) THEN 'language' END,
    CASE WHEN NOT EXISTS (
        SELECT FROM contact_detail WHERE consumer_id = consumer.id AND matter = 'consent' OFFSET 0
    ) THEN 'consent' END
) AS missing
FROM consumers_consumer consumer
"""
HEALTH = "SELECT FROM contact_health WHERE value = address.value AND finding = 'not_on_whatsapp' OFFSET 0"
SIGN = f"""{HEALTH}) OR EXISTS (
                 SELECT FROM contact_sign
                 WHERE value = address.value AND channel = 'whatsapp' AND says = 'not_on_whatsapp' OFFSET 0
               """
SEEN_BY = {"insert": "NEW TABLE AS moved", "delete": "OLD TABLE AS moved"}
#: As the other tables from which the view is made.
TRIGGER = """
CREATE FUNCTION contact_kyc_contact_sign_{deed}() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    INSERT INTO contact_kycchange (consumer_id)
    SELECT DISTINCT held.consumer_id
    FROM (SELECT DISTINCT value FROM moved WHERE says = 'not_on_whatsapp') AS moved,
    LATERAL (SELECT consumer_id FROM contact_address WHERE value = moved.value OFFSET 0) AS held;
    RETURN NULL;
END $$;
CREATE TRIGGER contact_kyc_contact_sign_{deed} AFTER {deed} ON contact_sign
REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION contact_kyc_contact_sign_{deed}();
"""
GONE = "DROP FUNCTION contact_kyc_contact_sign_{deed}() CASCADE;"
#: What was said before this version.
FILL = """
INSERT INTO contact_kycchange (consumer_id)
SELECT DISTINCT address.consumer_id FROM contact_sign sign JOIN contact_address address USING (value)
WHERE sign.says = 'not_on_whatsapp'
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0028_headings_that_are_wrong")]

    operations = [
        migrations.RunSQL(MADE.format(no=SIGN) + ";", MADE.format(no=HEALTH) + ";"),
        *(
            migrations.RunSQL(TRIGGER.format(deed=deed, seen=seen), GONE.format(deed=deed))
            for deed, seen in SEEN_BY.items()
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
