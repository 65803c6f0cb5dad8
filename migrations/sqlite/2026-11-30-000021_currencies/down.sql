DROP INDEX opportunities_currency;
DROP INDEX opportunities_type;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, ',
    FOREIGN KEY (profile_id, type_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, currency_id) REFERENCES catalog_entries (profile_id, id)', '')
    WHERE type = 'table' AND name = 'opportunities';
PRAGMA writable_schema = RESET;
ALTER TABLE opportunities DROP COLUMN currency_id;
ALTER TABLE opportunities DROP COLUMN type_id;
