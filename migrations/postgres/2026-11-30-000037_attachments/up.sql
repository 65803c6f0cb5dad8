-- A file has a name, and a key of its own in the store, so that content can be removed while the same is uploaded again.
ALTER TABLE files ADD COLUMN name TEXT;
ALTER TABLE files ADD COLUMN stored_as TEXT;

-- The files of a record: a JSON list, in the caller's order. The table beside it has which files the list names, so that the
-- database refuses one that the profile does not have.
ALTER TABLE companies ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
CREATE TABLE company_files (
    profile_id BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, company_id, file_id),
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    FOREIGN KEY (profile_id, file_id) REFERENCES files (profile_id, id)
);
CREATE INDEX company_files_file ON company_files (profile_id, file_id, company_id);

ALTER TABLE contacts ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
CREATE TABLE contact_files (
    profile_id BIGINT NOT NULL,
    contact_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, contact_id, file_id),
    FOREIGN KEY (profile_id, contact_id) REFERENCES contacts (profile_id, id),
    FOREIGN KEY (profile_id, file_id) REFERENCES files (profile_id, id)
);
CREATE INDEX contact_files_file ON contact_files (profile_id, file_id, contact_id);

ALTER TABLE opportunities ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
CREATE TABLE opportunity_files (
    profile_id BIGINT NOT NULL,
    opportunity_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, opportunity_id, file_id),
    FOREIGN KEY (profile_id, opportunity_id) REFERENCES opportunities (profile_id, id),
    FOREIGN KEY (profile_id, file_id) REFERENCES files (profile_id, id)
);
CREATE INDEX opportunity_files_file ON opportunity_files (profile_id, file_id, opportunity_id);

ALTER TABLE tickets ADD COLUMN files TEXT NOT NULL DEFAULT '[]';
CREATE TABLE ticket_files (
    profile_id BIGINT NOT NULL,
    ticket_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, ticket_id, file_id),
    FOREIGN KEY (profile_id, ticket_id) REFERENCES tickets (profile_id, id),
    FOREIGN KEY (profile_id, file_id) REFERENCES files (profile_id, id)
);
CREATE INDEX ticket_files_file ON ticket_files (profile_id, file_id, ticket_id);

-- Contents in the store without a file, and since when they have none.
CREATE TABLE loose_contents (
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    stored_as TEXT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (profile_id, stored_as)
);
CREATE INDEX loose_contents_since ON loose_contents (since);

-- Files that no record names, and since when they were found so.
CREATE TABLE loose_files (
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    file_id BIGINT NOT NULL,
    since BIGINT NOT NULL,
    PRIMARY KEY (profile_id, file_id)
);

-- A file's deletion looks for the records that name it, in each column that names one.
CREATE INDEX companies_logo ON companies (profile_id, logo_id) WHERE logo_id IS NOT NULL;
CREATE INDEX contacts_picture ON contacts (profile_id, picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX products_picture ON products (profile_id, picture_id) WHERE picture_id IS NOT NULL;
CREATE INDEX leads_picture ON leads (profile_id, picture_id) WHERE picture_id IS NOT NULL;
