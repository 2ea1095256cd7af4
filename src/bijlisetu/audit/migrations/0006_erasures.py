"""Requests to be erased, the one way through tables that keep all, and how a text loses what is erased."""

import django.contrib.postgres.fields
from django.db import migrations, models

#: The transaction names the request; it must be decided, of this consumer, and not done yet.
MAY = """
CREATE FUNCTION audit_may_erase(told_consumer bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM audit_erasure
        WHERE id::text = current_setting('bijlisetu.erasing', true) AND consumer = told_consumer
          AND decided_at IS NOT NULL AND cardinality(parts) > 0 AND erased_at IS NULL
    )
$$;
CREATE FUNCTION audit_erasure_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND (
        OLD.decided_at IS NULL AND NEW.erased_at IS NULL
        AND (NEW.consumer, NEW.asked_at, NEW.asked_by) = (OLD.consumer, OLD.asked_at, OLD.asked_by)
        OR OLD.decided_at IS NOT NULL AND OLD.erased_at IS NULL
        AND to_jsonb(NEW) - ARRAY['erased_at', 'rows'] = to_jsonb(OLD) - ARRAY['erased_at', 'rows']
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what was asked and decided of an erasure stays' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER erasure_stays BEFORE UPDATE OR DELETE ON audit_erasure
FOR EACH ROW EXECUTE FUNCTION audit_erasure_stays();
"""
MAY_NOT = """
DROP TRIGGER erasure_stays ON audit_erasure;
DROP FUNCTION audit_erasure_stays;
DROP FUNCTION audit_may_erase;
"""
#: A 0 is right in JSON too, among digits and among words. Octets are read as text in which each foreign one stands as
#: its number, so that a packed file stays what it is; such a number may stand right before the one that is looked for.
MASKED = """
CREATE FUNCTION text_without(told text, pattern text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(told, pattern, '0', 'gi')
$$;
CREATE FUNCTION text_without(told jsonb, pattern text) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT regexp_replace(told::text, pattern, '0', 'gi')::jsonb
$$;
CREATE FUNCTION text_without(told bytea, pattern text) RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT decode(regexp_replace(encode(told, 'escape'), replace(pattern, '(?<![0-9])', ''), '0', 'gi'), 'escape')
$$;
CREATE FUNCTION text_has(told text, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT told ~* pattern
$$;
CREATE FUNCTION text_has(told jsonb, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT told::text ~* pattern
$$;
CREATE FUNCTION text_has(told bytea, pattern text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT encode(told, 'escape') ~* replace(pattern, '(?<![0-9])', '')
$$;
"""
MASKED_NOT = """
DROP FUNCTION text_without(text, text), text_without(jsonb, text), text_without(bytea, text);
DROP FUNCTION text_has(text, text), text_has(jsonb, text), text_has(bytea, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0005_breaches"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consumer", models.BigIntegerField()),
                ("asked_at", models.DateTimeField()),
                (
                    "asked_by",
                    models.TextField(help_text="link where the person asked on their own page, or a user name"),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.TextField(blank=True, db_default="", default="")),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        db_default=[],
                        default=list,
                        help_text="what goes; none where it is refused",
                        size=None,
                    ),
                ),
                (
                    "kept",
                    models.JSONField(
                        db_default=[], default=list, help_text="what stays: part, why, until when, by whom"
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True, db_default="", default="", help_text="the officer's, for the person to read"
                    ),
                ),
                ("erased_at", models.DateTimeField(null=True)),
                ("rows", models.BigIntegerField(help_text="how many rows were touched", null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["consumer", "asked_at"], name="erasure_of_a_consumer")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("decided_at", None)), fields=("consumer",), name="erasure_asked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", ""), ("parts", [])),
                            models.Q(("decided_at__isnull", False), models.Q(("decided_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="erasure_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(("decided_at__isnull", False), models.Q(("parts", []), _negated=True)),
                            _connector="OR",
                        ),
                        name="erasure_done_as_decided",
                    ),
                ],
            },
        ),
        migrations.RunSQL(MAY, MAY_NOT),
        migrations.RunSQL(MASKED, MASKED_NOT),
    ]
