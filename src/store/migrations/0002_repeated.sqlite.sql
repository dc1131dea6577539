-- What each source prints under its releases, for SQLite.

-- The last block of every new release, by its hash: what many have in common is no part of any.
CREATE TABLE last_block (
    source TEXT NOT NULL,
    hash TEXT NOT NULL,
    releases INTEGER NOT NULL,
    PRIMARY KEY (source, hash)
) STRICT;
CREATE INDEX last_block_repeated ON last_block (source) WHERE releases >= 3;
