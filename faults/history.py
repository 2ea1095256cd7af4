"""What an attempt's row does not keep: who claimed it when, and whether its state ever fell."""

KEEP = """
CREATE TABLE faults_history (
    attempt bigint, was smallint, was_engine text, state smallint, engine text,
    at timestamptz DEFAULT clock_timestamp()
);
CREATE FUNCTION faults_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO faults_history VALUES (NEW.id, NULL, NULL, NEW.state, NEW.engine);
    ELSE
        INSERT INTO faults_history VALUES (NEW.id, OLD.state, OLD.engine, NEW.state, NEW.engine);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER faults_claimed AFTER INSERT ON outbox_attempt FOR EACH ROW EXECUTE FUNCTION faults_keep();
CREATE TRIGGER faults_moved AFTER UPDATE ON outbox_attempt FOR EACH ROW
    WHEN (NEW.state = 10 OR NEW.engine <> OLD.engine OR NEW.state < OLD.state) EXECUTE FUNCTION faults_keep();
"""
