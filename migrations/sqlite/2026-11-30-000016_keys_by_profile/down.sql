DROP INDEX webhook_deliveries__change;
DROP INDEX webhook_deliveries_due;
DROP INDEX webhook_deliveries_unfinished;
CREATE UNIQUE INDEX webhook_deliveries__change ON webhook_deliveries (webhook_id, sequence);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook_id, due_at, id) WHERE due_at IS NOT NULL;
CREATE INDEX webhook_deliveries_unfinished ON webhook_deliveries (webhook_id, entity, record_id, sequence) WHERE status <> 'delivered';
