DELETE FROM external_ids WHERE entity = 'lead';
DROP TABLE leads;
