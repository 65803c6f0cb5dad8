DELETE FROM one_time_links WHERE purpose = 'invitation';
DROP INDEX one_time_links_invitation;
ALTER TABLE one_time_links DROP COLUMN invitation_id;
DROP TABLE invitations;
