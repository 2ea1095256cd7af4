"""An append-only record of claims, and the view that says what they add up to."""

import django.db.models.deletion
from django.db import migrations, models

#: The channels are a matter of what sort of address it is: 91 and six to nine begin a mobile number.
CHANNELS = """
CREATE FUNCTION contact_channels(value text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN strpos(value, '@') > 0 THEN '{email}'::text[]
            WHEN substr(value, 3, 1) BETWEEN '6' AND '9' THEN '{whatsapp,sms,call}'::text[]
            ELSE '{call}'::text[] END;
"""
#: Whoever asks for one address does so in a LATERAL that ends with OFFSET 0: then its key is looked up, and no more.
SUM = """
CREATE VIEW contact_sum AS
SELECT pair.consumer_id, pair.value, contact_channels(pair.value) AS channels, named.source, named."by", named.known_at,
       coalesce(owned.owner, 'unknown') AS owner, coalesce(owned.proof, '') AS proof,
       coalesce(owned."by", '') AS owner_by, owned.owner_at
FROM (SELECT DISTINCT consumer_id, value FROM contact_claim) AS pair
CROSS JOIN LATERAL (
    SELECT source, "by", at AS known_at FROM contact_claim AS claim
    WHERE claim.consumer_id = pair.consumer_id AND claim.value = pair.value
    -- An answer to what we sent to an address does not name it: we knew it before.
    ORDER BY word <> 'not_own' AND proof NOT IN ('reply', 'link') DESC, at DESC, id DESC LIMIT 1
) AS named
LEFT JOIN LATERAL (
    SELECT CASE word WHEN 'own' THEN 'proved' ELSE 'not_owner' END AS owner, proof, "by", at AS owner_at
    FROM contact_claim AS claim
    WHERE claim.consumer_id = pair.consumer_id AND claim.value = pair.value AND word IN ('own', 'not_own')
    -- The latest word counts, whatever the order of arrival. Carriers count in whole seconds: of two words in one
    -- instant no is the safer, and of two like ones the first to come says how it is known.
    ORDER BY at DESC, word = 'not_own' DESC, id LIMIT 1
) AS owned ON true;
"""
APPEND_ONLY = """
CREATE FUNCTION contact_claim_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a claim stays as it was made: make a newer one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER claim_stays BEFORE UPDATE OR DELETE ON contact_claim
FOR EACH STATEMENT EXECUTE FUNCTION contact_claim_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0001_initial"),
        ("contact", "0004_bookmark"),
    ]

    operations = [
        migrations.AlterField(
            model_name="address",
            name="known_at",
            field=models.DateTimeField(help_text="when it was named last"),
        ),
        migrations.AlterField(
            model_name="address",
            name="proof",
            field=models.TextField(
                blank=True,
                choices=[
                    ("visit", "Visit"),
                    ("counter", "Counter"),
                    ("call_back", "Call Back"),
                    ("reply", "Reply"),
                    ("link", "Link"),
                    ("office", "Office"),
                ],
                db_default="",
                default="",
                help_text="what proves or disproves it",
            ),
        ),
        migrations.AlterField(
            model_name="address",
            name="source",
            field=models.TextField(
                choices=[
                    ("billing_export", "Billing Export"),
                    ("office", "Office"),
                    ("counter", "Counter"),
                    ("visit", "Visit"),
                    ("camp", "Camp"),
                    ("paper", "Paper"),
                    ("call_back", "Call Back"),
                    ("reply", "Reply"),
                    ("own_page", "Own Page"),
                    ("carrier", "Carrier"),
                ],
                help_text="of the claim that named it last",
            ),
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.TextField(help_text="91 and ten digits, or a mailbox")),
                (
                    "role",
                    models.TextField(
                        choices=[
                            ("unknown", "Unknown"),
                            ("own", "Own"),
                            ("family", "Family"),
                            ("tenant", "Tenant"),
                            ("neighbour", "Neighbour"),
                            ("caretaker", "Caretaker"),
                            ("shop", "Shop"),
                        ],
                        default="unknown",
                    ),
                ),
                ("word", models.TextField(choices=[("reaches", "Reaches"), ("own", "Own"), ("not_own", "Not Own")])),
                (
                    "source",
                    models.TextField(
                        choices=[
                            ("billing_export", "Billing Export"),
                            ("office", "Office"),
                            ("counter", "Counter"),
                            ("visit", "Visit"),
                            ("camp", "Camp"),
                            ("paper", "Paper"),
                            ("call_back", "Call Back"),
                            ("reply", "Reply"),
                            ("own_page", "Own Page"),
                            ("carrier", "Carrier"),
                        ]
                    ),
                ),
                (
                    "proof",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("visit", "Visit"),
                            ("counter", "Counter"),
                            ("call_back", "Call Back"),
                            ("reply", "Reply"),
                            ("link", "Link"),
                            ("office", "Office"),
                        ],
                        default="",
                    ),
                ),
                (
                    "by",
                    models.TextField(
                        help_text="who said or entered it: a user name, the program, reply, link, carrier"
                    ),
                ),
                ("device", models.TextField(blank=True, default="", help_text="on which it was entered, if not here")),
                ("at", models.DateTimeField(help_text="when it was said")),
                (
                    "consumer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="consumers.consumer",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("source__in", ("office", "counter", "visit", "camp", "paper", "call_back"))
                        ),
                        fields=["at"],
                        name="claim_by_staff_at",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("consumer", "value", "at", "word", "source"), name="claim_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["unknown", "own", "family", "tenant", "neighbour", "caretaker", "shop"])
                        ),
                        name="claim_role_is_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("word__in", ["reaches", "own", "not_own"])), name="claim_word_is_listed"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [
                                    "billing_export",
                                    "office",
                                    "counter",
                                    "visit",
                                    "camp",
                                    "paper",
                                    "call_back",
                                    "reply",
                                    "own_page",
                                    "carrier",
                                ],
                            )
                        ),
                        name="claim_source_is_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proof__in", ["", "visit", "counter", "call_back", "reply", "link", "office"])
                        ),
                        name="claim_proof_is_listed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("proof", ""), ("word", "own"), _negated=True),
                        name="claim_of_an_owner_is_proved",
                    ),
                ],
            },
        ),
        migrations.RunSQL(CHANNELS, "DROP FUNCTION contact_channels"),
        migrations.RunSQL(SUM, "DROP VIEW contact_sum"),
        migrations.RunSQL(APPEND_ONLY, "DROP TRIGGER claim_stays ON contact_claim; DROP FUNCTION contact_claim_stays"),
    ]
