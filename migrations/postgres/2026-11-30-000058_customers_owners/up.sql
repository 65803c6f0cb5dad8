-- All customers with their owners are read from this index alone.
DROP INDEX companies_customers;
CREATE INDEX companies_customers ON companies (profile_id, id, user_id) WHERE customer_since IS NOT NULL;
