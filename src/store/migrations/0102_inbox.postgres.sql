-- What was pushed to us and is not read yet.

CREATE TABLE inbox (
    id TEXT PRIMARY KEY,
    source TEXT NOT NULL,
    name TEXT,
    media_type TEXT NOT NULL,
    body BYTEA NOT NULL,
    at BIGINT NOT NULL
);
