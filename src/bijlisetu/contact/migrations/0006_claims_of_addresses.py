"""
Make a claim of each thing that the addresses of before tell.

They had one column for the source, into which the officers' names went. How an officer proved a number stands in the
book of deeds, where it was written in the same instant.
"""

from django.db import migrations

#: The word that named the address last. Of what was said before that, addresses kept nothing.
NAMED = """
INSERT INTO contact_claim (consumer_id, value, role, word, source, proof, "by", device, at)
SELECT address.consumer_id, address.value, 'unknown', CASE proved.how WHEN '' THEN 'reaches' ELSE 'own' END,
       CASE address.source WHEN 'billing export' THEN 'billing_export' WHEN 'whatsapp number change' THEN 'carrier'
                           ELSE coalesce(nullif(proved.how, ''), 'office') END,
       proved.how,
       CASE WHEN address.source IN ('billing export', 'office') THEN ''
            WHEN address.source = 'whatsapp number change' THEN 'carrier' ELSE address.source END,
       '', address.known_at
FROM contact_address AS address
LEFT JOIN LATERAL (
    SELECT detail ->> 'proof' AS how FROM audit_entry
    WHERE record = 'consumer:' || address.consumer_id AND at = address.known_at AND deed = 'contact.repaired'
      AND address.source NOT IN ('billing export', 'whatsapp number change')
    ORDER BY id DESC LIMIT 1
) AS noted ON true
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN address.source IN ('billing export', 'whatsapp number change') THEN ''
        WHEN noted.how IN ('visit', 'counter', 'call_back') THEN noted.how
        WHEN noted.how IS NULL AND address.owner = 'proved' AND address.owner_at = address.known_at
             AND address.proof IN ('visit', 'counter', 'call_back') THEN address.proof
        ELSE '' END AS how
) AS proved
ORDER BY address.id;
"""
#: The latest word on whose it is, unless that word named it too.
OWNED = """
INSERT INTO contact_claim (consumer_id, value, role, word, source, proof, "by", device, at)
SELECT address.consumer_id, address.value, 'unknown', CASE address.owner WHEN 'proved' THEN 'own' ELSE 'not_own' END,
       CASE WHEN proof IN ('visit', 'counter', 'call_back', 'reply') THEN proof WHEN proof = 'link' THEN 'own_page'
            ELSE 'office' END,
       CASE WHEN proof IN ('visit', 'counter', 'call_back', 'reply', 'link') THEN proof
            WHEN address.owner = 'proved' THEN 'office' ELSE '' END,
       -- A proof that is in no list is not lost.
       CASE WHEN proof IN ('visit', 'counter', 'call_back') THEN coalesce(noted.officer, '') ELSE proof END,
       '', address.owner_at
FROM contact_address AS address
LEFT JOIN LATERAL (
    SELECT "by" AS officer FROM audit_entry
    WHERE record = 'consumer:' || address.consumer_id AND at = address.owner_at AND deed = 'contact.repaired'
      AND address.proof NOT IN ('reply', 'link')
    ORDER BY id DESC LIMIT 1
) AS noted ON true
WHERE address.owner <> 'unknown'
ORDER BY address.id
ON CONFLICT DO NOTHING;
"""
KEPT = """
UPDATE contact_address AS address
SET source = total.source, known_at = total.known_at, owner = total.owner, proof = total.proof,
    owner_at = total.owner_at
FROM contact_sum AS total
WHERE address.consumer_id = total.consumer_id AND address.value = total.value
  AND (address.source, address.known_at, address.owner, address.proof, address.owner_at)
      IS DISTINCT FROM (total.source, total.known_at, total.owner, total.proof, total.owner_at);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("contact", "0005_claims")]

    operations = [
        migrations.RunSQL(NAMED, migrations.RunSQL.noop),
        migrations.RunSQL(OWNED, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
