DELETE FROM external_ids WHERE entity = 'interaction';
DELETE FROM input_values WHERE entity = 'interaction';
DROP TABLE interactions;
