DROP TABLE leads_search;
DELETE FROM search_backlog WHERE entity = 'leads';
DELETE FROM external_ids WHERE entity = 'lead';
DROP TABLE leads;
