DROP TABLE mails;
DROP TABLE notifications;
