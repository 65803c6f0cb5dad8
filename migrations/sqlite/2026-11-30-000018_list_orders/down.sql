DROP INDEX tickets_updated;
DROP INDEX opportunities_updated;
DROP INDEX products_value;
DROP INDEX products_updated;
DROP INDEX products_created;
DROP INDEX contacts_updated;
DROP INDEX companies_updated;
