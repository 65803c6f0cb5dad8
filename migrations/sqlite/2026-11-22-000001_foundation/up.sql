-- People who sign in. They belong to no profile; members says where they may work.
CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    mobile TEXT,
    password_hash TEXT NOT NULL,
    -- Tokens of an earlier generation are dead, but for the one kept when the password was changed.
    token_generation BIGINT NOT NULL,
    kept_token TEXT,
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX users__email ON users (email);

CREATE TABLE revoked_tokens (
    token_id TEXT PRIMARY KEY NOT NULL,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX revoked_tokens_expiry ON revoked_tokens (expires_at);

CREATE TABLE settings (
    name TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE profiles (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    name TEXT NOT NULL
);

CREATE TABLE members (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    user_id BIGINT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL
);

-- After two underscores stands the parameter that a violation is reported at.
CREATE UNIQUE INDEX members__user_id ON members (profile_id, user_id);
CREATE INDEX members_user ON members (user_id, profile_id);

-- Every vocabulary of a profile: stages, company types, currencies and the rest.
CREATE TABLE catalog_entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    catalog TEXT NOT NULL,
    name TEXT NOT NULL,
    position BIGINT NOT NULL,
    retired BOOLEAN NOT NULL,
    code TEXT,
    value BIGINT,
    parent_id BIGINT,
    UNIQUE (profile_id, id),
    FOREIGN KEY (profile_id, parent_id) REFERENCES catalog_entries (profile_id, id)
);

CREATE INDEX catalog_entries_order ON catalog_entries (profile_id, catalog, position, id);
CREATE UNIQUE INDEX catalog_entries__name ON catalog_entries (profile_id, catalog, COALESCE(parent_id, 0), name);
CREATE INDEX catalog_entries_parent ON catalog_entries (profile_id, parent_id);

-- The custom fields of a profile's records. Their values are kept with the records, under the slug.
CREATE TABLE inputs (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    entity TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    options TEXT NOT NULL,
    position BIGINT NOT NULL
);

CREATE UNIQUE INDEX inputs__slug ON inputs (profile_id, entity, slug);

-- What is known of a picture. Its content is kept outside, under the profile's id and this hash (SHA-256, hexadecimal).
CREATE TABLE files (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    content_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    sha256 TEXT NOT NULL,
    UNIQUE (profile_id, id)
);

CREATE UNIQUE INDEX files__content ON files (profile_id, sha256);

CREATE TABLE companies (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    client_number TEXT NOT NULL,
    slug TEXT NOT NULL,
    name TEXT NOT NULL,
    type_id BIGINT NOT NULL,
    industry_id BIGINT NOT NULL,
    website TEXT,
    phone TEXT,
    mobile TEXT,
    whatsapp TEXT,
    email TEXT,
    bio TEXT,
    billing_name TEXT,
    rfc TEXT,
    logo_id BIGINT,
    shipping_address TEXT,
    billing_address TEXT,
    inputs TEXT NOT NULL,
    search_text TEXT NOT NULL,
    FOREIGN KEY (profile_id, type_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, industry_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, logo_id) REFERENCES files (profile_id, id)
);

CREATE UNIQUE INDEX companies_id ON companies (profile_id, id);
CREATE UNIQUE INDEX companies__client_number ON companies (profile_id, client_number);
CREATE UNIQUE INDEX companies__slug ON companies (profile_id, slug);
CREATE INDEX companies_type ON companies (profile_id, type_id, id);
CREATE INDEX companies_industry ON companies (profile_id, industry_id, id);
CREATE INDEX companies_created ON companies (profile_id, created_at, id);

-- What happened to every record, in the same transaction: the source of audit, feed and undo.
CREATE TABLE changes (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL,
    entity TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    operation TEXT NOT NULL,
    version BIGINT NOT NULL,
    user_id BIGINT,
    token_id TEXT,
    origin TEXT,
    request_id TEXT,
    changed_at BIGINT NOT NULL,
    record TEXT NOT NULL
);

CREATE INDEX changes_profile ON changes (profile_id, sequence);
CREATE INDEX changes_record ON changes (profile_id, entity, record_id, sequence);

-- How many records a profile has, in all and by single facets, kept in the transaction that changes them.
-- Several slots let writers on PostgreSQL count side by side; the amount is their sum.
CREATE TABLE counters (
    profile_id BIGINT NOT NULL,
    facet TEXT NOT NULL,
    value BIGINT NOT NULL,
    slot BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (profile_id, facet, value, slot)
) WITHOUT ROWID;

-- Substring search. The row id is (profile_id << 40 | id), so that a search reads its own profile alone.
CREATE VIRTUAL TABLE companies_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');

-- Records whose text is not in the index yet; a search reads these themselves.
CREATE TABLE search_backlog (
    entity TEXT NOT NULL,
    profile_id BIGINT NOT NULL,
    record_id BIGINT NOT NULL,
    PRIMARY KEY (entity, profile_id, record_id)
) WITHOUT ROWID;
