-- A company and a contact that come from a lead may have no type, industry, surname or origin: they have none, instead of one that
-- somebody made up.
ALTER TABLE companies ALTER COLUMN type_id DROP NOT NULL;
ALTER TABLE companies ALTER COLUMN industry_id DROP NOT NULL;
ALTER TABLE contacts ALTER COLUMN surname DROP NOT NULL;
ALTER TABLE contacts ALTER COLUMN origin_id DROP NOT NULL;

-- What a conversion says of a company.
ALTER TABLE companies ADD COLUMN kind TEXT;
ALTER TABLE companies ADD COLUMN customer_since BIGINT;

-- The lead that an opportunity came from. SQLite adds a foreign key of two columns to a table only by its text.
ALTER TABLE opportunities ADD COLUMN lead_id BIGINT;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) - 1) || ', FOREIGN KEY (profile_id, lead_id) REFERENCES leads (profile_id, id))'
    WHERE type = 'table' AND name = 'opportunities';
PRAGMA writable_schema = RESET;
CREATE INDEX opportunities_lead ON opportunities (profile_id, lead_id, id);
