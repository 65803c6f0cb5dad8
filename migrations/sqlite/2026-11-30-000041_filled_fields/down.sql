DROP INDEX companies_filled;
DROP INDEX contacts_filled;
DROP INDEX products_filled;
DROP INDEX services_filled;
DROP INDEX leads_filled;
DROP INDEX opportunities_filled;
DROP INDEX tickets_filled;
DROP INDEX interactions_filled;
