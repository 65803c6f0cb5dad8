-- The orders of some days that count for no segment: those that were cancelled, and those in other currencies.
CREATE INDEX orders_cancelled ON orders (profile_id, order_date) WHERE status = 'cancelled';
CREATE INDEX orders_currency_date ON orders (profile_id, currency_id, order_date, status);
