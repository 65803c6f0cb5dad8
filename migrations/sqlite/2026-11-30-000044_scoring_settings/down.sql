DROP INDEX contacts_mail_blocked;
ALTER TABLE contacts DROP COLUMN mail_blocked;
ALTER TABLE profiles DROP COLUMN segment_cuts;
ALTER TABLE profiles DROP COLUMN health_weights;
