DROP INDEX opportunities_lead;
ALTER TABLE opportunities DROP COLUMN lead_id;
ALTER TABLE companies DROP COLUMN customer_since, DROP COLUMN kind;

UPDATE contacts SET surname = '' WHERE surname IS NULL;
UPDATE contacts SET origin_id = (SELECT min(id) FROM catalog_entries WHERE profile_id = contacts.profile_id AND catalog = 'contact_origins')
    WHERE origin_id IS NULL;
UPDATE companies SET type_id = (SELECT min(id) FROM catalog_entries WHERE profile_id = companies.profile_id AND catalog = 'company_types')
    WHERE type_id IS NULL;
UPDATE companies SET industry_id =
    (SELECT min(id) FROM catalog_entries WHERE profile_id = companies.profile_id AND catalog = 'company_industries') WHERE industry_id IS NULL;
ALTER TABLE contacts ALTER COLUMN surname SET NOT NULL, ALTER COLUMN origin_id SET NOT NULL;
ALTER TABLE companies ALTER COLUMN type_id SET NOT NULL, ALTER COLUMN industry_id SET NOT NULL;
