-- Who is invited into a profile and has not accepted yet, whether known to the service or not.
CREATE TABLE invitations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by BIGINT,
    created_by_token BIGINT,
    -- Who invites.
    user_id BIGINT NOT NULL REFERENCES users (id),
    email TEXT NOT NULL,
    name TEXT,
    mobile TEXT,
    role TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX invitations__email ON invitations (profile_id, email);

-- What an invitation is accepted with: the profile is in of_profile_id.
ALTER TABLE one_time_links ADD COLUMN invitation_id BIGINT;
CREATE INDEX one_time_links_invitation ON one_time_links (of_profile_id, invitation_id) WHERE invitation_id IS NOT NULL;
