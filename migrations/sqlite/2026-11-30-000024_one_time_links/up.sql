-- Links that let somebody in who holds them: once, and for an hour. They belong to people and not to a profile.
CREATE TABLE one_time_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    -- What it is for: reset sets a new password.
    purpose TEXT NOT NULL,
    -- The address that it was asked for, whether anybody has that or not.
    email TEXT NOT NULL,
    -- Whose password it sets, and the generation of tokens that ends with it: another change of the password ends the link.
    user_id BIGINT REFERENCES users (id),
    generation BIGINT,
    -- The profile whose manager made it; none where the person asked.
    of_profile_id BIGINT REFERENCES profiles (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    -- From when on it may be mailed. Taking it moves this to the end of the lease; null when it is not to be mailed (again).
    due_at BIGINT,
    lease TEXT,
    attempts BIGINT NOT NULL
);

CREATE INDEX one_time_links_email ON one_time_links (email, purpose, created_at);
CREATE INDEX one_time_links_due ON one_time_links (due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX one_time_links_expired ON one_time_links (expires_at);

-- A link has a token for each time that it was mailed. Of a token its hash is kept.
CREATE TABLE one_time_link_tokens (
    hash TEXT PRIMARY KEY NOT NULL,
    link_id BIGINT NOT NULL REFERENCES one_time_links (id) ON DELETE CASCADE
);

CREATE INDEX one_time_link_tokens_link ON one_time_link_tokens (link_id);
