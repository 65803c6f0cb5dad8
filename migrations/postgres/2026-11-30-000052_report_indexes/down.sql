DROP INDEX tickets_age;
DROP INDEX leads_owned;
DROP INDEX leads_reported;
DROP INDEX opportunities_over;
DROP INDEX opportunities_open;
