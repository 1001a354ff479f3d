-- What only Postgres can say; applied when this text has changed, so each statement may be repeated.
CREATE OR REPLACE FUNCTION event_is_append_only() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is append-only: events are never updated or deleted'; END $$;
CREATE OR REPLACE TRIGGER event_is_never_updated BEFORE UPDATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only();
CREATE OR REPLACE TRIGGER event_is_never_deleted BEFORE DELETE ON event
FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only();
CREATE OR REPLACE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only();
