-- What each source prints under its releases, for PostgreSQL.

-- The last block of every new release, by its hash: what many have in common is no part of any.
CREATE TABLE last_block (
    source TEXT NOT NULL,
    hash TEXT NOT NULL,
    releases BIGINT NOT NULL,
    PRIMARY KEY (source, hash)
);
CREATE INDEX last_block_repeated ON last_block (source) WHERE releases >= 3;
