-- The log, what lies beside it, what is folded from it, and what is promised to Discord.
-- BIGINT and TEXT only; instants are epoch milliseconds, flags 0 and 1, lists and trees JSON in TEXT.
-- What stands between /* /* */ and -- */ only SQLite reads (see README.md): there such a table is the index of its
-- primary key, instead of one that lies beside another.

-- The end of the log. Every batch takes this row first and writes it last, and counts itself: whoever
-- changes rows of people or views in another way counts one too, or a process goes on with rows as they were.
CREATE TABLE log_head (
    one         BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    epoch       TEXT   NOT NULL,
    pos         BIGINT NOT NULL,
    hash        TEXT   NOT NULL,
    effect      BIGINT NOT NULL,
    batch       BIGINT NOT NULL
);

CREATE TABLE event (
    pos         BIGINT NOT NULL PRIMARY KEY,
    guild       BIGINT NOT NULL,
    guild_seq   BIGINT NOT NULL,
    subject     TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    ver         BIGINT NOT NULL,
    actor       BIGINT,
    key         TEXT,
    n           BIGINT NOT NULL,
    cause       BIGINT,
    at_source   BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    content_ref BIGINT,
    hash        TEXT   NOT NULL
) /* /* */ WITHOUT ROWID -- */
;

-- One row per act, so that a repeated act gets its first answer again.
CREATE TABLE answer (
    guild       BIGINT NOT NULL,
    key         TEXT   NOT NULL,
    req_hash    TEXT,
    pos         BIGINT NOT NULL,
    reply       TEXT,
    at          BIGINT NOT NULL,
    PRIMARY KEY (guild, key)
) /* /* */ WITHOUT ROWID -- */
;
CREATE INDEX answer_kept ON answer (at) WHERE reply IS NOT NULL;

-- What people typed, by the position of the event it belongs to. Erasing a row here leaves the log whole.
CREATE TABLE words (
    pos         BIGINT NOT NULL PRIMARY KEY,
    guild       BIGINT NOT NULL,
    body        TEXT   NOT NULL
);

-- Who stands behind the actors of the log. Deleting a row severs them.
CREATE TABLE person (
    guild       BIGINT NOT NULL,
    user_id     BIGINT NOT NULL,
    actor       BIGINT NOT NULL,
    last_seen_name TEXT NOT NULL,
    memory      TEXT   NOT NULL,
    PRIMARY KEY (guild, user_id)
) /* /* */ WITHOUT ROWID -- */
;
CREATE UNIQUE INDEX person_actor ON person (guild, actor);

-- Views: folded from the log, and rebuilt from it.

CREATE TABLE guild (
    guild       BIGINT NOT NULL PRIMARY KEY,
    body        TEXT   NOT NULL
);

CREATE TABLE resource (
    owner       BIGINT NOT NULL,
    slug        TEXT   NOT NULL,
    revision    BIGINT NOT NULL,
    hash        TEXT   NOT NULL,
    file_hash   TEXT,
    retired     BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    PRIMARY KEY (owner, slug)
);

CREATE TABLE discussion (
    guild       BIGINT NOT NULL,
    owner       BIGINT NOT NULL,
    slug        TEXT   NOT NULL,
    thread      BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    PRIMARY KEY (guild, owner, slug)
);

CREATE TABLE tally (
    guild       BIGINT NOT NULL,
    owner       BIGINT NOT NULL,
    slug        TEXT   NOT NULL,
    body        TEXT   NOT NULL,
    PRIMARY KEY (guild, owner, slug)
);

CREATE TABLE standing (
    guild       BIGINT NOT NULL,
    owner       BIGINT NOT NULL,
    slug        TEXT   NOT NULL,
    actor       BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    PRIMARY KEY (guild, actor, owner, slug)
) /* /* */ WITHOUT ROWID -- */
;

CREATE TABLE entry (
    guild       BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    owner       BIGINT NOT NULL,
    slug        TEXT   NOT NULL,
    actor       BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    rating      BIGINT,
    shift       TEXT,
    words       BIGINT,
    reason      BIGINT,
    anonymous   BIGINT NOT NULL,
    source      TEXT   NOT NULL,
    channel     BIGINT,
    message     BIGINT,
    given_at    BIGINT NOT NULL,
    edited_at   BIGINT,
    status      TEXT   NOT NULL,
    PRIMARY KEY (guild, number)
) /* /* */ WITHOUT ROWID -- */
;
CREATE INDEX entry_actor ON entry (guild, actor);
CREATE UNIQUE INDEX entry_message ON entry (guild, message) WHERE message IS NOT NULL AND status = 'given';

CREATE TABLE draft (
    guild       BIGINT NOT NULL,
    number      BIGINT NOT NULL,
    kept_at     BIGINT NOT NULL,
    used        BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    PRIMARY KEY (guild, number)
);
CREATE INDEX draft_waiting ON draft (kept_at) WHERE used = 0;

-- Promised to Discord.
CREATE TABLE effect (
    id          BIGINT NOT NULL PRIMARY KEY,
    guild       BIGINT NOT NULL,
    kind        TEXT   NOT NULL,
    order_key   TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    due_at      BIGINT NOT NULL,
    attempts    BIGINT NOT NULL,
    first_at    BIGINT,
    lease_until BIGINT NOT NULL,
    cause       BIGINT NOT NULL,
    planned_at  BIGINT NOT NULL,
    interaction BIGINT,
    token       TEXT,
    body        TEXT   NOT NULL,
    reason      TEXT,
    -- The channel whose permissions it waits for, or has waited for.
    door        BIGINT
);
CREATE INDEX effect_waiting ON effect (order_key, id) WHERE state = 'planned';
CREATE INDEX effect_parked ON effect (id) WHERE state = 'parked';

-- Words that people looked for and did not find: shown from three askers up, dropped after ninety days.
CREATE TABLE missed (
    day         BIGINT NOT NULL,
    guild       BIGINT NOT NULL,
    text_key    TEXT   NOT NULL,
    times       BIGINT NOT NULL,
    PRIMARY KEY (day, guild, text_key)
);

-- Lookups of an hour, without who looked, until they become the hour's event.
CREATE TABLE looked_up (
    hour        BIGINT NOT NULL,
    guild       BIGINT NOT NULL,
    slug        TEXT   NOT NULL,
    times       BIGINT NOT NULL,
    PRIMARY KEY (hour, guild, slug)
);

-- Exports that the operator took beside the bot, until the bot tells the log.
CREATE TABLE taken (
    id          BIGINT NOT NULL PRIMARY KEY,
    guild       BIGINT NOT NULL,
    body        TEXT   NOT NULL,
    at          BIGINT NOT NULL
);
