"""What was known of a person can be erased by a request that an officer has granted, and in no other way."""

from __future__ import annotations

from django.db import migrations

STAYS = """
CREATE OR REPLACE FUNCTION consumers_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('bijlisetu.leaving', true) = 'on' THEN
        RETURN OLD;
    END IF;
    IF audit_may_erase(OLD.consumer_id) THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    RAISE EXCEPTION 'what was known stays as it was known' USING ERRCODE = 'restrict_violation';
END $$;
"""
STAYS_AS_BEFORE = """
CREATE OR REPLACE FUNCTION consumers_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('bijlisetu.leaving', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'what was known stays as it was known' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0006_erasures"),
        ("consumers", "0007_history"),
    ]

    operations = [
        migrations.RunSQL(STAYS, STAYS_AS_BEFORE),
    ]
