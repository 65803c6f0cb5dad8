-- What scripts sign in with. Of the secret only its hash is kept; a token is never deleted, because changes name it.
CREATE TABLE application_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    -- Who made it, and beyond whose role it never reaches.
    user_id BIGINT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    prefix TEXT NOT NULL,
    hash TEXT NOT NULL,
    rights TEXT NOT NULL,
    origin TEXT,
    expires_at BIGINT,
    revoked_at BIGINT,
    UNIQUE (profile_id, id)
);

CREATE UNIQUE INDEX application_tokens__hash ON application_tokens (hash);

-- When each was last used: not part of the record, because a use is no change of it.
CREATE TABLE application_token_uses (
    profile_id BIGINT NOT NULL,
    application_token_id BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    PRIMARY KEY (profile_id, application_token_id),
    FOREIGN KEY (profile_id, application_token_id) REFERENCES application_tokens (profile_id, id)
) WITHOUT ROWID;
