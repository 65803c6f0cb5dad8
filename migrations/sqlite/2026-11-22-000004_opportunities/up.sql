-- What may be sold to whom: from the first talk to won or lost.
CREATE TABLE opportunities (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    title TEXT NOT NULL,
    value BIGINT NOT NULL,
    -- A day, as 2024-01-31.
    estimated_end_at TEXT NOT NULL,
    prospect_type TEXT NOT NULL,
    operation_type TEXT NOT NULL,
    status TEXT NOT NULL,
    lost_reason TEXT,
    closed_at BIGINT,
    stage_id BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    campaign_id BIGINT,
    want_products BOOLEAN NOT NULL,
    want_tax BOOLEAN NOT NULL,
    -- The lines: a JSON list, in the caller's order.
    products TEXT NOT NULL,
    inputs TEXT NOT NULL,
    search_text TEXT NOT NULL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    -- The contact belongs to the company.
    FOREIGN KEY (profile_id, company_id, contact_id) REFERENCES contacts (profile_id, company_id, id),
    FOREIGN KEY (profile_id, stage_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, campaign_id) REFERENCES catalog_entries (profile_id, id)
);

CREATE UNIQUE INDEX opportunities_id ON opportunities (profile_id, id);
-- Tickets refer to an opportunity together with its company.
CREATE UNIQUE INDEX opportunities_company ON opportunities (profile_id, company_id, id);
CREATE INDEX opportunities_contact ON opportunities (profile_id, company_id, contact_id, id);
CREATE INDEX opportunities_user ON opportunities (profile_id, user_id, id);
CREATE INDEX opportunities_stage ON opportunities (profile_id, stage_id, id);
-- The pipeline is summed up along this one alone.
CREATE INDEX opportunities_status ON opportunities (profile_id, status, stage_id, value);
CREATE INDEX opportunities_campaign ON opportunities (profile_id, campaign_id, id);
CREATE INDEX opportunities_created ON opportunities (profile_id, created_at, id);
CREATE INDEX opportunities_estimated_end ON opportunities (profile_id, estimated_end_at, id);
CREATE INDEX opportunities_closed ON opportunities (profile_id, closed_at, id);
CREATE INDEX opportunities_value ON opportunities (profile_id, value, id);

-- Which products the lines of an opportunity name, so that the database refuses one that its profile does not have.
CREATE TABLE opportunity_products (
    profile_id BIGINT NOT NULL,
    opportunity_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, opportunity_id, product_id),
    FOREIGN KEY (profile_id, opportunity_id) REFERENCES opportunities (profile_id, id),
    FOREIGN KEY (profile_id, product_id) REFERENCES products (profile_id, id)
) WITHOUT ROWID;

CREATE INDEX opportunity_products_product ON opportunity_products (profile_id, product_id, opportunity_id);

CREATE VIRTUAL TABLE opportunities_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
