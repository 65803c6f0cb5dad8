DROP TABLE leads_search;
DELETE FROM search_backlog WHERE entity = 'leads';
DROP TABLE leads;
