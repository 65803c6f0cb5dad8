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
ALTER TABLE companies DROP COLUMN primary_contact_id;
ALTER TABLE companies
    DROP COLUMN public,
    DROP COLUMN notes,
    DROP COLUMN contact_position,
    DROP COLUMN contact_name,
    DROP COLUMN credit_limit,
    DROP COLUMN payment_terms,
    DROP COLUMN customer_status;
