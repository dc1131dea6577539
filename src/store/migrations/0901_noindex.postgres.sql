-- Pages that search engines are asked to leave out.
ALTER TABLE document ADD COLUMN noindex BIGINT NOT NULL DEFAULT 0;
