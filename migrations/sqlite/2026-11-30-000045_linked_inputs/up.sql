-- The way to the field of another record that a linked input shows, and whether a profile may have such inputs.
ALTER TABLE inputs ADD COLUMN link TEXT;
ALTER TABLE profiles ADD COLUMN linked_inputs BOOLEAN NOT NULL DEFAULT FALSE;
