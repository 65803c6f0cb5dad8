DROP INDEX products_retired;
DROP INDEX products_featured;
DROP INDEX opportunities_operation_type;
DROP INDEX opportunities_prospect_type;
DROP INDEX opportunities_contact_alone;
