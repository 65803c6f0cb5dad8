-- Tickets are listed by their contact or their opportunity alone, too: the indexes that begin with the company are for the
-- foreign keys.
CREATE INDEX tickets_contact_alone ON tickets (profile_id, contact_id, id);
CREATE INDEX tickets_opportunity_alone ON tickets (profile_id, opportunity_id, id);
