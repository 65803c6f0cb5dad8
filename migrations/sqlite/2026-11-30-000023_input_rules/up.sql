-- An input may be required of new records, may be shown to the public, and may have a value that new records begin with, as JSON.
-- Tickets have inputs, too.
ALTER TABLE inputs ADD COLUMN required BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE inputs ADD COLUMN public BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE inputs ADD COLUMN default_value TEXT;
ALTER TABLE tickets ADD COLUMN inputs TEXT NOT NULL DEFAULT '{}';
