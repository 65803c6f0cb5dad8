DROP INDEX tickets_opportunity_alone;
DROP INDEX tickets_contact_alone;
