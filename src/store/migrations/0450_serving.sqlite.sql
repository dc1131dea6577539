-- Feeds that were, entries that can be searched, and who is told of changes, for SQLite.

-- When a feed was taken out of the configuration: its addresses are gone, not unknown.
ALTER TABLE feed ADD COLUMN gone_at INTEGER;

-- What is found of a release in a language: `words` are those of its text and its regions,
-- `data` is what a list of results shows.
CREATE TABLE search_entry (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    number INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    shown INTEGER NOT NULL,
    words TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (release, language)
) STRICT;
CREATE UNIQUE INDEX search_entry_number ON search_entry (number);
CREATE INDEX search_entry_by_time ON search_entry (updated);
INSERT INTO counter (name, value) VALUES ('search', 0);
-- The words as an index; a row's number is its entry's.
CREATE VIRTUAL TABLE search_text USING fts5(
    words, content='', contentless_delete=1, detail=none, tokenize='ascii'
);

-- WebSub subscribers. What one asks for stands aside until its callback confirms it.
CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    topic TEXT NOT NULL,
    callback TEXT NOT NULL,
    host TEXT NOT NULL,
    secret TEXT,
    until INTEGER,
    etag TEXT NOT NULL,
    failures INTEGER NOT NULL,
    asked TEXT,
    asked_secret TEXT,
    asked_secs INTEGER,
    asked_at INTEGER
) STRICT;
CREATE INDEX subscription_by_topic ON subscription (topic);
CREATE INDEX subscription_by_host ON subscription (host);
