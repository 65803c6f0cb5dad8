DROP TABLE interactions_search;
DELETE FROM search_backlog WHERE entity = 'interactions';
DELETE FROM external_ids WHERE entity = 'interaction';
DELETE FROM input_values WHERE entity = 'interaction';
DROP TABLE interactions;
