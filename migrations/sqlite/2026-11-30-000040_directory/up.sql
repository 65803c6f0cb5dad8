-- The public records of a profile, in each order of its directory's lists. A query has the same condition.
CREATE INDEX companies_directory_name ON companies (profile_id, name_key, id) WHERE public = TRUE;
CREATE INDEX companies_directory_created ON companies (profile_id, created_at, id) WHERE public = TRUE;
CREATE INDEX products_directory_name ON products (profile_id, kind, name_key, id) WHERE public = TRUE AND retired = FALSE;
CREATE INDEX products_directory_created ON products (profile_id, kind, created_at, id) WHERE public = TRUE AND retired = FALSE;
CREATE INDEX products_directory_value ON products (profile_id, kind, value, id) WHERE public = TRUE AND retired = FALSE;
-- The newest of each owner, or of each author where there is no owner.
CREATE INDEX products_directory_owner ON products (profile_id, kind, COALESCE(user_id, -created_by_token, created_by), id)
    WHERE public = TRUE AND retired = FALSE;
