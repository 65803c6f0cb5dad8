-- The people who may become customers.
CREATE TABLE leads (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by BIGINT,
    created_by_token BIGINT,
    name TEXT NOT NULL,
    surname TEXT,
    mother_surname TEXT,
    email TEXT,
    phone TEXT,
    mobile TEXT,
    company TEXT,
    company_id BIGINT,
    contact_id BIGINT,
    designation TEXT,
    type_id BIGINT,
    source_id BIGINT,
    campaign_id BIGINT,
    status TEXT NOT NULL,
    -- In ten-thousandths, like an amount.
    score BIGINT,
    product_id BIGINT,
    notes TEXT,
    last_contact BIGINT,
    consent BOOLEAN NOT NULL,
    picture_id BIGINT,
    user_id BIGINT REFERENCES users (id),
    converted_at BIGINT,
    inputs TEXT NOT NULL,
    search_text TEXT NOT NULL,
    external_ids TEXT NOT NULL,
    name_key TEXT GENERATED ALWAYS AS (substr(search_text, 1, min(200, instr(search_text || char(10), char(10)) - 1))) VIRTUAL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    -- The contact that the lead became belongs to its company.
    FOREIGN KEY (profile_id, company_id, contact_id) REFERENCES contacts (profile_id, company_id, id),
    FOREIGN KEY (profile_id, type_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, source_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, campaign_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, product_id) REFERENCES products (profile_id, id),
    FOREIGN KEY (profile_id, picture_id) REFERENCES files (profile_id, id)
);

CREATE UNIQUE INDEX leads_id ON leads (profile_id, id);
CREATE INDEX leads_name ON leads (profile_id, name_key, id);
CREATE INDEX leads_status ON leads (profile_id, status, id);
CREATE INDEX leads_company ON leads (profile_id, company_id, id);
CREATE INDEX leads_contact ON leads (profile_id, company_id, contact_id, id);
CREATE INDEX leads_type ON leads (profile_id, type_id, id);
CREATE INDEX leads_source ON leads (profile_id, source_id, id);
CREATE INDEX leads_campaign ON leads (profile_id, campaign_id, id);
CREATE INDEX leads_product ON leads (profile_id, product_id, id);
CREATE INDEX leads_score ON leads (profile_id, score, id);
CREATE INDEX leads_consent ON leads (profile_id, consent, id);
CREATE INDEX leads_created ON leads (profile_id, created_at, id);
CREATE INDEX leads_updated ON leads (profile_id, updated_at, id);
CREATE INDEX leads_last_contact ON leads (profile_id, last_contact, id);
CREATE INDEX leads_converted ON leads (profile_id, converted_at, id);
CREATE INDEX leads_user ON leads (profile_id, user_id, id);
CREATE INDEX leads_mine ON leads (profile_id, COALESCE(user_id, -created_by_token, created_by), id);

CREATE VIRTUAL TABLE leads_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
