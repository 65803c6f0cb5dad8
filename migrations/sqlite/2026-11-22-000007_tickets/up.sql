-- What a customer wants done, and how far it is.
CREATE TABLE tickets (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    company_id BIGINT NOT NULL,
    contact_id BIGINT,
    opportunity_id BIGINT,
    user_id BIGINT NOT NULL REFERENCES users (id),
    origin_id BIGINT NOT NULL,
    case_id BIGINT NOT NULL,
    priority_id BIGINT NOT NULL,
    -- A day, as 2024-01-31.
    estimated_end_at TEXT NOT NULL,
    status TEXT NOT NULL,
    solved_at BIGINT,
    closed_at BIGINT,
    search_text TEXT NOT NULL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    -- The contact and the opportunity, where there are such, belong to the company.
    FOREIGN KEY (profile_id, company_id, contact_id) REFERENCES contacts (profile_id, company_id, id),
    FOREIGN KEY (profile_id, company_id, opportunity_id) REFERENCES opportunities (profile_id, company_id, id),
    FOREIGN KEY (profile_id, origin_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, case_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, priority_id) REFERENCES catalog_entries (profile_id, id)
);

CREATE UNIQUE INDEX tickets_id ON tickets (profile_id, id);
CREATE INDEX tickets_company ON tickets (profile_id, company_id, id);
CREATE INDEX tickets_contact ON tickets (profile_id, company_id, contact_id, id);
CREATE INDEX tickets_opportunity ON tickets (profile_id, company_id, opportunity_id, id);
CREATE INDEX tickets_user ON tickets (profile_id, user_id, id);
CREATE INDEX tickets_status ON tickets (profile_id, status, id);
CREATE INDEX tickets_origin ON tickets (profile_id, origin_id, id);
CREATE INDEX tickets_case ON tickets (profile_id, case_id, id);
CREATE INDEX tickets_priority ON tickets (profile_id, priority_id, id);
CREATE INDEX tickets_created ON tickets (profile_id, created_at, id);
CREATE INDEX tickets_estimated_end ON tickets (profile_id, estimated_end_at, id);

CREATE VIRTUAL TABLE tickets_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');

-- What was said about a ticket.
CREATE TABLE ticket_comments (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    comment TEXT NOT NULL,
    FOREIGN KEY (profile_id, ticket_id) REFERENCES tickets (profile_id, id)
);

CREATE UNIQUE INDEX ticket_comments_id ON ticket_comments (profile_id, id);
CREATE INDEX ticket_comments_ticket ON ticket_comments (profile_id, ticket_id, id);
