-- Versions that the public is not shown, for PostgreSQL.

-- When a person sealed it; nothing for one that is shown.
ALTER TABLE revision ADD COLUMN sealed_at BIGINT;
