DROP INDEX orders_currency_date;
CREATE INDEX orders_currency_date ON orders (profile_id, currency_id, order_date, status);
DROP INDEX tickets_age;
DROP INDEX leads_owned;
DROP INDEX leads_reported;
DROP INDEX opportunities_over;
DROP INDEX opportunities_open;
