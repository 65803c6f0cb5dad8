-- The people with whom the business deals, each at a company.
CREATE TABLE contacts (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    name TEXT NOT NULL,
    surname TEXT NOT NULL,
    mother_surname TEXT,
    title_id BIGINT,
    origin_id BIGINT NOT NULL,
    position_id BIGINT,
    department_id BIGINT,
    phone_office TEXT,
    phone_office_extension TEXT,
    phone_mobile TEXT,
    phone_other TEXT,
    email TEXT,
    -- The address as it is looked up: without regard to the letter case.
    email_folded TEXT,
    skype TEXT,
    linkedin TEXT,
    twitter TEXT,
    shipping_address TEXT,
    billing_address TEXT,
    assistant TEXT,
    picture_id BIGINT,
    inputs TEXT NOT NULL,
    search_text TEXT NOT NULL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    FOREIGN KEY (profile_id, title_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, origin_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, position_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, department_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, picture_id) REFERENCES files (profile_id, id)
);

CREATE UNIQUE INDEX contacts_id ON contacts (profile_id, id);
-- Opportunities and tickets refer to a contact together with its company.
CREATE UNIQUE INDEX contacts_company ON contacts (profile_id, company_id, id);
CREATE INDEX contacts_title ON contacts (profile_id, title_id, id);
CREATE INDEX contacts_origin ON contacts (profile_id, origin_id, id);
CREATE INDEX contacts_position ON contacts (profile_id, position_id, id);
CREATE INDEX contacts_department ON contacts (profile_id, department_id, id);
CREATE INDEX contacts_created ON contacts (profile_id, created_at, id);
CREATE INDEX contacts_email ON contacts (profile_id, email_folded, id);

CREATE VIRTUAL TABLE contacts_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
