-- The words of what is remembered, and what people said, for SQLite.

-- A segment by its hash: its own words, and those its codes stand for, where known.
CREATE TABLE segment (
    hash TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    codes TEXT NOT NULL
) STRICT;
-- What people said of a segment, or brought from elsewhere; context names its neighbours.
CREATE TABLE saying (
    segment TEXT NOT NULL,
    source_language TEXT NOT NULL,
    language TEXT NOT NULL,
    context TEXT NOT NULL,
    origin TEXT NOT NULL,
    text TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (segment, source_language, language, context, origin)
) STRICT;
