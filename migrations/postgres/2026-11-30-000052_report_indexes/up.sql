-- Reports read whole stretches of records: each index has all columns that a figure needs, behind the time of the stretch.
CREATE INDEX opportunities_open ON opportunities (profile_id, stage_id, currency_id, value, user_id, estimated_end_at) WHERE status IN ('active', 'pending');
CREATE INDEX opportunities_over ON opportunities (profile_id, status, closed_at, currency_id, value, created_at, user_id) WHERE closed_at IS NOT NULL;
CREATE INDEX leads_reported ON leads (profile_id, created_at, converted_at, status, source_id, user_id);
CREATE INDEX leads_owned ON leads (profile_id, user_id, status, created_at);
CREATE INDEX tickets_age ON tickets (profile_id, created_at, status, estimated_end_at, user_id) WHERE status IN ('open', 'pending');
