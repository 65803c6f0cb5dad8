-- What passed between a profile and its leads and companies, and what is to be done next.
CREATE TABLE interactions (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by BIGINT,
    created_by_token BIGINT,
    lead_id BIGINT,
    company_id BIGINT,
    contact_id BIGINT,
    opportunity_id BIGINT,
    ticket_id BIGINT,
    kind TEXT NOT NULL,
    direction TEXT,
    subject TEXT,
    description TEXT,
    date BIGINT NOT NULL,
    outcome TEXT,
    next_action TEXT,
    next_action_date BIGINT,
    next_action_done BOOLEAN NOT NULL,
    user_id BIGINT REFERENCES users (id),
    reminded_for BIGINT,
    escalated_for BIGINT,
    inputs TEXT NOT NULL,
    search_text TEXT NOT NULL,
    external_ids TEXT NOT NULL,
    FOREIGN KEY (profile_id, lead_id) REFERENCES leads (profile_id, id),
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    FOREIGN KEY (profile_id, company_id, contact_id) REFERENCES contacts (profile_id, company_id, id),
    FOREIGN KEY (profile_id, company_id, opportunity_id) REFERENCES opportunities (profile_id, company_id, id),
    FOREIGN KEY (profile_id, ticket_id) REFERENCES tickets (profile_id, id)
);

CREATE UNIQUE INDEX interactions_id ON interactions (profile_id, id);
CREATE INDEX interactions_lead ON interactions (profile_id, lead_id, date, id);
CREATE INDEX interactions_company ON interactions (profile_id, company_id, id);
CREATE INDEX interactions_contact ON interactions (profile_id, company_id, contact_id, id);
CREATE INDEX interactions_contact_alone ON interactions (profile_id, contact_id, id);
CREATE INDEX interactions_opportunity ON interactions (profile_id, company_id, opportunity_id, id);
CREATE INDEX interactions_opportunity_alone ON interactions (profile_id, opportunity_id, id);
CREATE INDEX interactions_ticket ON interactions (profile_id, ticket_id, id);
CREATE INDEX interactions_kind ON interactions (profile_id, kind, id);
CREATE INDEX interactions_direction ON interactions (profile_id, direction, id);
CREATE INDEX interactions_date ON interactions (profile_id, date, id);
CREATE INDEX interactions_next_action ON interactions (profile_id, next_action_date, id);
CREATE INDEX interactions_done ON interactions (profile_id, next_action_done, next_action_date, id);
-- When somebody is to be told next of the next action, where there is a date for it.
CREATE INDEX interactions_follow_up ON interactions (profile_id, CASE WHEN next_action_done OR next_action_date IS NULL THEN NULL
    WHEN reminded_for IS NULL OR reminded_for <> next_action_date THEN next_action_date
    WHEN escalated_for IS NULL OR escalated_for <> next_action_date THEN next_action_date + 259200000000 END, id) WHERE next_action_date IS NOT NULL;
CREATE INDEX interactions_user ON interactions (profile_id, user_id, id);
CREATE INDEX interactions_created ON interactions (profile_id, created_at, id);
CREATE INDEX interactions_updated ON interactions (profile_id, updated_at, id);
CREATE INDEX interactions_mine ON interactions (profile_id, COALESCE(user_id, -created_by_token, created_by), id);

CREATE VIRTUAL TABLE interactions_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
