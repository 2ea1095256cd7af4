"""A claim that was made by mistake can be taken back; what was said before it and after it counts again."""

from django.db import migrations, models
from django.db.models import Q

#: As before, and a word does not count where one of the same moment takes it back.
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
    -- The latest word counts, whatever the order of arrival. Carriers count in whole seconds: of two words in one
    -- instant no is the safer, and of two like ones the first to come says how it is known.
    ORDER BY at DESC, word = 'not_own' DESC, id LIMIT 1
) AS owned ON true;
"""
WORDS = ("reaches", "own", "not_own", "taken_back")


class Migration(migrations.Migration):
    dependencies = [("contact", "0008_untaken")]

    operations = [
        migrations.RemoveConstraint("claim", "claim_word_is_listed"),
        migrations.AlterField(
            "claim",
            "word",
            models.TextField(
                choices=[
                    ("reaches", "Reaches"),
                    ("own", "Own"),
                    ("not_own", "Not Own"),
                    ("taken_back", "Taken Back"),
                ]
            ),
        ),
        migrations.AddConstraint(
            "claim", models.CheckConstraint(condition=Q(word__in=WORDS), name="claim_word_is_listed")
        ),
        migrations.RunSQL(SUM, migrations.RunSQL.noop),
    ]
