DROP INDEX idempotency_keys_large;
-- Without its text a reply can't be given again.
DELETE FROM idempotency_keys WHERE reply = '';
ALTER TABLE idempotency_keys DROP COLUMN bytes;
ALTER TABLE idempotency_keys DROP COLUMN ids;
ALTER TABLE idempotency_keys DROP COLUMN profile_id;
