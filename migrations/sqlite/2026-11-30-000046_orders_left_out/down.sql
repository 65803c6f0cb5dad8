DROP INDEX orders_currency_date;
DROP INDEX orders_cancelled;
