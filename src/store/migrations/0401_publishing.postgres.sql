-- What publishing needs beside the walk. Times are milliseconds since 1970.

-- The newest releases of the whole site, without looking at any other.
CREATE INDEX emission_by_publication ON emission (published);

-- Pages of what left a feed's documents: the entries whose place on the clock is after
-- after_at and not after until_at. Only the newest page of a feed grows a follower.
CREATE TABLE archive (
    feed TEXT NOT NULL,
    number BIGINT NOT NULL,
    selection TEXT NOT NULL,
    after_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    stale BIGINT NOT NULL,
    stale_at BIGINT,
    PRIMARY KEY (feed, number)
);
CREATE INDEX archive_by_time ON archive (feed, until_at);

-- Since when the editions of a feed file are defined, those without a row of their own.
CREATE TABLE family (
    name TEXT PRIMARY KEY,
    first_seen BIGINT NOT NULL
);
