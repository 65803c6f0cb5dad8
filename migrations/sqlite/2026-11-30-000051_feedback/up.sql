-- What customers are asked, and what they answer.
CREATE TABLE feedback (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by BIGINT,
    created_by_token BIGINT,
    company_id BIGINT NOT NULL,
    contact_id BIGINT,
    order_id BIGINT,
    ticket_id BIGINT,
    subject TEXT,
    scale TEXT NOT NULL,
    status TEXT NOT NULL,
    -- What is asked about, folded; null once the request is no longer open.
    open_key TEXT,
    expires_at BIGINT NOT NULL,
    mailed_at BIGINT,
    reminders BIGINT NOT NULL,
    reminded_at BIGINT,
    -- When the next reminder is due; null if none is left.
    reminder_at BIGINT,
    rating BIGINT,
    comment TEXT,
    category TEXT,
    answered_at BIGINT,
    search_text TEXT NOT NULL,
    external_ids TEXT NOT NULL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    FOREIGN KEY (profile_id, company_id, contact_id) REFERENCES contacts (profile_id, company_id, id),
    FOREIGN KEY (profile_id, company_id, order_id) REFERENCES orders (profile_id, company_id, id),
    FOREIGN KEY (profile_id, ticket_id) REFERENCES tickets (profile_id, id)
);

CREATE UNIQUE INDEX feedback_id ON feedback (profile_id, id);
-- One open request of a customer about the same thing.
CREATE UNIQUE INDEX feedback__open_key ON feedback (profile_id, open_key);
CREATE INDEX feedback_company ON feedback (profile_id, company_id, id);
CREATE INDEX feedback_company_answered ON feedback (profile_id, company_id, answered_at, scale, rating);
CREATE INDEX feedback_contact ON feedback (profile_id, company_id, contact_id, id);
CREATE INDEX feedback_contact_alone ON feedback (profile_id, contact_id, id);
CREATE INDEX feedback_order ON feedback (profile_id, company_id, order_id, id);
CREATE INDEX feedback_order_alone ON feedback (profile_id, order_id, id);
CREATE INDEX feedback_ticket ON feedback (profile_id, ticket_id, id);
CREATE INDEX feedback_scale ON feedback (profile_id, scale, id);
CREATE INDEX feedback_status ON feedback (profile_id, status, id);
-- The open requests whose days are over, and those that are not.
CREATE INDEX feedback_status_expires ON feedback (profile_id, status, expires_at, id);
CREATE INDEX feedback_category ON feedback (profile_id, category, id);
CREATE INDEX feedback_expires ON feedback (profile_id, expires_at, id);
CREATE INDEX feedback_rating ON feedback (profile_id, rating, id);
CREATE INDEX feedback_answered ON feedback (profile_id, answered_at, id);
CREATE INDEX feedback_reminder ON feedback (profile_id, reminder_at, id);
CREATE INDEX feedback_created ON feedback (profile_id, created_at, id);
CREATE INDEX feedback_updated ON feedback (profile_id, updated_at, id);
CREATE INDEX feedback_mine ON feedback (profile_id, COALESCE(-created_by_token, created_by), id);
-- Everything that figures are made of.
CREATE INDEX feedback_figures ON feedback (profile_id, created_at, scale, rating, category);
CREATE INDEX feedback_filled ON feedback (profile_id, (CAST(
    CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END +
    CASE WHEN order_id IS NULL THEN 0 ELSE 2 END +
    CASE WHEN ticket_id IS NULL THEN 0 ELSE 4 END +
    CASE WHEN subject IS NULL THEN 0 ELSE 8 END +
    CASE WHEN mailed_at IS NULL THEN 0 ELSE 16 END +
    CASE WHEN reminded_at IS NULL THEN 0 ELSE 32 END +
    CASE WHEN reminder_at IS NULL THEN 0 ELSE 64 END +
    CASE WHEN rating IS NULL THEN 0 ELSE 128 END +
    CASE WHEN comment IS NULL THEN 0 ELSE 256 END +
    CASE WHEN category IS NULL THEN 0 ELSE 512 END +
    CASE WHEN answered_at IS NULL THEN 0 ELSE 1024 END
    AS BIGINT)), id);

CREATE VIRTUAL TABLE feedback_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');

-- The themes that a profile looks for in comments, as the wire shows them.
ALTER TABLE profiles ADD COLUMN feedback_themes TEXT NOT NULL DEFAULT '[]';
