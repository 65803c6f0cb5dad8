DROP INDEX interactions_filled;
DROP INDEX interactions_order_alone;
DROP INDEX interactions_order;
ALTER TABLE interactions DROP COLUMN order_id;
CREATE INDEX interactions_filled ON interactions (profile_id, (CAST(
    CASE WHEN lead_id IS NULL THEN 0 ELSE 1 END +
    CASE WHEN company_id IS NULL THEN 0 ELSE 2 END +
    CASE WHEN contact_id IS NULL THEN 0 ELSE 4 END +
    CASE WHEN opportunity_id IS NULL THEN 0 ELSE 8 END +
    CASE WHEN ticket_id IS NULL THEN 0 ELSE 16 END +
    CASE WHEN direction IS NULL THEN 0 ELSE 32 END +
    CASE WHEN subject IS NULL THEN 0 ELSE 64 END +
    CASE WHEN description IS NULL THEN 0 ELSE 128 END +
    CASE WHEN outcome IS NULL THEN 0 ELSE 256 END +
    CASE WHEN next_action IS NULL THEN 0 ELSE 512 END +
    CASE WHEN next_action_date IS NULL THEN 0 ELSE 1024 END +
    CASE WHEN user_id IS NULL THEN 0 ELSE 2048 END
    AS BIGINT)), id);
