-- Manners towards sources: their rhythm, what they ask of us, where they moved, what to look at again.

ALTER TABLE source ADD COLUMN code TEXT;
ALTER TABLE source ADD COLUMN gap_secs BIGINT;
ALTER TABLE source ADD COLUMN pause_secs BIGINT;
ALTER TABLE source ADD COLUMN hub TEXT;
ALTER TABLE source ADD COLUMN gone_at BIGINT;
ALTER TABLE source ADD COLUMN quiet_at BIGINT;
-- What is due is found without looking at what is not.
CREATE INDEX source_due ON source (next_at);
-- When a document last came whole, and where it says it moved to for good, since when.
ALTER TABLE address ADD COLUMN whole_at BIGINT;
ALTER TABLE address ADD COLUMN moved_to TEXT;
ALTER TABLE address ADD COLUMN moved_since BIGINT;
-- Pages of published releases that are looked at again.
CREATE TABLE recheck (
    source TEXT NOT NULL,
    address TEXT NOT NULL,
    since BIGINT NOT NULL,
    step BIGINT NOT NULL,
    missing BIGINT NOT NULL,
    due_at BIGINT NOT NULL,
    PRIMARY KEY (source, address)
);
CREATE INDEX recheck_due ON recheck (source, due_at);
-- What goes first is claimed without sorting all that waits.
CREATE INDEX job_order ON job (priority DESC, run_at, id) WHERE state < 2;
