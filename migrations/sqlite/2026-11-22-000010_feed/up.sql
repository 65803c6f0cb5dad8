-- SQLite has one writer: a change that is seen has none before it that is still to come. PostgreSQL needs help, see there.
SELECT 1;
