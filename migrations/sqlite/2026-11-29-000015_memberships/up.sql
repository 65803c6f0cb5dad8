-- The membership under which a token was made, and with which it ends: who leaves and comes back has another. Of older
-- tokens it is the one that its maker has, unless the maker has come back since.
ALTER TABLE application_tokens ADD COLUMN member_id BIGINT;

UPDATE application_tokens SET member_id = (
    SELECT members.id FROM members
    WHERE members.profile_id = application_tokens.profile_id
        AND members.user_id = application_tokens.user_id
        AND members.created_at <= application_tokens.created_at
);
