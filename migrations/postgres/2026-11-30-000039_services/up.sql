-- Services are items as products are: rows of one table with one sequence of ids. `kind` tells them apart. Whether anybody may see an
-- item is `public`.
ALTER TABLE products ADD COLUMN public BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE products ADD COLUMN kind TEXT NOT NULL DEFAULT 'product';
ALTER TABLE products ADD COLUMN service_category_id BIGINT;
ALTER TABLE products ADD COLUMN service_subcategory_id BIGINT;
ALTER TABLE products ADD COLUMN brand TEXT;
ALTER TABLE leads ADD COLUMN service_id BIGINT;
ALTER TABLE products ADD FOREIGN KEY (profile_id, service_category_id) REFERENCES catalog_entries (profile_id, id),
    ADD FOREIGN KEY (profile_id, service_subcategory_id) REFERENCES catalog_entries (profile_id, id);
ALTER TABLE leads ADD FOREIGN KEY (profile_id, service_id) REFERENCES products (profile_id, id);

-- Each list is of one kind, and so is each slug and each stock-keeping number.
DROP INDEX products_currency;
DROP INDEX products_discount;
DROP INDEX products_validity;
DROP INDEX products_measure;
DROP INDEX products_category;
DROP INDEX products_subcategory;
DROP INDEX products_company;
DROP INDEX products_featured;
DROP INDEX products_retired;
DROP INDEX products_user;
DROP INDEX products_created;
DROP INDEX products_updated;
DROP INDEX products_value;
DROP INDEX products_name;
DROP INDEX products_mine;
DROP INDEX products__sku;
DROP INDEX products__slug;
CREATE INDEX products_kind ON products (profile_id, kind, id);
CREATE UNIQUE INDEX products__sku ON products (profile_id, kind, sku);
CREATE UNIQUE INDEX products__slug ON products (profile_id, kind, slug);
CREATE INDEX products_currency ON products (profile_id, profile_currency_type_id, kind, id);
CREATE INDEX products_discount ON products (profile_id, product_discount_id, kind, id);
CREATE INDEX products_validity ON products (profile_id, product_validity_id, kind, id);
CREATE INDEX products_measure ON products (profile_id, product_measury_id, kind, id);
CREATE INDEX products_category ON products (profile_id, product_category_id, kind, id);
CREATE INDEX products_subcategory ON products (profile_id, product_subcategory_id, kind, id);
CREATE INDEX products_company ON products (profile_id, company_id, kind, id);
CREATE INDEX products_featured ON products (profile_id, featured, kind, id);
CREATE INDEX products_retired ON products (profile_id, retired, kind, id);
CREATE INDEX products_user ON products (profile_id, user_id, kind, id);
CREATE INDEX products_public ON products (profile_id, public, kind, id);
CREATE INDEX products_service_category ON products (profile_id, service_category_id, kind, id);
CREATE INDEX products_service_subcategory ON products (profile_id, service_subcategory_id, kind, id);
CREATE INDEX products_created ON products (profile_id, kind, created_at, id);
CREATE INDEX products_updated ON products (profile_id, kind, updated_at, id);
CREATE INDEX products_value ON products (profile_id, kind, value, id);
CREATE INDEX products_name ON products (profile_id, kind, name_key, id);
CREATE INDEX products_mine ON products (profile_id, COALESCE(user_id, -created_by_token, created_by), kind, id);
CREATE INDEX leads_service ON leads (profile_id, service_id, id);
