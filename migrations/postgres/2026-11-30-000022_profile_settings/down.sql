DROP INDEX profiles__slug;
ALTER TABLE profiles DROP COLUMN directory;
ALTER TABLE profiles DROP COLUMN slug;
ALTER TABLE profiles DROP COLUMN language;
ALTER TABLE profiles DROP COLUMN currency_id;
ALTER TABLE profiles DROP COLUMN time_zone;
