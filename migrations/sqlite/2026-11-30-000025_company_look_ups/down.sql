DROP INDEX companies_rfc;
DROP INDEX companies_email;
ALTER TABLE companies DROP COLUMN rfc_folded;
ALTER TABLE companies DROP COLUMN email_folded;
