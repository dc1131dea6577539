-- How engines stand, and what is spent on them, for SQLite.

-- A request's source, its price in millionths, the day it counts to, and what was asked.
ALTER TABLE ledger ADD COLUMN source TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN cost INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN day TEXT NOT NULL DEFAULT '';
ALTER TABLE ledger ADD COLUMN asked TEXT NOT NULL DEFAULT '';
UPDATE ledger SET day = strftime('%Y-%m-%d', at / 1000, 'unixepoch');
CREATE INDEX ledger_on_wire ON ledger (engine) WHERE state = 'reserved';
CREATE INDEX ledger_uncertain ON ledger (asked) WHERE state = 'uncertain';
-- What counts as spent, a row a day: the sum of the ledger without what was released.
CREATE TABLE spending (
    day TEXT NOT NULL,
    engine TEXT NOT NULL,
    source TEXT NOT NULL,
    language TEXT NOT NULL,
    requests INTEGER NOT NULL,
    chars INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    PRIMARY KEY (day, engine, source, language)
) STRICT;
INSERT INTO spending (day, engine, source, language, requests, chars, cost)
SELECT day, engine, source, language, COUNT(*), SUM(chars), SUM(cost) FROM ledger
WHERE state <> 'released' GROUP BY day, engine, source, language;
-- How each engine has answered lately: its breaker, in JSON.
CREATE TABLE engine (
    name TEXT PRIMARY KEY,
    data TEXT NOT NULL
) STRICT;
-- On PostgreSQL, whoever reserves holds this row, so that no two fill one budget.
INSERT INTO counter (name, value) VALUES ('ledger', 0);
