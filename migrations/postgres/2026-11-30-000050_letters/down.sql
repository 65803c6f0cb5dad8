DELETE FROM mails WHERE notification_id IS NULL;
ALTER TABLE mails DROP COLUMN paper_id;
ALTER TABLE mails DROP COLUMN paper_kind;
ALTER TABLE mails DROP COLUMN reply_to;
ALTER TABLE mails ALTER COLUMN notification_id SET NOT NULL;
