-- What lies in a bucket outside, for PostgreSQL.

-- One row for each object that is there or is to be: `etag` is a hash of what lies
-- there (nothing: none does), `due` counts the changes since it was last looked at.
CREATE TABLE export (
    place TEXT NOT NULL,
    address TEXT NOT NULL,
    etag TEXT,
    due BIGINT NOT NULL,
    PRIMARY KEY (place, address)
);
CREATE INDEX export_due ON export (place, address) WHERE due > 0;
