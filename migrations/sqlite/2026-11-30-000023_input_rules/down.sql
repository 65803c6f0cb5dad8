ALTER TABLE tickets DROP COLUMN inputs;
ALTER TABLE inputs DROP COLUMN default_value;
ALTER TABLE inputs DROP COLUMN public;
ALTER TABLE inputs DROP COLUMN required;
