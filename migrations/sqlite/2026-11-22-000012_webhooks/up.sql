-- Where the changes of a profile are sent, and which of them.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    url TEXT NOT NULL,
    description TEXT,
    -- JSON lists of names; none is all.
    entities TEXT NOT NULL,
    operations TEXT NOT NULL,
    exclude_origin TEXT,
    enabled BOOLEAN NOT NULL,
    disabled_at BIGINT,
    disabled_reason TEXT,
    -- What signs. It has to be known as it is.
    secret TEXT NOT NULL,
    previous_secret TEXT,
    previous_secret_ends_at BIGINT,
    UNIQUE (profile_id, id)
);

-- How far each has followed the feed of changes: not part of the record, because it moves all the time.
CREATE TABLE webhook_positions (
    profile_id BIGINT NOT NULL,
    webhook_id BIGINT NOT NULL,
    -- The last change that it has passed, or 0.
    sequence BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (profile_id, webhook_id),
    FOREIGN KEY (profile_id, webhook_id) REFERENCES webhooks (profile_id, id) ON DELETE CASCADE
) WITHOUT ROWID;

-- What is sent to a webhook, and how that went.
CREATE TABLE webhook_deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    webhook_id BIGINT NOT NULL,
    -- The change that it tells of; none where it is a test.
    sequence BIGINT,
    event TEXT NOT NULL,
    entity TEXT,
    record_id BIGINT,
    created_at BIGINT NOT NULL,
    -- queued, delivered or failed.
    status TEXT NOT NULL,
    -- How often it was taken since it was queued.
    attempts BIGINT NOT NULL,
    -- From when on it may be taken. Taking it moves this to the end of the lease; what is not queued has none.
    due_at BIGINT,
    -- Who holds it until then.
    lease TEXT,
    -- What the last attempt came to.
    attempted_at BIGINT,
    duration BIGINT,
    status_code BIGINT,
    failure TEXT,
    FOREIGN KEY (profile_id, webhook_id) REFERENCES webhooks (profile_id, id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX webhook_deliveries__change ON webhook_deliveries (webhook_id, sequence);
CREATE INDEX webhook_deliveries_profile ON webhook_deliveries (profile_id, webhook_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_unfinished ON webhook_deliveries (webhook_id, entity, record_id, sequence) WHERE status <> 'delivered';
CREATE INDEX webhook_deliveries_finished ON webhook_deliveries (attempted_at) WHERE due_at IS NULL;
