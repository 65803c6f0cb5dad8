DROP TABLE vehicles_search;
DELETE FROM search_backlog WHERE entity = 'vehicles';
DROP TABLE vehicles;
