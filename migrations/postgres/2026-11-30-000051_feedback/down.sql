DELETE FROM external_ids WHERE entity = 'feedback';
DROP TABLE feedback;
ALTER TABLE profiles DROP COLUMN feedback_themes;
