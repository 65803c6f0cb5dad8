-- What other systems call a record, by the system's name: JSON, as the wire shows it.
ALTER TABLE catalog_entries ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE companies ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE contacts ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE files ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE inputs ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE members ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE opportunities ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE products ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE tickets ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';
ALTER TABLE ticket_comments ADD COLUMN external_ids TEXT NOT NULL DEFAULT '{}';

-- The same, to find a record by. No two records of a kind have the same id in a system.
CREATE TABLE external_ids (
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    entity TEXT NOT NULL,
    system TEXT NOT NULL,
    external_id TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, entity, system, external_id)
) WITHOUT ROWID;

CREATE INDEX external_ids_record ON external_ids (profile_id, entity, record_id);
