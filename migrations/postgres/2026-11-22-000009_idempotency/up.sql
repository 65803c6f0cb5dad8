-- The replies to writes that came with a key, for a day: who repeats such a call is answered from here.
CREATE TABLE idempotency_keys (
    -- Whose key it is. Two callers may use the same one.
    caller TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    -- SHA-256 of the method and its parameters.
    request_hash TEXT NOT NULL,
    reply TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (caller, idempotency_key)
);

CREATE INDEX idempotency_keys_created_at ON idempotency_keys (created_at);
