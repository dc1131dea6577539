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
-- A translation is no longer told apart by the whole glossary: of several versions of one the
-- latest stays, and is found again.
DELETE FROM memory WHERE text IS NULL;
DELETE FROM memory WHERE glossary NOT LIKE 'trial-%' AND EXISTS (
    SELECT 1 FROM memory other
    WHERE other.segment = memory.segment AND other.source_language = memory.source_language
    AND other.language = memory.language AND other.engine = memory.engine
    AND other.model = memory.model AND other.glossary NOT LIKE 'trial-%'
    AND (other.made_at > memory.made_at
        OR (other.made_at = memory.made_at AND other.glossary > memory.glossary)));
UPDATE memory SET glossary = '' WHERE glossary NOT LIKE 'trial-%';
