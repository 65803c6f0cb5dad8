-- What a business knows of a company as its customer, and whether anybody may see the company.
ALTER TABLE companies
    ADD COLUMN customer_status TEXT,
    ADD COLUMN payment_terms TEXT,
    ADD COLUMN credit_limit BIGINT,
    ADD COLUMN contact_name TEXT,
    ADD COLUMN contact_position TEXT,
    ADD COLUMN notes TEXT,
    ADD COLUMN public BOOLEAN NOT NULL DEFAULT FALSE;

-- The contact is one of that very company.
ALTER TABLE companies
    ADD COLUMN primary_contact_id BIGINT,
    ADD FOREIGN KEY (profile_id, id, primary_contact_id) REFERENCES contacts (profile_id, company_id, id);

CREATE INDEX companies_kind ON companies (profile_id, kind, id);
CREATE INDEX companies_customer_status ON companies (profile_id, customer_status, id);
CREATE INDEX companies_customer_since ON companies (profile_id, customer_since NULLS FIRST, id);
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
CREATE INDEX opportunities_company_status ON opportunities (profile_id, company_id, status, closed_at NULLS FIRST, id);
