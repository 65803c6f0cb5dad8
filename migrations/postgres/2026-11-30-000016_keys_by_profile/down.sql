DROP INDEX webhook_deliveries__change;
DROP INDEX webhook_deliveries_due;
DROP INDEX webhook_deliveries_unfinished;
CREATE UNIQUE INDEX webhook_deliveries__change ON webhook_deliveries (webhook_id, sequence);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_unfinished ON webhook_deliveries (webhook_id, entity, record_id, sequence) WHERE status <> 'delivered';

DROP INDEX files_address;

DO $$
DECLARE
    letting_go TEXT[];
    taking_hold TEXT[];
    statement TEXT;
BEGIN
    SELECT array_agg(format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)),
        array_agg(format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)))
        INTO letting_go, taking_hold FROM pg_constraint
        WHERE contype = 'f' AND confrelid = ANY (ARRAY['companies', 'contacts', 'products', 'opportunities', 'tickets', 'ticket_comments',
            'catalog_entries', 'files', 'notifications', 'webhooks']::regclass[]);
    FOREACH statement IN ARRAY letting_go LOOP
        EXECUTE statement;
    END LOOP;
    ALTER TABLE catalog_entries DROP CONSTRAINT catalog_entries_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (profile_id, id);
    ALTER TABLE files DROP CONSTRAINT files_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (profile_id, id);
    ALTER TABLE notifications DROP CONSTRAINT notifications_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (profile_id, id);
    ALTER TABLE webhooks DROP CONSTRAINT webhooks_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (profile_id, id);
    ALTER TABLE companies DROP CONSTRAINT companies_pkey, ADD PRIMARY KEY (id);
    ALTER TABLE contacts DROP CONSTRAINT contacts_pkey, ADD PRIMARY KEY (id);
    ALTER TABLE products DROP CONSTRAINT products_pkey, ADD PRIMARY KEY (id);
    ALTER TABLE opportunities DROP CONSTRAINT opportunities_pkey, ADD PRIMARY KEY (id);
    ALTER TABLE tickets DROP CONSTRAINT tickets_pkey, ADD PRIMARY KEY (id);
    ALTER TABLE ticket_comments DROP CONSTRAINT ticket_comments_pkey, ADD PRIMARY KEY (id);
    CREATE UNIQUE INDEX companies_id ON companies (profile_id, id);
    CREATE UNIQUE INDEX contacts_id ON contacts (profile_id, id);
    CREATE UNIQUE INDEX products_id ON products (profile_id, id);
    CREATE UNIQUE INDEX opportunities_id ON opportunities (profile_id, id);
    CREATE UNIQUE INDEX tickets_id ON tickets (profile_id, id);
    CREATE UNIQUE INDEX ticket_comments_id ON ticket_comments (profile_id, id);
    FOREACH statement IN ARRAY taking_hold LOOP
        EXECUTE statement;
    END LOOP;
END
$$;

CREATE INDEX changes_profile ON changes (profile_id, sequence);
ALTER TABLE changes DROP CONSTRAINT changes_pkey, ADD PRIMARY KEY (sequence);
ALTER TABLE webhook_deliveries DROP CONSTRAINT webhook_deliveries_pkey, ADD PRIMARY KEY (id);
ALTER TABLE mails DROP CONSTRAINT mails_pkey, ADD PRIMARY KEY (id);
ALTER TABLE inputs DROP CONSTRAINT inputs_pkey, ADD PRIMARY KEY (id);
ALTER TABLE members DROP CONSTRAINT members_pkey, ADD PRIMARY KEY (id);
