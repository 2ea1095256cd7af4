"""What was said at a door goes by a request that an officer has granted, or when its time is over."""

from __future__ import annotations

from django.db import migrations

KEPT = """
CREATE OR REPLACE FUNCTION fieldwork_visit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(NEW) - ARRAY['answers', 'latitude', 'longitude', 'accuracy_m']
          = to_jsonb(OLD) - ARRAY['answers', 'latitude', 'longitude', 'accuracy_m']
        AND NEW.answers = '{{}}' AND NEW.latitude IS NULL AND NEW.longitude IS NULL AND NEW.accuracy_m IS NULL{only}
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a visit is kept as it was told; only what a person said in it can be erased'
        USING ERRCODE = 'restrict_violation';
END $$;
"""
ONLY = """
        AND (audit_may_erase(OLD.consumer_id) OR current_setting('bijlisetu.leaving', true) = 'on')"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0006_erasures"),
        ("fieldwork", "0005_read_out_on_sheets"),
    ]

    operations = [
        migrations.RunSQL(KEPT.format(only=ONLY), KEPT.format(only="")),
    ]
