-- Each filter of a list alone has an index.
CREATE INDEX opportunities_contact_alone ON opportunities (profile_id, contact_id, id);
CREATE INDEX opportunities_prospect_type ON opportunities (profile_id, prospect_type, id);
CREATE INDEX opportunities_operation_type ON opportunities (profile_id, operation_type, id);
CREATE INDEX products_featured ON products (profile_id, featured, id);
CREATE INDEX products_retired ON products (profile_id, retired, id);
