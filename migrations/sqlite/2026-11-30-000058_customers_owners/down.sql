DROP INDEX companies_customers;
CREATE INDEX companies_customers ON companies (profile_id, id) WHERE customer_since IS NOT NULL;
