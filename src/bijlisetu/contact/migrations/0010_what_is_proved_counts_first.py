"""A word that nothing proves, whose an address is, no longer outranks one that is proved: the person's own answer."""

from django.db import migrations

#: As before, and what nothing proves counts only where nobody has proved or answered anything.
SUM = """
CREATE OR REPLACE VIEW contact_sum AS
SELECT pair.consumer_id, pair.value, contact_channels(pair.value) AS channels, named.source, named."by", named.known_at,
       coalesce(owned.owner, 'unknown') AS owner, coalesce(owned.proof, '') AS proof,
       coalesce(owned."by", '') AS owner_by, owned.owner_at
FROM (SELECT DISTINCT consumer_id, value FROM contact_claim) AS pair
CROSS JOIN LATERAL (
    SELECT source, "by", at AS known_at FROM contact_claim AS claim
    WHERE claim.consumer_id = pair.consumer_id AND claim.value = pair.value
    -- An answer to what we sent to an address does not name it: we knew it before.
    ORDER BY word NOT IN ('not_own', 'taken_back') AND proof NOT IN ('reply', 'link') DESC, at DESC, id DESC LIMIT 1
) AS named
LEFT JOIN LATERAL (
    SELECT CASE word WHEN 'own' THEN 'proved' ELSE 'not_owner' END AS owner, proof, "by", at AS owner_at
    FROM contact_claim AS claim
    WHERE claim.consumer_id = pair.consumer_id AND claim.value = pair.value AND word IN ('own', 'not_own')
      AND NOT EXISTS (
        SELECT FROM contact_claim AS mistake
        WHERE mistake.consumer_id = claim.consumer_id AND mistake.value = claim.value AND mistake.at = claim.at
          AND mistake.word = 'taken_back' AND mistake.source = claim.source
      )
    -- What is proved counts before what is not: of the latter ('office' too) nobody knows how it was learned. Then the
    -- latest word, whatever the order of arrival. Carriers count in whole seconds: of two words in one instant no is
    -- the safer, and of two like ones the first to come says how it is known.
    ORDER BY proof NOT IN ('', 'office') DESC, at DESC, word = 'not_own' DESC, id LIMIT 1
) AS owned ON true;
"""
#: Only where a word without proof was taken can the sum be another than it was.
KEPT = """
UPDATE contact_address AS address
SET source = total.source, known_at = total.known_at, owner = total.owner, proof = total.proof,
    owner_at = total.owner_at
FROM (
    SELECT DISTINCT consumer_id, value FROM contact_claim WHERE word IN ('own', 'not_own') AND proof IN ('', 'office')
) AS held, LATERAL (
    SELECT * FROM contact_sum WHERE consumer_id = held.consumer_id AND value = held.value OFFSET 0
) AS total
WHERE address.consumer_id = held.consumer_id AND address.value = held.value
  AND (address.owner, address.proof, address.owner_at)
      IS DISTINCT FROM (total.owner, total.proof, total.owner_at);
"""


class Migration(migrations.Migration):
    dependencies = [("contact", "0009_taken_back")]

    operations = [
        migrations.RunSQL(SUM, migrations.RunSQL.noop),
        migrations.RunSQL(KEPT, migrations.RunSQL.noop),
    ]
