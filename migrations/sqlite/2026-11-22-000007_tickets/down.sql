DROP TABLE ticket_comments;
DROP TABLE tickets_search;
DELETE FROM search_backlog WHERE entity = 'tickets';
DROP TABLE tickets;
