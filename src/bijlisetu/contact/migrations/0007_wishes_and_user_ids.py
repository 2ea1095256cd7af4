"""
Keep what people wish as they said it, with its time; and which number a WhatsApp user id stands for.

What was refused before was said by the person at a number, for all its accounts, or at a mailbox, for one.
"""

import django.db.models.deletion
from django.db import migrations, models

SAID = """
INSERT INTO contact_wished (consumer_id, value, purpose, is_wanted, how, at, heard_at)
SELECT CASE WHEN strpos(value, '@') > 0 THEN consumer_id END, value, purpose, false, how, at, at
FROM contact_unsubscribed ORDER BY id
ON CONFLICT DO NOTHING;
UPDATE contact_unsubscribed SET everywhere = true WHERE strpos(value, '@') = 0;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("consumers", "0001_initial"),
        ("contact", "0006_claims_of_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldBack",
            fields=[
                ("value", models.TextField(primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="UserId",
            fields=[
                ("user_id", models.TextField(primary_key=True, serialize=False)),
                ("value", models.TextField(help_text="the number that was last named together with it")),
                ("at", models.DateTimeField(help_text="when that was")),
            ],
        ),
        migrations.CreateModel(
            name="Wished",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.TextField(help_text="the address, as contact_address has it; or WhatsApp's user id")),
                ("purpose", models.TextField(help_text="reminder, marketing")),
                ("is_wanted", models.BooleanField()),
                ("how", models.TextField(help_text="one_click, page, complaint, carrier, refusal, reply, button")),
                ("at", models.DateTimeField(help_text="when it was said, by the carrier's clock")),
                ("heard_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="unsubscribed",
            name="unsubscribed_once_a_purpose",
        ),
        migrations.AddField(
            model_name="unsubscribed",
            name="everywhere",
            field=models.BooleanField(
                db_default=False, default=False, help_text="on whichever account the address stands, now and later"
            ),
        ),
        migrations.AlterField(
            model_name="unsubscribed",
            name="consumer",
            field=models.ForeignKey(
                db_index=False,
                help_text="none where the address stands on no account yet",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="unsubscribed",
                to="consumers.consumer",
            ),
        ),
        migrations.AlterField(
            model_name="unsubscribed",
            name="how",
            field=models.TextField(help_text="one_click, page, complaint, carrier, refusal, reply, button"),
        ),
        migrations.AddConstraint(
            model_name="unsubscribed",
            constraint=models.UniqueConstraint(
                fields=("value", "purpose", "consumer"), name="unsubscribed_once_a_purpose", nulls_distinct=False
            ),
        ),
        migrations.AddField(
            model_name="wished",
            name="consumer",
            field=models.ForeignKey(
                db_index=False,
                help_text="the one account meant; none where the person at the address speaks for all it stands on",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="wishes",
                to="consumers.consumer",
            ),
        ),
        migrations.AddConstraint(
            model_name="wished",
            constraint=models.UniqueConstraint(
                fields=("value", "purpose", "consumer", "at", "is_wanted", "how"),
                name="wished_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(SAID, migrations.RunSQL.noop),
    ]
