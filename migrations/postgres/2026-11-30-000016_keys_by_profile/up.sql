-- Every key of what belongs to a profile begins with the profile, so that the tables can be distributed by it and a profile
-- stays on one node. An id is still used once in its table, whatever the profile: all come from one sequence.

-- These have the index already.
ALTER TABLE companies DROP CONSTRAINT companies_pkey, ADD CONSTRAINT companies_pkey PRIMARY KEY USING INDEX companies_id;
ALTER TABLE contacts DROP CONSTRAINT contacts_pkey, ADD CONSTRAINT contacts_pkey PRIMARY KEY USING INDEX contacts_id;
ALTER TABLE products DROP CONSTRAINT products_pkey, ADD CONSTRAINT products_pkey PRIMARY KEY USING INDEX products_id;
ALTER TABLE opportunities DROP CONSTRAINT opportunities_pkey, ADD CONSTRAINT opportunities_pkey PRIMARY KEY USING INDEX opportunities_id;
ALTER TABLE tickets DROP CONSTRAINT tickets_pkey, ADD CONSTRAINT tickets_pkey PRIMARY KEY USING INDEX tickets_id;
ALTER TABLE ticket_comments DROP CONSTRAINT ticket_comments_pkey,
    ADD CONSTRAINT ticket_comments_pkey PRIMARY KEY USING INDEX ticket_comments_id;

-- These have none.
ALTER TABLE members DROP CONSTRAINT members_pkey, ADD PRIMARY KEY (profile_id, id);
ALTER TABLE inputs DROP CONSTRAINT inputs_pkey, ADD PRIMARY KEY (profile_id, id);
ALTER TABLE mails DROP CONSTRAINT mails_pkey, ADD PRIMARY KEY (profile_id, id);
ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_pkey, ADD PRIMARY KEY (profile_id, id);
ALTER TABLE changes DROP CONSTRAINT changes_pkey, ADD PRIMARY KEY (profile_id, sequence);
DROP INDEX changes_profile;

-- These have it as a constraint, and a constraint can't become another one: what refers to them lets go of them meanwhile.
DO $$
DECLARE
    letting_go TEXT[];
    taking_hold TEXT[];
    statement TEXT;
BEGIN
    SELECT array_agg(format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)),
        array_agg(format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)))
        INTO letting_go, taking_hold FROM pg_constraint
        WHERE contype = 'f' AND confrelid = ANY (ARRAY['catalog_entries', 'files', 'notifications', 'webhooks']::regclass[]);
    FOREACH statement IN ARRAY letting_go LOOP
        EXECUTE statement;
    END LOOP;
    ALTER TABLE catalog_entries DROP CONSTRAINT catalog_entries_pkey, DROP CONSTRAINT catalog_entries_profile_id_id_key,
        ADD PRIMARY KEY (profile_id, id);
    ALTER TABLE files DROP CONSTRAINT files_pkey, DROP CONSTRAINT files_profile_id_id_key, ADD PRIMARY KEY (profile_id, id);
    ALTER TABLE notifications DROP CONSTRAINT notifications_pkey, DROP CONSTRAINT notifications_profile_id_id_key,
        ADD PRIMARY KEY (profile_id, id);
    ALTER TABLE webhooks DROP CONSTRAINT webhooks_pkey, DROP CONSTRAINT webhooks_profile_id_id_key, ADD PRIMARY KEY (profile_id, id);
    FOREACH statement IN ARRAY taking_hold LOOP
        EXECUTE statement;
    END LOOP;
END
$$;

-- The address of a file names it by its id alone.
CREATE INDEX files_address ON files (id);

-- What webhooks are sent is looked up by the profile and the webhook.
DROP INDEX webhook_deliveries__change;
DROP INDEX webhook_deliveries_due;
DROP INDEX webhook_deliveries_unfinished;
CREATE UNIQUE INDEX webhook_deliveries__change ON webhook_deliveries (profile_id, webhook_id, sequence);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (profile_id, webhook_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_unfinished ON webhook_deliveries (profile_id, webhook_id, entity, record_id, sequence)
    WHERE status <> 'delivered';
