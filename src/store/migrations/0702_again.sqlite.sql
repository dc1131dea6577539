-- Translations that are wanted anew though the text is the same, for SQLite.

-- When that was asked for; nothing once it is done.
ALTER TABLE translation ADD COLUMN again INTEGER;
