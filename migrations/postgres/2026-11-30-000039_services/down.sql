DROP INDEX products_public;
ALTER TABLE products DROP COLUMN public;
