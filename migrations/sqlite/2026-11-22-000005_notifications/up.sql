-- What users were told: the records that somebody wanted them to see.
CREATE TABLE notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    -- The record that it is about, by the name that the change record has for its kind. It may be gone.
    entity TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    subject TEXT NOT NULL,
    comment TEXT,
    read_at BIGINT,
    UNIQUE (profile_id, id)
);

CREATE INDEX notifications_user ON notifications (profile_id, user_id, id);
CREATE INDEX notifications_unread ON notifications (profile_id, user_id, id) WHERE read_at IS NULL;

-- Mails that are still to be sent, and for a while those that were given up. One that was sent is removed.
CREATE TABLE mails (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    notification_id BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    recipient_name TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
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

CREATE INDEX mails_due ON mails (due_at, id);
CREATE INDEX mails_given_up ON mails (given_up_at);
CREATE INDEX mails_notification ON mails (profile_id, notification_id);
