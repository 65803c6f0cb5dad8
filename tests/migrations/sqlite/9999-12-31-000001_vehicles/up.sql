-- A kind of record that only the tests have. Its migration comes behind all others, and may be edited: nobody keeps it.
CREATE TABLE vehicles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by BIGINT,
    created_by_token BIGINT,
    company_id BIGINT NOT NULL,
    contact_id BIGINT,
    plate TEXT NOT NULL,
    name TEXT NOT NULL,
    inputs TEXT NOT NULL,
    external_ids TEXT NOT NULL,
    search_text TEXT NOT NULL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    -- Who drives it, where there is somebody, belongs to the company.
    FOREIGN KEY (profile_id, company_id, contact_id) REFERENCES contacts (profile_id, company_id, id)
);

CREATE UNIQUE INDEX vehicles_id ON vehicles (profile_id, id);
CREATE UNIQUE INDEX vehicles__plate ON vehicles (profile_id, plate);
CREATE INDEX vehicles_mine ON vehicles (profile_id, COALESCE(-created_by_token, created_by), id);
CREATE INDEX vehicles_company ON vehicles (profile_id, company_id, id);
CREATE INDEX vehicles_driver ON vehicles (profile_id, company_id, contact_id, id);
CREATE INDEX vehicles_contact ON vehicles (profile_id, contact_id, id);

CREATE VIRTUAL TABLE vehicles_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
CREATE INDEX vehicles_created ON vehicles (profile_id, created_at, id);
CREATE INDEX vehicles_updated ON vehicles (profile_id, updated_at, id);
CREATE INDEX vehicles_filled ON vehicles (profile_id, (CAST(
    CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END
    AS BIGINT)), id);
