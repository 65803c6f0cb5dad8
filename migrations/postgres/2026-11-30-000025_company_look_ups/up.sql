-- Companies are looked up by e-mail address and tax number, in the forms in which these are compared. The program writes them.
ALTER TABLE companies ADD COLUMN email_folded TEXT;
ALTER TABLE companies ADD COLUMN rfc_folded TEXT;
CREATE INDEX companies_email ON companies (profile_id, email_folded, id);
CREATE INDEX companies_rfc ON companies (profile_id, rfc_folded, id);
