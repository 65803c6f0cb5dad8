DROP INDEX products_directory_owner;
DROP INDEX products_directory_value;
DROP INDEX products_directory_created;
DROP INDEX products_directory_name;
DROP INDEX companies_directory_created;
DROP INDEX companies_directory_name;
