-- What persons did to translations, for SQLite.

-- Their texts for single segments, in order; the last of a segment counts.
CREATE TABLE edit (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    number INTEGER NOT NULL,
    segment TEXT NOT NULL,
    source TEXT NOT NULL,
    before TEXT NOT NULL,
    text TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (release, language, number)
) STRICT;
-- The last decision about each; segments holds the texts it was made about.
CREATE TABLE review (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    decision TEXT NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT,
    made_at INTEGER NOT NULL,
    segments TEXT NOT NULL,
    PRIMARY KEY (release, language)
) STRICT;
