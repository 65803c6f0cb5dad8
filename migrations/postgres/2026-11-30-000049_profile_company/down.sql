ALTER TABLE profiles DROP COLUMN company_id;
