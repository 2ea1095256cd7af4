"""What is missing of each consumer's KYC, and how many lack it: from rows that move, by triggers and a queue."""

import django.db.models.deletion
from django.db import migrations, models

#: Where an address is doubted, as contact/hygiene/condition.py says it.
MADE = """
CREATE VIEW contact_kyc_made AS
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
               OR EXISTS (
                 SELECT FROM contact_health WHERE value = address.value AND finding = 'not_on_whatsapp' OFFSET 0
               ))
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
FROM consumers_consumer consumer;
CREATE VIEW contact_kyc_counted AS
SELECT feeder_id, missing, count(*) AS people FROM contact_kyc GROUP BY 1, 2;
"""
COME, GONE = "SELECT * FROM come", "SELECT * FROM gone"
SEEN_BY = {
    "INSERT": ("NEW TABLE AS come", COME),
    "DELETE": ("OLD TABLE AS gone", GONE),
    "UPDATE": ("OLD TABLE AS gone NEW TABLE AS come", f"({COME} EXCEPT {GONE}) UNION ALL ({GONE} EXCEPT {COME})"),
}
#: A row that moves and says something of a consumer, or of a number and so of all whose it is.
OF_CONSUMERS = "INSERT INTO contact_kycchange (consumer_id) SELECT DISTINCT consumer_id FROM ({moved}) AS moved;"
OF_NUMBERS = """
INSERT INTO contact_kycchange (consumer_id)
SELECT DISTINCT held.consumer_id FROM (SELECT DISTINCT value FROM ({moved}) AS moved WHERE {which}) AS moved,
LATERAL (SELECT consumer_id FROM contact_address WHERE value = moved.value OFFSET 0) AS held;
"""
#: Each table, what it says, which of its rows, and the deeds by which it may say something new.
TABLES = (
    ("contact_address", OF_CONSUMERS, "true", ("INSERT", "DELETE", "UPDATE")),
    ("contact_detail", OF_CONSUMERS, "true", ("INSERT", "DELETE")),
    # The day of a sign of life moves on all the time, and says nothing new here.
    ("contact_life", OF_NUMBERS, "channel = 'whatsapp'", ("INSERT", "DELETE")),
    ("contact_health", OF_NUMBERS, "finding = 'not_on_whatsapp'", ("INSERT", "DELETE", "UPDATE")),
    ("contact_suspect", OF_NUMBERS, "true", ("INSERT", "DELETE", "UPDATE")),
    ("consumers_consumer", OF_CONSUMERS, "true", ("INSERT",)),
)
TRIGGER = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    {does}
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {deed} ON {table} REFERENCING {seen} FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
MOVED_AWAY = """
CREATE FUNCTION contact_kyc_moved_away() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO contact_kycchange (consumer_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER contact_kyc_moved_away AFTER UPDATE OF feeder_id ON consumers_consumer
    FOR EACH ROW WHEN (OLD.feeder_id <> NEW.feeder_id) EXECUTE FUNCTION contact_kyc_moved_away();
"""
SIGNED = {
    "INSERT": "SELECT *, 1 AS sign FROM come",
    "DELETE": "SELECT *, -1 AS sign FROM gone",
    "UPDATE": "SELECT *, 1 AS sign FROM come UNION ALL SELECT *, -1 FROM gone",
}
TOTAL = """
INSERT INTO contact_kyctotal (feeder_id, missing, people)
SELECT feeder_id, missing, sum(sign) FROM ({moved}) AS moved GROUP BY 1, 2 HAVING sum(sign) <> 0;
"""
ROOM = """
ALTER TABLE contact_kyctotal SET (autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE contact_kycchange SET (autovacuum_vacuum_scale_factor = 0.05);
"""
FILL = "INSERT INTO contact_kycchange (consumer_id) SELECT id FROM consumers_consumer"


def _triggers() -> str:
    written = []
    for table, does, which, deeds in TABLES:
        for deed in deeds:
            seen, moved = SEEN_BY[deed]
            if table == "consumers_consumer":
                moved = "SELECT id AS consumer_id FROM come"
            name = f"contact_kyc_{table}_{deed.lower()}"
            does_now = does.format(moved=moved, which=which)
            written.append(TRIGGER.format(name=name, does=does_now, deed=deed, table=table, seen=seen))
    for deed, moved in SIGNED.items():
        name, does_now = f"contact_kyc_total_{deed.lower()}", TOTAL.format(moved=moved)
        written.append(TRIGGER.format(name=name, does=does_now, deed=deed, table="contact_kyc", seen=SEEN_BY[deed][0]))
    return "".join(written) + MOVED_AWAY


def _gone() -> str:
    names = [f"contact_kyc_{table}_{deed.lower()}" for table, _, _, deeds in TABLES for deed in deeds]
    names += [*(f"contact_kyc_total_{deed.lower()}" for deed in SIGNED), "contact_kyc_moved_away"]
    functions = "".join(f"DROP FUNCTION {name} CASCADE;" for name in names)
    return f"{functions} DROP VIEW contact_kyc_made, contact_kyc_counted;"


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0005_words_of_names"),
        ("contact", "0013_hygiene"),
        ("network", "0004_feeders_by_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="KycChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consumer_id", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "consumer_id", "matter", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "matter",
                    models.TextField(
                        choices=[
                            ("number", "Number"),
                            ("whatsapp", "Whatsapp"),
                            ("email", "Email"),
                            ("language", "Language"),
                            ("consent", "Consent"),
                        ]
                    ),
                ),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "consumer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="details",
                        to="consumers.consumer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("matter__in", ["whatsapp", "email", "language", "consent"])),
                        name="detail_is_asked",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Kyc",
            fields=[
                (
                    "consumer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="kyc",
                        serialize=False,
                        to="consumers.consumer",
                    ),
                ),
                (
                    "missing",
                    models.TextField(help_text="matters, in their order, with commas between; empty: complete"),
                ),
                (
                    "feeder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="network.feeder",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["feeder", "consumer"], name="kyc_of_a_feeder")],
            },
        ),
        migrations.CreateModel(
            name="KycTotal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_gathered", models.BooleanField(db_default=False, default=False)),
                ("missing", models.TextField()),
                ("people", models.IntegerField()),
                (
                    "feeder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        to="network.feeder",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("is_gathered", False)), fields=["id"], name="kyc_total_to_gather")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_gathered", True)), fields=("feeder", "missing"), name="kyc_total_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(MADE + _triggers() + ROOM, _gone()),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
