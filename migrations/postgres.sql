-- What only Postgres can say; applied when this text has changed, so each statement may be repeated.
CREATE OR REPLACE FUNCTION event_is_append_only() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the log is append-only: events are never updated or deleted'; END $$;
CREATE OR REPLACE TRIGGER event_is_never_updated BEFORE UPDATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only();
CREATE OR REPLACE TRIGGER event_is_never_deleted BEFORE DELETE ON event
FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only();
CREATE OR REPLACE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON event
FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only();

-- Whoever writes a batch tells the other processes, in the batch's own transaction. A hint and nothing more: they look
-- anyway. Taking the head changes nothing and says nothing.
CREATE OR REPLACE FUNCTION log_tells() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('athenaeum_log', CASE WHEN NEW.effect > OLD.effect THEN 'promised' ELSE 'written' END);
    RETURN NULL;
END $$;
CREATE OR REPLACE TRIGGER log_tells AFTER UPDATE ON log_head
FOR EACH ROW WHEN (OLD.batch IS DISTINCT FROM NEW.batch OR OLD.epoch IS DISTINCT FROM NEW.epoch)
EXECUTE FUNCTION log_tells();

-- Nobody who serves needs to change or delete an event; the owner of the tables takes that right from themselves.
REVOKE UPDATE, DELETE, TRUNCATE ON event FROM CURRENT_USER;

-- Reading on behalf of a guild is done in this role, which sees the rows of that guild and of the shared library, and
-- nothing else, whatever a statement asks for. From Postgres 16 on whoever makes a role belongs to it, but may not take
-- it unless they grant themselves that, too.
DO $$
DECLARE take_it TEXT := CASE WHEN CAST(current_setting('server_version_num') AS INTEGER) < 160000 THEN 'MEMBER' ELSE 'SET' END;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'athenaeum_reader') THEN
        CREATE ROLE athenaeum_reader NOLOGIN;
    END IF;
    IF NOT pg_has_role(CURRENT_USER, 'athenaeum_reader', take_it) THEN
        EXECUTE format('GRANT athenaeum_reader TO %I', CURRENT_USER);
    END IF;
EXCEPTION
    -- Another database of the same server was made at the same moment.
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'the role athenaeum_reader is missing and % may not make it; as a superuser, run once: '
            'CREATE ROLE athenaeum_reader NOLOGIN; GRANT athenaeum_reader TO %', CURRENT_USER, quote_ident(CURRENT_USER);
END $$;

GRANT SELECT ON event, words, person, guild, discussion, tally, standing, entry, draft, missed, resource
TO athenaeum_reader;
-- Of what is promised only that and how it stands; what it says, and by which token somebody is answered, is for those who
-- keep the promise.
GRANT SELECT (id, guild, kind, state, reason, attempts, planned_at, due_at, door) ON effect TO athenaeum_reader;

-- The guild is looked up once per statement: without a SELECT of its own it would be once per row.
DO $$
DECLARE wanted RECORD;
BEGIN
    FOR wanted IN
        SELECT c.table_name, c.column_name FROM information_schema.columns c
        WHERE c.table_schema = current_schema() AND (c.column_name = 'guild' OR c.table_name = 'resource' AND c.column_name = 'owner')
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wanted.table_name);
        EXECUTE format('DROP POLICY IF EXISTS of_one_guild ON %I', wanted.table_name);
        EXECUTE format(
            'CREATE POLICY of_one_guild ON %I FOR SELECT TO athenaeum_reader '
            'USING (%I IN (0, (SELECT CAST(current_setting(''app.guild'') AS BIGINT))))',
            wanted.table_name, wanted.column_name);
    END LOOP;
END $$;
