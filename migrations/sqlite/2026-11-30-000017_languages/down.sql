ALTER TABLE idempotency_keys DROP COLUMN language;
ALTER TABLE users DROP COLUMN language;
