-- Mails about no notification, which carry the paper of a document: the PDF is made when the mail is sent.
ALTER TABLE mails ALTER COLUMN notification_id DROP NOT NULL;
ALTER TABLE mails ADD COLUMN reply_to TEXT;
ALTER TABLE mails ADD COLUMN paper_kind TEXT;
ALTER TABLE mails ADD COLUMN paper_id BIGINT;
