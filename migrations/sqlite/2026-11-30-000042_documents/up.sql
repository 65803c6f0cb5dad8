-- The last number that each sequence of a profile gave. The transaction that takes a number changes the row, so that a rollback gives
-- the number back.
CREATE TABLE numbers (
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    sequence TEXT NOT NULL,
    last BIGINT NOT NULL,
    PRIMARY KEY (profile_id, sequence)
) WITHOUT ROWID;

-- Offers to a company. A draft has no number unless it revises an offer that has one.
CREATE TABLE quotations (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by BIGINT,
    created_by_token BIGINT,
    number TEXT,
    revision BIGINT NOT NULL,
    company_id BIGINT NOT NULL,
    contact_id BIGINT,
    opportunity_id BIGINT,
    user_id BIGINT REFERENCES users (id),
    status TEXT NOT NULL,
    valid_until TEXT,
    currency_id BIGINT,
    billing_address TEXT,
    shipping_address TEXT,
    lines TEXT NOT NULL,
    subtotal BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    total BIGINT NOT NULL,
    taxes TEXT NOT NULL,
    notes TEXT,
    sent_at BIGINT,
    mailed_to TEXT,
    mailed_at BIGINT,
    accepted_at BIGINT,
    rejected_at BIGINT,
    rejected_reason TEXT,
    superseded_at BIGINT,
    inputs TEXT NOT NULL,
    files TEXT NOT NULL,
    external_ids TEXT NOT NULL,
    search_text TEXT NOT NULL,
    name_key TEXT GENERATED ALWAYS AS (substr(search_text, 1, min(200, instr(search_text || char(10), char(10)) - 1))) VIRTUAL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    FOREIGN KEY (profile_id, company_id, contact_id) REFERENCES contacts (profile_id, company_id, id),
    FOREIGN KEY (profile_id, company_id, opportunity_id) REFERENCES opportunities (profile_id, company_id, id),
    FOREIGN KEY (profile_id, currency_id) REFERENCES catalog_entries (profile_id, id)
);
CREATE UNIQUE INDEX quotations_id ON quotations (profile_id, id);
CREATE UNIQUE INDEX quotations__number ON quotations (profile_id, number, revision);
CREATE UNIQUE INDEX quotations_company ON quotations (profile_id, company_id, id);
CREATE INDEX quotations_contact ON quotations (profile_id, company_id, contact_id, id);
CREATE INDEX quotations_contact_alone ON quotations (profile_id, contact_id, id);
CREATE INDEX quotations_currency ON quotations (profile_id, currency_id, id);
CREATE INDEX quotations_status ON quotations (profile_id, status, id);
CREATE INDEX quotations_name ON quotations (profile_id, name_key, id);
CREATE INDEX quotations_total ON quotations (profile_id, total, id);
CREATE INDEX quotations_user ON quotations (profile_id, user_id, id);
CREATE INDEX quotations_created ON quotations (profile_id, created_at, id);
CREATE INDEX quotations_updated ON quotations (profile_id, updated_at, id);
CREATE INDEX quotations_mine ON quotations (profile_id, COALESCE(user_id, -created_by_token, created_by), id);
CREATE INDEX quotations_opportunity ON quotations (profile_id, company_id, opportunity_id, id);
CREATE INDEX quotations_opportunity_alone ON quotations (profile_id, opportunity_id, id);
CREATE INDEX quotations_valid_until ON quotations (profile_id, valid_until, id);
CREATE INDEX quotations_sent ON quotations (profile_id, sent_at, id);
CREATE INDEX quotations_filled ON quotations (profile_id, (CAST(
    CASE WHEN number IS NULL THEN 0 ELSE 1 END +
    CASE WHEN contact_id IS NULL THEN 0 ELSE 2 END +
    CASE WHEN opportunity_id IS NULL THEN 0 ELSE 4 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 8 END +
    CASE WHEN valid_until IS NULL THEN 0 ELSE 16 END +
    CASE WHEN currency_id IS NULL THEN 0 ELSE 32 END +
    CASE WHEN billing_address IS NULL THEN 0 ELSE 64 END +
    CASE WHEN shipping_address IS NULL THEN 0 ELSE 128 END +
    CASE WHEN notes IS NULL THEN 0 ELSE 256 END +
    CASE WHEN sent_at IS NULL THEN 0 ELSE 512 END +
    CASE WHEN accepted_at IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN rejected_at IS NULL THEN 0 ELSE 2048 END +
    CASE WHEN rejected_reason IS NULL THEN 0 ELSE 4096 END +
    CASE WHEN superseded_at IS NULL THEN 0 ELSE 8192 END +
    CASE WHEN mailed_to IS NULL THEN 0 ELSE 16384 END +
    CASE WHEN mailed_at IS NULL THEN 0 ELSE 32768 END
    AS BIGINT)), id);
CREATE VIRTUAL TABLE quotations_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
CREATE TABLE quotation_files (
    profile_id BIGINT NOT NULL,
    quotation_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, quotation_id, file_id),
    FOREIGN KEY (profile_id, quotation_id) REFERENCES quotations (profile_id, id),
    FOREIGN KEY (profile_id, file_id) REFERENCES files (profile_id, id)
) WITHOUT ROWID;
CREATE INDEX quotation_files_file ON quotation_files (profile_id, file_id, quotation_id);

-- What companies ordered.
CREATE TABLE orders (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by BIGINT,
    created_by_token BIGINT,
    number TEXT NOT NULL,
    company_id BIGINT NOT NULL,
    contact_id BIGINT,
    quotation_id BIGINT,
    user_id BIGINT REFERENCES users (id),
    status TEXT NOT NULL,
    order_date TEXT NOT NULL,
    currency_id BIGINT,
    billing_address TEXT,
    shipping_address TEXT,
    lines TEXT NOT NULL,
    subtotal BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    total BIGINT NOT NULL,
    taxes TEXT NOT NULL,
    notes TEXT,
    pending_at BIGINT,
    processing_at BIGINT,
    shipped_at BIGINT,
    delivered_at BIGINT,
    cancelled_at BIGINT,
    inputs TEXT NOT NULL,
    files TEXT NOT NULL,
    external_ids TEXT NOT NULL,
    search_text TEXT NOT NULL,
    name_key TEXT GENERATED ALWAYS AS (substr(search_text, 1, min(200, instr(search_text || char(10), char(10)) - 1))) VIRTUAL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    FOREIGN KEY (profile_id, company_id, contact_id) REFERENCES contacts (profile_id, company_id, id),
    FOREIGN KEY (profile_id, company_id, quotation_id) REFERENCES quotations (profile_id, company_id, id),
    FOREIGN KEY (profile_id, currency_id) REFERENCES catalog_entries (profile_id, id)
);
CREATE UNIQUE INDEX orders_id ON orders (profile_id, id);
CREATE UNIQUE INDEX orders__number ON orders (profile_id, number);
-- A quotation becomes one order.
CREATE UNIQUE INDEX orders__quotation_id ON orders (profile_id, company_id, quotation_id);
CREATE UNIQUE INDEX orders_company ON orders (profile_id, company_id, id);
CREATE INDEX orders_contact ON orders (profile_id, company_id, contact_id, id);
CREATE INDEX orders_contact_alone ON orders (profile_id, contact_id, id);
CREATE INDEX orders_currency ON orders (profile_id, currency_id, id);
CREATE INDEX orders_status ON orders (profile_id, status, id);
CREATE INDEX orders_name ON orders (profile_id, name_key, id);
CREATE INDEX orders_total ON orders (profile_id, total, id);
CREATE INDEX orders_user ON orders (profile_id, user_id, id);
CREATE INDEX orders_created ON orders (profile_id, created_at, id);
CREATE INDEX orders_updated ON orders (profile_id, updated_at, id);
CREATE INDEX orders_mine ON orders (profile_id, COALESCE(user_id, -created_by_token, created_by), id);
CREATE INDEX orders_quotation ON orders (profile_id, quotation_id, id);
-- The index answers by itself what companies ordered, how often and for how much.
CREATE INDEX orders_bought ON orders (profile_id, company_id, order_date, status, currency_id, total);
CREATE INDEX orders_date ON orders (profile_id, order_date, id, status, currency_id, company_id, total);
CREATE INDEX orders_filled ON orders (profile_id, (CAST(
    CASE WHEN contact_id IS NULL THEN 0 ELSE 1 END +
    CASE WHEN quotation_id IS NULL THEN 0 ELSE 2 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 4 END +
    CASE WHEN currency_id IS NULL THEN 0 ELSE 8 END +
    CASE WHEN billing_address IS NULL THEN 0 ELSE 16 END +
    CASE WHEN shipping_address IS NULL THEN 0 ELSE 32 END +
    CASE WHEN notes IS NULL THEN 0 ELSE 64 END +
    CASE WHEN pending_at IS NULL THEN 0 ELSE 128 END +
    CASE WHEN processing_at IS NULL THEN 0 ELSE 256 END +
    CASE WHEN shipped_at IS NULL THEN 0 ELSE 512 END +
    CASE WHEN delivered_at IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN cancelled_at IS NULL THEN 0 ELSE 2048 END
    AS BIGINT)), id);
CREATE VIRTUAL TABLE orders_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
CREATE TABLE order_files (
    profile_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    file_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, order_id, file_id),
    FOREIGN KEY (profile_id, order_id) REFERENCES orders (profile_id, id),
    FOREIGN KEY (profile_id, file_id) REFERENCES files (profile_id, id)
) WITHOUT ROWID;
CREATE INDEX order_files_file ON order_files (profile_id, file_id, order_id);

-- The lines of quotations and of orders, each a row beside the document that keeps it. A line's id is its own in the profile.
CREATE TABLE document_lines (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    created_by BIGINT,
    created_by_token BIGINT,
    document TEXT NOT NULL,
    quotation_id BIGINT,
    order_id BIGINT,
    position BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    price BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    tax BIGINT NOT NULL,
    net BIGINT NOT NULL,
    total BIGINT NOT NULL,
    inputs TEXT NOT NULL,
    FOREIGN KEY (profile_id, quotation_id) REFERENCES quotations (profile_id, id),
    FOREIGN KEY (profile_id, order_id) REFERENCES orders (profile_id, id),
    FOREIGN KEY (profile_id, product_id) REFERENCES products (profile_id, id)
);
CREATE UNIQUE INDEX document_lines_id ON document_lines (profile_id, id);
CREATE INDEX document_lines_document ON document_lines (profile_id, document, id);
CREATE INDEX document_lines_quotation ON document_lines (profile_id, quotation_id, document, id);
CREATE INDEX document_lines_order ON document_lines (profile_id, order_id, document, id);
CREATE INDEX document_lines_product ON document_lines (profile_id, product_id, document, id);
CREATE INDEX document_lines_amount ON document_lines (profile_id, document, amount, id);
CREATE INDEX document_lines_total ON document_lines (profile_id, document, total, id);
CREATE INDEX document_lines_created ON document_lines (profile_id, document, created_at, id);
CREATE INDEX document_lines_updated ON document_lines (profile_id, document, updated_at, id);
CREATE INDEX document_lines_mine ON document_lines (profile_id, COALESCE(-created_by_token, created_by), document, id);
