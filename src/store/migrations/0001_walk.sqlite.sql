-- The tables of the walk, for SQLite. Times are milliseconds since 1970, lists and records are JSON.

-- What is true of the whole database: its log, its tag authority.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
-- Numbers given at commit.
CREATE TABLE counter (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;
INSERT INTO counter (name, value) VALUES ('notice', 0);

-- How each source stands.
CREATE TABLE source (
    id TEXT PRIMARY KEY,
    first_seen INTEGER NOT NULL,
    rhythm TEXT NOT NULL,
    next_at INTEGER,
    pulled_at INTEGER,
    ok_at INTEGER,
    news_at INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    last_error TEXT,
    confirmed_until INTEGER
) STRICT;
-- What to ask each document of a source with.
CREATE TABLE address (
    source TEXT NOT NULL,
    address TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    body TEXT,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (source, address)
) STRICT;
-- Drafts that are no releases, so that they are shown and not tried again.
CREATE TABLE rejection (
    source TEXT NOT NULL,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    rule TEXT NOT NULL,
    words TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (source, name)
) STRICT;

CREATE TABLE release (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    embargo_until INTEGER,
    revision INTEGER NOT NULL,
    hash TEXT NOT NULL,
    story TEXT NOT NULL,
    headline TEXT NOT NULL,
    source_at INTEGER,
    seen_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    corrected_at INTEGER,
    withdrawn_at INTEGER,
    withdrawn_by TEXT,
    reason TEXT,
    backfill INTEGER NOT NULL,
    data TEXT NOT NULL
) STRICT;
CREATE INDEX release_by_source ON release (source, seen_at);
CREATE INDEX release_by_address ON release (source, address);
CREATE INDEX release_by_story ON release (story);
-- Every text a source ever showed.
CREATE TABLE revision (
    release TEXT NOT NULL,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    draft TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (release, number)
) STRICT;
-- The regions of a release and every region above them.
CREATE TABLE release_region (
    region TEXT NOT NULL,
    release TEXT NOT NULL,
    PRIMARY KEY (region, release)
) STRICT;
CREATE INDEX release_region_by_release ON release_region (release);
CREATE TABLE release_subject (
    subject TEXT NOT NULL,
    release TEXT NOT NULL,
    PRIMARY KEY (subject, release)
) STRICT;
CREATE INDEX release_subject_by_release ON release_subject (release);
-- Releases that are one piece of news. `entry` lends its entry id, `shown` its text.
CREATE TABLE story (
    id TEXT PRIMARY KEY,
    entry TEXT NOT NULL,
    shown TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE translation (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    titled INTEGER NOT NULL,
    engine TEXT NOT NULL,
    hash TEXT NOT NULL,
    why TEXT,
    changed_at INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (release, language)
) STRICT;
-- Segments translated before. A row without text is claimed: somebody is asking for it now.
CREATE TABLE memory (
    segment TEXT NOT NULL,
    source_language TEXT NOT NULL,
    language TEXT NOT NULL,
    engine TEXT NOT NULL,
    model TEXT NOT NULL,
    glossary TEXT NOT NULL,
    text TEXT,
    unknown_share REAL,
    origin TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    claim TEXT,
    claimed_until INTEGER,
    PRIMARY KEY (segment, source_language, language, engine, model, glossary)
) STRICT;
-- What was sent to engines: reserved before, spent or released after, uncertain when nobody can tell.
CREATE TABLE ledger (
    id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    engine TEXT NOT NULL,
    source_language TEXT NOT NULL,
    language TEXT NOT NULL,
    segments INTEGER NOT NULL,
    chars INTEGER NOT NULL,
    state TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_by_time ON ledger (at);

-- The clock of each language: the last second given to an entry.
CREATE TABLE clock (
    language TEXT PRIMARY KEY,
    last_at INTEGER
) STRICT;
-- Entries that want a second of the clock, now or later.
CREATE TABLE waiting (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    kind TEXT NOT NULL,
    urgent INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    note TEXT,
    PRIMARY KEY (release, language)
) STRICT;
CREATE INDEX waiting_by_time ON waiting (language, due_at);
CREATE TABLE emission (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    published INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (release, language)
) STRICT;
CREATE UNIQUE INDEX emission_by_time ON emission (language, updated);
-- Emissions by edition, newest first without looking at any other.
CREATE TABLE placement (
    language TEXT NOT NULL,
    region TEXT NOT NULL,
    updated INTEGER NOT NULL,
    release TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (language, region, updated)
) STRICT;
CREATE INDEX placement_by_release ON placement (release, language);
-- The change log.
CREATE TABLE notice (
    id TEXT PRIMARY KEY,
    seq INTEGER UNIQUE,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    version INTEGER NOT NULL,
    regions TEXT NOT NULL,
    note TEXT
) STRICT;

-- When each feed was first defined, and whether it ever held an entry.
CREATE TABLE feed (
    path TEXT PRIMARY KEY,
    first_seen INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    ever INTEGER NOT NULL,
    updated INTEGER NOT NULL
) STRICT;
-- Rendered entries.
CREATE TABLE fragment (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    format TEXT NOT NULL,
    form TEXT NOT NULL,
    stamp TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (release, language, format, form)
) STRICT;
-- What is served, by public address.
CREATE TABLE document (
    address TEXT PRIMARY KEY,
    target TEXT NOT NULL,
    media_type TEXT NOT NULL,
    status INTEGER NOT NULL,
    etag TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    stale_at INTEGER,
    body BLOB NOT NULL
) STRICT;
CREATE TABLE coding (
    address TEXT NOT NULL,
    coding TEXT NOT NULL,
    etag TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (address, coding)
) STRICT;

-- Work. State 0 is ready, 1 running, 2 done, 3 dead; a running job's lease ends at run_at.
CREATE TABLE job (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    lane TEXT,
    payload TEXT NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    attempts_max INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    again_at INTEGER,
    token INTEGER NOT NULL,
    last_error TEXT,
    made_at INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
CREATE UNIQUE INDEX job_alive ON job (kind, name) WHERE state < 2;
CREATE INDEX job_due ON job (run_at) WHERE state < 2;
CREATE INDEX job_ended ON job (done_at) WHERE state >= 2;
-- When each host or engine account may be asked again.
CREATE TABLE lane (
    name TEXT PRIMARY KEY,
    free_at INTEGER NOT NULL
) STRICT;
-- What the operator is told.
CREATE TABLE alert (
    name TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    source TEXT,
    words TEXT NOT NULL,
    since INTEGER NOT NULL,
    renewed INTEGER NOT NULL,
    cleared INTEGER
) STRICT;
