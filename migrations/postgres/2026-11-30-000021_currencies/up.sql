-- What kind of deal an opportunity is, where the business tells kinds apart; and the currency of its value and its lines. Without one
-- it is the profile's.
ALTER TABLE opportunities ADD COLUMN type_id BIGINT;
ALTER TABLE opportunities ADD COLUMN currency_id BIGINT;
ALTER TABLE opportunities ADD FOREIGN KEY (profile_id, type_id) REFERENCES catalog_entries (profile_id, id);
ALTER TABLE opportunities ADD FOREIGN KEY (profile_id, currency_id) REFERENCES catalog_entries (profile_id, id);

CREATE INDEX opportunities_type ON opportunities (profile_id, type_id, id);
CREATE INDEX opportunities_currency ON opportunities (profile_id, currency_id, id);
