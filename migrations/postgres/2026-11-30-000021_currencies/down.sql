DROP INDEX opportunities_currency;
DROP INDEX opportunities_type;
ALTER TABLE opportunities DROP COLUMN currency_id;
ALTER TABLE opportunities DROP COLUMN type_id;
