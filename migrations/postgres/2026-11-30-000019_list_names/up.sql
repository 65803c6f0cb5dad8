-- Lists are sorted by name: the first line of a record's folded text, in the order of its characters, as on SQLite.
ALTER TABLE companies ADD COLUMN name_key TEXT COLLATE "C" GENERATED ALWAYS AS ("left"(split_part(search_text, E'\n', 1), 200)) STORED;
ALTER TABLE contacts ADD COLUMN name_key TEXT COLLATE "C" GENERATED ALWAYS AS ("left"(split_part(search_text, E'\n', 1), 200)) STORED;
ALTER TABLE products ADD COLUMN name_key TEXT COLLATE "C" GENERATED ALWAYS AS ("left"(split_part(search_text, E'\n', 1), 200)) STORED;
ALTER TABLE opportunities ADD COLUMN name_key TEXT COLLATE "C" GENERATED ALWAYS AS ("left"(split_part(search_text, E'\n', 1), 200)) STORED;
ALTER TABLE tickets ADD COLUMN name_key TEXT COLLATE "C" GENERATED ALWAYS AS ("left"(split_part(search_text, E'\n', 1), 200)) STORED;
CREATE INDEX companies_name ON companies (profile_id, name_key, id);
CREATE INDEX contacts_name ON contacts (profile_id, name_key, id);
CREATE INDEX products_name ON products (profile_id, name_key, id);
CREATE INDEX opportunities_name ON opportunities (profile_id, name_key, id);
CREATE INDEX tickets_name ON tickets (profile_id, name_key, id);
-- Lists are sorted by the times when a record was closed and solved: those without one come first.
DROP INDEX opportunities_closed;
CREATE INDEX opportunities_closed ON opportunities (profile_id, closed_at NULLS FIRST, id);
CREATE INDEX tickets_solved ON tickets (profile_id, solved_at NULLS FIRST, id);
CREATE INDEX tickets_closed ON tickets (profile_id, closed_at NULLS FIRST, id);
