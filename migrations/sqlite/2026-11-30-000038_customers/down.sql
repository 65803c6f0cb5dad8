DROP INDEX opportunities_company_status;
DROP INDEX tickets_company_created;
DROP INDEX tickets_company_status;
DROP INDEX interactions_opportunity_date;
DROP INDEX interactions_contact_date;
DROP INDEX interactions_company_date;
DELETE FROM counters WHERE facet = 'companies.customer_status';
DROP INDEX companies_customers;
DROP INDEX companies_customer_since;
DROP INDEX companies_customer_status;
DROP INDEX companies_kind;
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
    SET sql = replace(sql, ', FOREIGN KEY (profile_id, id, primary_contact_id) REFERENCES contacts (profile_id, company_id, id)', '')
    WHERE type = 'table' AND name = 'companies';
PRAGMA writable_schema = RESET;
ALTER TABLE companies DROP COLUMN primary_contact_id;
ALTER TABLE companies DROP COLUMN public;
ALTER TABLE companies DROP COLUMN notes;
ALTER TABLE companies DROP COLUMN contact_position;
ALTER TABLE companies DROP COLUMN contact_name;
ALTER TABLE companies DROP COLUMN credit_limit;
ALTER TABLE companies DROP COLUMN payment_terms;
ALTER TABLE companies DROP COLUMN customer_status;
