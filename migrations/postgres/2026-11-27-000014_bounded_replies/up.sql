-- What a profile keeps of its replies is bounded: a reply that is too long, or among the oldest large ones of a profile
-- that keeps too much, is kept as the ids of what was made, and its text is empty.
ALTER TABLE idempotency_keys ADD COLUMN profile_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE idempotency_keys ADD COLUMN ids TEXT NOT NULL DEFAULT '[]';
ALTER TABLE idempotency_keys ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;

CREATE INDEX idempotency_keys_large ON idempotency_keys (profile_id, created_at, bytes) WHERE bytes > 4096;
