-- Lists are sorted by the time of the last change, and walked by it; products by their time and their price, too.
CREATE INDEX companies_updated ON companies (profile_id, updated_at, id);
CREATE INDEX contacts_updated ON contacts (profile_id, updated_at, id);
CREATE INDEX products_created ON products (profile_id, created_at, id);
CREATE INDEX products_updated ON products (profile_id, updated_at, id);
CREATE INDEX products_value ON products (profile_id, value, id);
CREATE INDEX opportunities_updated ON opportunities (profile_id, updated_at, id);
CREATE INDEX tickets_updated ON tickets (profile_id, updated_at, id);
