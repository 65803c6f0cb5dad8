-- What a business knows of a company as its customer, and whether anybody may see the company.
ALTER TABLE companies ADD COLUMN customer_status TEXT;
ALTER TABLE companies ADD COLUMN payment_terms TEXT;
ALTER TABLE companies ADD COLUMN credit_limit BIGINT;
ALTER TABLE companies ADD COLUMN contact_name TEXT;
ALTER TABLE companies ADD COLUMN contact_position TEXT;
ALTER TABLE companies ADD COLUMN notes TEXT;
ALTER TABLE companies ADD COLUMN public BOOLEAN NOT NULL DEFAULT FALSE;

-- The contact is one of that very company. SQLite adds a foreign key of several columns to a table only by its text.
ALTER TABLE companies ADD COLUMN primary_contact_id BIGINT;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) - 1)
        || ', FOREIGN KEY (profile_id, id, primary_contact_id) REFERENCES contacts (profile_id, company_id, id))'
    WHERE type = 'table' AND name = 'companies';
PRAGMA writable_schema = RESET;

CREATE INDEX companies_kind ON companies (profile_id, kind, id);
CREATE INDEX companies_customer_status ON companies (profile_id, customer_status, id);
CREATE INDEX companies_customer_since ON companies (profile_id, customer_since, id);
-- The customers among the companies, in the order of their ids.
CREATE INDEX companies_customers ON companies (profile_id, id) WHERE customer_since IS NOT NULL;

-- Customers are counted by their status; 0 is for those that have none.
INSERT INTO counters (profile_id, facet, value, slot, amount)
    SELECT profile_id, 'companies.customer_status', 0, 0, count(*) FROM companies WHERE customer_since IS NOT NULL GROUP BY profile_id;

-- The latest interactions of a record, and what is open with a company.
CREATE INDEX interactions_company_date ON interactions (profile_id, company_id, date, id);
CREATE INDEX interactions_contact_date ON interactions (profile_id, contact_id, date, id);
CREATE INDEX interactions_opportunity_date ON interactions (profile_id, opportunity_id, date, id);
CREATE INDEX tickets_company_status ON tickets (profile_id, company_id, status, estimated_end_at, id);
CREATE INDEX tickets_company_created ON tickets (profile_id, company_id, created_at, id);
CREATE INDEX opportunities_company_status ON opportunities (profile_id, company_id, status, closed_at, id);
