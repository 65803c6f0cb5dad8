-- Lists are sorted by name: the first line of a record's folded text.
ALTER TABLE companies ADD COLUMN name_key TEXT GENERATED ALWAYS AS (substr(search_text, 1, min(200, instr(search_text || char(10), char(10)) - 1))) VIRTUAL;
ALTER TABLE contacts ADD COLUMN name_key TEXT GENERATED ALWAYS AS (substr(search_text, 1, min(200, instr(search_text || char(10), char(10)) - 1))) VIRTUAL;
ALTER TABLE products ADD COLUMN name_key TEXT GENERATED ALWAYS AS (substr(search_text, 1, min(200, instr(search_text || char(10), char(10)) - 1))) VIRTUAL;
ALTER TABLE opportunities ADD COLUMN name_key TEXT GENERATED ALWAYS AS (substr(search_text, 1, min(200, instr(search_text || char(10), char(10)) - 1))) VIRTUAL;
ALTER TABLE tickets ADD COLUMN name_key TEXT GENERATED ALWAYS AS (substr(search_text, 1, min(200, instr(search_text || char(10), char(10)) - 1))) VIRTUAL;
CREATE INDEX companies_name ON companies (profile_id, name_key, id);
CREATE INDEX contacts_name ON contacts (profile_id, name_key, id);
CREATE INDEX products_name ON products (profile_id, name_key, id);
CREATE INDEX opportunities_name ON opportunities (profile_id, name_key, id);
CREATE INDEX tickets_name ON tickets (profile_id, name_key, id);
-- Lists are sorted by the times when a record was closed and solved.
CREATE INDEX tickets_solved ON tickets (profile_id, solved_at, id);
CREATE INDEX tickets_closed ON tickets (profile_id, closed_at, id);
