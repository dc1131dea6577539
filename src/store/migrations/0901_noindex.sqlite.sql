-- Pages that search engines are asked to leave out.
ALTER TABLE document ADD COLUMN noindex INTEGER NOT NULL DEFAULT 0;
