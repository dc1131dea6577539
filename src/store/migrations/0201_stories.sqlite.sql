-- The same release from several sources, for SQLite.

-- The release whose entry this one is part of, and the release this one is a part of.
ALTER TABLE release ADD COLUMN joined TEXT;
ALTER TABLE release ADD COLUMN excerpt_of TEXT;
CREATE INDEX release_by_joined ON release (joined) WHERE joined IS NOT NULL;
-- What a later text changed in the one before; NULL for the first.
ALTER TABLE revision ADD COLUMN change TEXT;
-- The numbers each release is found again by, and when it was published.
CREATE TABLE fingerprint (
    hash INTEGER NOT NULL,
    at INTEGER NOT NULL,
    release TEXT NOT NULL,
    PRIMARY KEY (hash, at, release)
) STRICT;
CREATE INDEX fingerprint_by_release ON fingerprint (release);
