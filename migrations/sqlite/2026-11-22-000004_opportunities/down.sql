DROP TABLE opportunities_search;
DELETE FROM search_backlog WHERE entity = 'opportunities';
DROP TABLE opportunity_products;
DROP TABLE opportunities;
