-- What kind of deal an opportunity is, where the business tells kinds apart; and the currency of its value and its lines. Without one
-- it is the profile's.
ALTER TABLE opportunities ADD COLUMN type_id BIGINT;
ALTER TABLE opportunities ADD COLUMN currency_id BIGINT;

-- SQLite adds a key over two columns to a table that is there only so: it changes nothing that is stored.
-- https://www.sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'FOREIGN KEY (profile_id, stage_id) REFERENCES catalog_entries (profile_id, id)',
    'FOREIGN KEY (profile_id, stage_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, type_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, currency_id) REFERENCES catalog_entries (profile_id, id)')
    WHERE type = 'table' AND name = 'opportunities';
PRAGMA writable_schema = RESET;

CREATE INDEX opportunities_type ON opportunities (profile_id, type_id, id);
CREATE INDEX opportunities_currency ON opportunities (profile_id, currency_id, id);
