-- The settings of a profile: its time zone, the currency and the language of its business, its name in web addresses, and
-- whether it has a public directory. The currency is an entry of the profile's own catalog; profiles lie beside the tables that
-- are distributed by profile, and so can't refer to them.
ALTER TABLE profiles ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC';
ALTER TABLE profiles ADD COLUMN currency_id BIGINT;
ALTER TABLE profiles ADD COLUMN language TEXT;
ALTER TABLE profiles ADD COLUMN slug TEXT NOT NULL DEFAULT '';
ALTER TABLE profiles ADD COLUMN directory BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE profiles SET slug = 'profile-' || id;

CREATE UNIQUE INDEX profiles__slug ON profiles (slug);
