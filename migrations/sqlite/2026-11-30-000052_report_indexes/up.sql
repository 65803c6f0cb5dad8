-- Reports read whole stretches of records: each index has all columns that a figure needs, in the order in which figures are grouped.
CREATE INDEX opportunities_open ON opportunities (profile_id, stage_id, currency_id, value, user_id, estimated_end_at) WHERE status IN ('active', 'pending');
CREATE INDEX opportunities_over ON opportunities (profile_id, status, currency_id, closed_at, value, created_at, user_id) WHERE closed_at IS NOT NULL;
CREATE INDEX leads_reported ON leads (profile_id, created_at, converted_at, status, source_id, user_id);
CREATE INDEX leads_owned ON leads (profile_id, user_id, status, created_at);
CREATE INDEX tickets_age ON tickets (profile_id, status, created_at, estimated_end_at, user_id);
DROP INDEX orders_currency_date;
CREATE INDEX orders_currency_date ON orders (profile_id, currency_id, order_date, status, company_id, total);
