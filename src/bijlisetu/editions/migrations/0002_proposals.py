import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

#: Who let it hold stays written too; what was asked for stays as it was asked, and is settled once.
STAYS = """
CREATE OR REPLACE FUNCTION editions_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.taken_back_at IS NOT NULL
     OR (OLD.file, OLD.text, OLD.why, OLD."by", OLD.at, OLD.holds_from, OLD.seconded_by)
        IS DISTINCT FROM (NEW.file, NEW.text, NEW.why, NEW."by", NEW.at, NEW.holds_from, NEW.seconded_by) THEN
    RAISE EXCEPTION 'an edition stays as it was written';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION editions_proposal_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state <> 'open'
     OR (OLD.file, OLD.text, OLD.edition_id, OLD.touches, OLD.why, OLD."by", OLD.at, OLD.holds_from, OLD.newest)
        IS DISTINCT FROM
        (NEW.file, NEW.text, NEW.edition_id, NEW.touches, NEW.why, NEW."by", NEW.at, NEW.holds_from, NEW.newest) THEN
    RAISE EXCEPTION 'a proposal stays as it was asked for';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER editions_proposal_stays BEFORE UPDATE OR DELETE ON editions_proposal
FOR EACH ROW EXECUTE FUNCTION editions_proposal_stays();
"""
STAYS_AS_BEFORE = """
DROP TRIGGER editions_proposal_stays ON editions_proposal;
DROP FUNCTION editions_proposal_stays();
CREATE OR REPLACE FUNCTION editions_edition_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.taken_back_at IS NOT NULL
     OR (OLD.file, OLD.text, OLD.why, OLD."by", OLD.at, OLD.holds_from)
        IS DISTINCT FROM (NEW.file, NEW.text, NEW.why, NEW."by", NEW.at, NEW.holds_from) THEN
    RAISE EXCEPTION 'an edition stays as it was written';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("editions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.TextField()),
                (
                    "text",
                    models.TextField(
                        blank=True, help_text="the whole file; empty where an edition is to be taken back"
                    ),
                ),
                (
                    "touches",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="the names for whose sake two officers are asked",
                        size=None,
                    ),
                ),
                ("why", models.TextField(blank=True)),
                ("holds_from", models.DateTimeField(help_text="none: as soon as it is let hold", null=True)),
                (
                    "newest",
                    models.BigIntegerField(help_text="the newest edition of the file when it was asked for; 0: none"),
                ),
                ("by", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.TextField(
                        choices=[
                            ("open", "Open"),
                            ("held", "another officer let it hold"),
                            ("declined", "Declined"),
                            ("withdrawn", "by whoever asked"),
                        ],
                        default="open",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.TextField(blank=True, default="")),
            ],
        ),
        migrations.AddField(
            model_name="edition",
            name="seconded_by",
            field=models.TextField(
                blank=True, db_default="", default="", help_text="who let it hold, where two officers are asked"
            ),
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("seconded_by", models.F("by")), _negated=True), name="edition_seconded_by_another"
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="edition",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="editions.edition",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("file",), name="proposal_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("edition__isnull", False), ("text", "")),
                    models.Q(
                        models.Q(("text", ""), _negated=True), models.Q(("why", ""), _negated=True), ("edition", None)
                    ),
                    _connector="OR",
                ),
                name="proposal_of_a_text_or_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("by", ""), _negated=True), name="proposal_by_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at", None), ("settled_by", ""), ("state", "open")),
                    models.Q(
                        ("settled_at__isnull", False),
                        ("state__in", ["held", "declined", "withdrawn"]),
                        models.Q(("settled_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="proposal_settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("settled_by", models.F("by")), ("state", "held"), _negated=True),
                name="proposal_held_by_another",
            ),
        ),
        migrations.RunSQL(STAYS, STAYS_AS_BEFORE),
    ]
