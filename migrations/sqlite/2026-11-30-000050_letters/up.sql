-- Mails about no notification, which carry the paper of a document: the PDF is made when the mail is sent.
CREATE TABLE other_mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    notification_id BIGINT,
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    reply_to TEXT,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    paper_kind TEXT,
    paper_id BIGINT,
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    -- From when on it may be taken. Taking it moves this to the end of the lease; giving it up makes it null.
    due_at BIGINT,
    -- Who holds it until then.
    lease TEXT,
    failure TEXT,
    given_up_at BIGINT,
    FOREIGN KEY (profile_id, notification_id) REFERENCES notifications (profile_id, id)
);
INSERT INTO other_mails (id, profile_id, notification_id, recipient, recipient_name, subject, body, created_at, attempts, due_at, lease, failure, given_up_at) SELECT id, profile_id, notification_id, recipient, recipient_name, subject, body, created_at, attempts, due_at, lease, failure, given_up_at FROM mails;
-- An id is never given again.
INSERT INTO sqlite_sequence (name, seq)
SELECT 'other_mails', seq FROM sqlite_sequence WHERE name = 'mails' AND NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'other_mails');
UPDATE sqlite_sequence SET seq = (SELECT seq FROM sqlite_sequence WHERE name = 'mails')
WHERE name = 'other_mails' AND EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'mails');
DROP TABLE mails;
ALTER TABLE other_mails RENAME TO mails;
CREATE INDEX mails_due ON mails (due_at, id);
CREATE INDEX mails_given_up ON mails (given_up_at);
CREATE INDEX mails_notification ON mails (profile_id, notification_id);
