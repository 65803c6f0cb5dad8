-- A company and a contact that come from a lead may have no type, industry, surname or origin: they have none, instead of one that
-- somebody made up.
ALTER TABLE companies ALTER COLUMN type_id DROP NOT NULL, ALTER COLUMN industry_id DROP NOT NULL;
ALTER TABLE contacts ALTER COLUMN surname DROP NOT NULL, ALTER COLUMN origin_id DROP NOT NULL;

-- What a conversion says of a company.
ALTER TABLE companies ADD COLUMN kind TEXT, ADD COLUMN customer_since BIGINT;

-- The lead that an opportunity came from.
ALTER TABLE opportunities ADD COLUMN lead_id BIGINT, ADD FOREIGN KEY (profile_id, lead_id) REFERENCES leads (profile_id, id);
CREATE INDEX opportunities_lead ON opportunities (profile_id, lead_id, id);
