-- The tables of the walk, for PostgreSQL. Times are milliseconds since 1970, lists and records are JSON.

-- What is true of the whole database: its log, its tag authority.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
-- Numbers given at commit.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counter (name, value) VALUES ('notice', 0);

-- How each source stands.
CREATE TABLE source (
    id TEXT PRIMARY KEY,
    first_seen BIGINT NOT NULL,
    rhythm TEXT NOT NULL,
    next_at BIGINT,
    pulled_at BIGINT,
    ok_at BIGINT,
    news_at BIGINT,
    failures BIGINT NOT NULL DEFAULT 0,
    last_error TEXT,
    confirmed_until BIGINT
);
-- What to ask each document of a source with.
CREATE TABLE address (
    source TEXT NOT NULL,
    address TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    body TEXT,
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (source, address)
);
-- Drafts that are no releases, so that they are shown and not tried again.
CREATE TABLE rejection (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    rule TEXT NOT NULL,
    words TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (source, name)
);

CREATE TABLE release (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    embargo_until BIGINT,
    revision BIGINT NOT NULL,
    hash TEXT NOT NULL,
    story TEXT NOT NULL,
    headline TEXT NOT NULL,
    source_at BIGINT,
    seen_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    corrected_at BIGINT,
    withdrawn_at BIGINT,
    withdrawn_by TEXT,
    reason TEXT,
    backfill BIGINT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX release_by_source ON release (source, seen_at);
CREATE INDEX release_by_address ON release (source, address);
CREATE INDEX release_by_story ON release (story);
-- Every text a source ever showed.
CREATE TABLE revision (
    release TEXT NOT NULL,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    draft TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (release, number)
);
-- The regions of a release and every region above them.
CREATE TABLE release_region (
    region TEXT NOT NULL,
    release TEXT NOT NULL,
    PRIMARY KEY (region, release)
);
CREATE INDEX release_region_by_release ON release_region (release);
CREATE TABLE release_subject (
    subject TEXT NOT NULL,
    release TEXT NOT NULL,
    PRIMARY KEY (subject, release)
);
CREATE INDEX release_subject_by_release ON release_subject (release);
-- Releases that are one piece of news. `entry` lends its entry id, `shown` its text.
CREATE TABLE story (
    id TEXT PRIMARY KEY,
    entry TEXT NOT NULL,
    shown TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE TABLE translation (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    revision BIGINT NOT NULL,
    state TEXT NOT NULL,
    titled BIGINT NOT NULL,
    engine TEXT NOT NULL,
    hash TEXT NOT NULL,
    why TEXT,
    changed_at BIGINT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (release, language)
);
-- Segments translated before. A row without text is claimed: somebody is asking for it now.
CREATE TABLE memory (
    segment TEXT NOT NULL,
    source_language TEXT NOT NULL,
    language TEXT NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    glossary TEXT NOT NULL,
    text TEXT,
    unknown_share DOUBLE PRECISION,
    origin TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    claim TEXT,
    claimed_until BIGINT,
    PRIMARY KEY (segment, source_language, language, engine, model, glossary)
);
-- What was sent to engines: reserved before, spent or released after, uncertain when nobody can tell.
CREATE TABLE ledger (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    engine TEXT NOT NULL,
    source_language TEXT NOT NULL,
    language TEXT NOT NULL,
    segments BIGINT NOT NULL,
    chars BIGINT NOT NULL,
    state TEXT NOT NULL
);
CREATE INDEX ledger_by_time ON ledger (at);

-- The clock of each language: the last second given to an entry.
CREATE TABLE clock (
    language TEXT PRIMARY KEY,
    last_at BIGINT
);
-- Entries that want a second of the clock, now or later.
CREATE TABLE waiting (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    kind TEXT NOT NULL,
    urgent BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    note TEXT,
    PRIMARY KEY (release, language)
);
CREATE INDEX waiting_by_time ON waiting (language, due_at);
CREATE TABLE emission (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    published BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    version BIGINT NOT NULL,
    PRIMARY KEY (release, language)
);
CREATE UNIQUE INDEX emission_by_time ON emission (language, updated);
-- Emissions by edition, newest first without looking at any other.
CREATE TABLE placement (
    language TEXT NOT NULL,
    region TEXT NOT NULL,
    updated BIGINT NOT NULL,
    release TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (language, region, updated)
);
CREATE INDEX placement_by_release ON placement (release, language);
-- The change log.
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    seq BIGINT UNIQUE,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    version BIGINT NOT NULL,
    regions TEXT NOT NULL,
    note TEXT
);

-- When each feed was first defined, and whether it ever held an entry.
CREATE TABLE feed (
    path TEXT PRIMARY KEY,
    first_seen BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    ever BIGINT NOT NULL,
    updated BIGINT NOT NULL
);
-- Rendered entries.
CREATE TABLE fragment (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    format TEXT NOT NULL,
    form TEXT NOT NULL,
    stamp TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (release, language, format, form)
);
-- What is served, by public address.
CREATE TABLE document (
    address TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    media_type TEXT NOT NULL,
    status BIGINT NOT NULL,
    etag TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    stale_at BIGINT,
    body BYTEA NOT NULL
);
CREATE TABLE coding (
    address TEXT NOT NULL,
    coding TEXT NOT NULL,
    etag TEXT NOT NULL,
    body BYTEA NOT NULL,
    PRIMARY KEY (address, coding)
);

-- Work. State 0 is ready, 1 running, 2 done, 3 dead; a running job's lease ends at run_at.
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    lane TEXT,
    payload TEXT NOT NULL,
    state BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    attempts_max BIGINT NOT NULL,
    priority BIGINT NOT NULL,
    run_at BIGINT NOT NULL,
    again_at BIGINT,
    token BIGINT NOT NULL,
    last_error TEXT,
    made_at BIGINT NOT NULL,
    done_at BIGINT
);
CREATE UNIQUE INDEX job_alive ON job (kind, name) WHERE state < 2;
CREATE INDEX job_due ON job (run_at) WHERE state < 2;
CREATE INDEX job_ended ON job (done_at) WHERE state >= 2;
-- When each host or engine account may be asked again.
CREATE TABLE lane (
    name TEXT PRIMARY KEY,
    free_at BIGINT NOT NULL
);
-- What the operator is told.
CREATE TABLE alert (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    source TEXT,
    words TEXT NOT NULL,
    since BIGINT NOT NULL,
    renewed BIGINT NOT NULL,
    cleared BIGINT
);

-- A notice is numbered at commit, from one counter row that the transaction then holds until it
-- is over: numbers have no gap and stand in the order of commits. The same trigger wakes listeners.
CREATE FUNCTION number_notice() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    number BIGINT;
BEGIN
    UPDATE counter SET value = value + 1 WHERE name = 'notice' RETURNING value INTO number;
    UPDATE notice SET seq = number WHERE id = NEW.id;
    PERFORM pg_notify('warta_' || TG_TABLE_SCHEMA, number::text);
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER number_notice AFTER INSERT ON notice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION number_notice();
