-- Whether anybody may see a product, in the profile's directory.
ALTER TABLE products ADD COLUMN public BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX products_public ON products (profile_id, public, id);
