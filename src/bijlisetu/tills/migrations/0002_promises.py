"""The database numbers receipts without a gap, and keeps receipts and closed tills as they are."""

from django.db import migrations

#: The row of the till is locked by its count, so two receipts never get one number, and one that is given up gives its
#: number back with its transaction.
NUMBERED = """
CREATE FUNCTION tills_numbered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tills_till SET last = last + 1 WHERE id = NEW.till_id AND closed_at IS NULL RETURNING last INTO NEW.number;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the till is closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tills_numbered BEFORE INSERT ON tills_receipt FOR EACH ROW EXECUTE FUNCTION tills_numbered();
"""
STAYS = """
CREATE FUNCTION tills_receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.reversed_at IS NULL AND NEW.reversed_at IS NOT NULL
        AND to_jsonb(OLD) - '{reversed_at,reversed_by,reversed_why}'::text[]
            = to_jsonb(NEW) - '{reversed_at,reversed_by,reversed_why}'::text[]
        AND EXISTS (SELECT FROM tills_till WHERE id = OLD.till_id AND closed_at IS NULL) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a receipt stays: reverse it before its till is closed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER tills_receipt_stays BEFORE UPDATE OR DELETE ON tills_receipt
    FOR EACH ROW EXECUTE FUNCTION tills_receipt_stays();
CREATE FUNCTION tills_closing_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.closed_at IS NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a closed till stays as it is' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER tills_closing_stays BEFORE UPDATE OR DELETE ON tills_till
    FOR EACH ROW EXECUTE FUNCTION tills_closing_stays();
"""
GONE = """
DROP TRIGGER tills_numbered ON tills_receipt;
DROP TRIGGER tills_receipt_stays ON tills_receipt;
DROP TRIGGER tills_closing_stays ON tills_till;
DROP FUNCTION tills_numbered();
DROP FUNCTION tills_receipt_stays();
DROP FUNCTION tills_closing_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("tills", "0001_initial")]

    operations = [migrations.RunSQL(NUMBERED + STAYS, GONE)]
