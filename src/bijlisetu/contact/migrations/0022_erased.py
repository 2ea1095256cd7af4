"""Claims and tellings let go of what is erased, and of nothing else; an erased address adds up to none."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

CLAIMS = import_module("bijlisetu.contact.migrations.0005_claims")
INFORMED = import_module("bijlisetu.contact.migrations.0016_informed")
CHANGES = import_module("bijlisetu.contact.migrations.0012_changes")

#: Each row is asked for its consumer. What is past its time leaves by itself.
STAYS = """
DROP TRIGGER claim_stays ON contact_claim;
CREATE OR REPLACE FUNCTION contact_claim_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND audit_may_erase(OLD.consumer_id)
        AND to_jsonb(NEW) - ARRAY['value', 'device'] = to_jsonb(OLD) - ARRAY['value', 'device']
        AND NEW.value LIKE 'erased:%' AND NEW.device = ''
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a claim stays as it was made: make a newer one' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER claim_stays BEFORE UPDATE OR DELETE ON contact_claim
FOR EACH ROW EXECUTE FUNCTION contact_claim_stays();
DROP TRIGGER informed_stays ON contact_informed;
CREATE OR REPLACE FUNCTION contact_informed_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('bijlisetu.leaving', true) = 'on' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND audit_may_erase(OLD.consumer_id)
        AND to_jsonb(NEW) - 'value' = to_jsonb(OLD) - 'value' AND NEW.value LIKE 'erased:%'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what somebody was told stays written' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER informed_stays BEFORE UPDATE OR DELETE ON contact_informed
FOR EACH ROW EXECUTE FUNCTION contact_informed_stays();
"""
STAYS_AS_BEFORE = (
    "DROP TRIGGER claim_stays ON contact_claim; DROP FUNCTION contact_claim_stays;"
    + CLAIMS.APPEND_ONLY
    + "DROP TRIGGER informed_stays ON contact_informed; DROP FUNCTION contact_informed_stays;"
    + INFORMED.STAYS
)
PAIRS = "FROM (SELECT DISTINCT consumer_id, value FROM contact_claim) AS pair"
STANDING = "FROM (SELECT DISTINCT consumer_id, value FROM contact_claim WHERE value NOT LIKE 'erased:%') AS pair"
SUM = CHANGES.SUM.replace(PAIRS, STANDING)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0006_erasures"),
        ("contact", "0021_takes"),
    ]

    operations = [
        migrations.RunSQL(STAYS, STAYS_AS_BEFORE),
        migrations.RunSQL(SUM, CHANGES.SUM),
    ]
