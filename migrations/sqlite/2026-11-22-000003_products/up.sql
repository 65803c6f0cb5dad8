-- What the business sells.
CREATE TABLE products (
    id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    name TEXT NOT NULL,
    slug TEXT NOT NULL,
    short_name TEXT,
    value BIGINT NOT NULL,
    sku TEXT,
    description TEXT,
    profile_currency_type_id BIGINT,
    product_discount_id BIGINT,
    product_validity_id BIGINT,
    product_measury_id BIGINT,
    product_category_id BIGINT,
    product_subcategory_id BIGINT,
    -- The ids of its taxes: a JSON list, in the caller's order.
    taxes TEXT NOT NULL,
    featured BOOLEAN NOT NULL,
    -- A JSON list of texts.
    tags TEXT NOT NULL,
    location TEXT,
    min_quantity BIGINT,
    vendor TEXT,
    company_id BIGINT,
    picture_id BIGINT,
    retired BOOLEAN NOT NULL,
    inputs TEXT NOT NULL,
    search_text TEXT NOT NULL,
    FOREIGN KEY (profile_id, company_id) REFERENCES companies (profile_id, id),
    FOREIGN KEY (profile_id, profile_currency_type_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, product_discount_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, product_validity_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, product_measury_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, product_category_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, product_subcategory_id) REFERENCES catalog_entries (profile_id, id),
    FOREIGN KEY (profile_id, picture_id) REFERENCES files (profile_id, id)
);

CREATE UNIQUE INDEX products_id ON products (profile_id, id);
CREATE UNIQUE INDEX products__sku ON products (profile_id, sku);
CREATE UNIQUE INDEX products__slug ON products (profile_id, slug);
CREATE INDEX products_currency ON products (profile_id, profile_currency_type_id, id);
CREATE INDEX products_discount ON products (profile_id, product_discount_id, id);
CREATE INDEX products_validity ON products (profile_id, product_validity_id, id);
CREATE INDEX products_measure ON products (profile_id, product_measury_id, id);
CREATE INDEX products_category ON products (profile_id, product_category_id, id);
CREATE INDEX products_subcategory ON products (profile_id, product_subcategory_id, id);
CREATE INDEX products_company ON products (profile_id, company_id, id);

-- Which taxes a product names, so that the database refuses one that its profile does not have.
CREATE TABLE product_taxes (
    profile_id BIGINT NOT NULL,
    product_id BIGINT NOT NULL,
    tax_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, product_id, tax_id),
    FOREIGN KEY (profile_id, product_id) REFERENCES products (profile_id, id),
    FOREIGN KEY (profile_id, tax_id) REFERENCES catalog_entries (profile_id, id)
) WITHOUT ROWID;

CREATE INDEX product_taxes_tax ON product_taxes (profile_id, tax_id, product_id);

CREATE VIRTUAL TABLE products_search USING fts5 (text, content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1');
