ALTER TABLE application_tokens DROP COLUMN member_id;
