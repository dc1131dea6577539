-- What persons did to translations, for PostgreSQL.

-- Their texts for single segments, in order; the last of a segment counts.
CREATE TABLE edit (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    number BIGINT NOT NULL,
    segment TEXT NOT NULL,
    source TEXT NOT NULL,
    before TEXT NOT NULL,
    text TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (release, language, number)
);
-- The last decision about each; segments holds the texts it was made about.
CREATE TABLE review (
    release TEXT NOT NULL,
    language TEXT NOT NULL,
    decision TEXT NOT NULL,
    made_by TEXT NOT NULL,
    reason TEXT,
    made_at BIGINT NOT NULL,
    segments TEXT NOT NULL,
    PRIMARY KEY (release, language)
);
