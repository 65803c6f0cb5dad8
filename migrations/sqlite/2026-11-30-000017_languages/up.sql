-- A user may have a language of their own, in which sentences are told where a request does not ask for another. A reply that
-- is kept says in which language it is.
ALTER TABLE users ADD COLUMN language TEXT;
ALTER TABLE idempotency_keys ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
