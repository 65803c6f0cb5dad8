DROP TABLE feedback_search;
DELETE FROM search_backlog WHERE entity = 'feedback';
DELETE FROM external_ids WHERE entity = 'feedback';
DROP TABLE feedback;
ALTER TABLE profiles DROP COLUMN feedback_themes;
