-- Feeds that were, entries that can be searched, and who is told of changes, for PostgreSQL.

-- When a feed was taken out of the configuration: its addresses are gone, not unknown.
ALTER TABLE feed ADD COLUMN gone_at BIGINT;

-- What is found of a release in a language: `words` are those of its text and its regions,
-- `data` is what a list of results shows.
CREATE TABLE search_entry (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    number BIGINT NOT NULL,
    updated BIGINT NOT NULL,
    shown BIGINT NOT NULL,
    words TEXT NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (release, language)
);
CREATE UNIQUE INDEX search_entry_number ON search_entry (number);
CREATE INDEX search_entry_by_time ON search_entry (updated);
INSERT INTO counter (name, value) VALUES ('search', 0);
-- The words as an index.
CREATE INDEX search_entry_words ON search_entry
    USING gin (array_to_tsvector(string_to_array(words, ' ')));

-- WebSub subscribers. What one asks for stands aside until its callback confirms it.
CREATE TABLE subscription (
    id TEXT PRIMARY KEY,
    topic TEXT NOT NULL,
    callback TEXT NOT NULL,
    host TEXT NOT NULL,
    secret TEXT,
    until BIGINT,
    etag TEXT NOT NULL,
    failures BIGINT NOT NULL,
    asked TEXT,
    asked_secret TEXT,
    asked_secs BIGINT,
    asked_at BIGINT
);
CREATE INDEX subscription_by_topic ON subscription (topic);
CREATE INDEX subscription_by_host ON subscription (host);
