-- Who made a record: a user, or an application token of theirs. The first change of each record tells.
ALTER TABLE members ADD COLUMN created_by BIGINT;
ALTER TABLE members ADD COLUMN created_by_token BIGINT;
ALTER TABLE catalog_entries ADD COLUMN created_by BIGINT;
ALTER TABLE catalog_entries ADD COLUMN created_by_token BIGINT;
ALTER TABLE inputs ADD COLUMN created_by BIGINT;
ALTER TABLE inputs ADD COLUMN created_by_token BIGINT;
ALTER TABLE files ADD COLUMN created_by BIGINT;
ALTER TABLE files ADD COLUMN created_by_token BIGINT;
ALTER TABLE companies ADD COLUMN created_by BIGINT;
ALTER TABLE companies ADD COLUMN created_by_token BIGINT;
ALTER TABLE contacts ADD COLUMN created_by BIGINT;
ALTER TABLE contacts ADD COLUMN created_by_token BIGINT;
ALTER TABLE products ADD COLUMN created_by BIGINT;
ALTER TABLE products ADD COLUMN created_by_token BIGINT;
ALTER TABLE opportunities ADD COLUMN created_by BIGINT;
ALTER TABLE opportunities ADD COLUMN created_by_token BIGINT;
ALTER TABLE tickets ADD COLUMN created_by BIGINT;
ALTER TABLE tickets ADD COLUMN created_by_token BIGINT;
ALTER TABLE ticket_comments ADD COLUMN created_by BIGINT;
ALTER TABLE ticket_comments ADD COLUMN created_by_token BIGINT;
ALTER TABLE notifications ADD COLUMN created_by BIGINT;
ALTER TABLE notifications ADD COLUMN created_by_token BIGINT;
ALTER TABLE application_tokens ADD COLUMN created_by BIGINT;
ALTER TABLE application_tokens ADD COLUMN created_by_token BIGINT;
ALTER TABLE webhooks ADD COLUMN created_by BIGINT;
ALTER TABLE webhooks ADD COLUMN created_by_token BIGINT;

-- Who is in charge of a record, where anybody is.
ALTER TABLE companies ADD COLUMN user_id BIGINT REFERENCES users (id);
ALTER TABLE contacts ADD COLUMN user_id BIGINT REFERENCES users (id);
ALTER TABLE products ADD COLUMN user_id BIGINT REFERENCES users (id);

UPDATE members SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = members.profile_id AND entity = 'member' AND record_id = members.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE catalog_entries SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = catalog_entries.profile_id AND entity = 'catalog_entry' AND record_id = catalog_entries.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE inputs SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = inputs.profile_id AND entity = 'input' AND record_id = inputs.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE files SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = files.profile_id AND entity = 'file' AND record_id = files.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE companies SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = companies.profile_id AND entity = 'company' AND record_id = companies.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE contacts SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = contacts.profile_id AND entity = 'contact' AND record_id = contacts.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE products SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = products.profile_id AND entity = 'product' AND record_id = products.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE opportunities SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = opportunities.profile_id AND entity = 'opportunity' AND record_id = opportunities.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE tickets SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = tickets.profile_id AND entity = 'ticket' AND record_id = tickets.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE ticket_comments SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = ticket_comments.profile_id AND entity = 'ticket_comment' AND record_id = ticket_comments.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE notifications SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = notifications.profile_id AND entity = 'notification' AND record_id = notifications.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE application_tokens SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = application_tokens.profile_id AND entity = 'application_token' AND record_id = application_tokens.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);
UPDATE webhooks SET (created_by, created_by_token) = (
    SELECT user_id, CASE WHEN token_id LIKE 'application_token:%' THEN CAST(substr(token_id, 19) AS BIGINT) END FROM changes
    WHERE changes.profile_id = webhooks.profile_id AND entity = 'webhook' AND record_id = webhooks.id AND operation = 'create'
    ORDER BY sequence LIMIT 1);

-- Whose a record is: its owner's, or its author's where it has no owner. An application token's id is negative there.
CREATE INDEX companies_user ON companies (profile_id, user_id, id);
CREATE INDEX companies_mine ON companies (profile_id, COALESCE(user_id, -created_by_token, created_by), id);
CREATE INDEX contacts_user ON contacts (profile_id, user_id, id);
CREATE INDEX contacts_mine ON contacts (profile_id, COALESCE(user_id, -created_by_token, created_by), id);
CREATE INDEX products_user ON products (profile_id, user_id, id);
CREATE INDEX products_mine ON products (profile_id, COALESCE(user_id, -created_by_token, created_by), id);
