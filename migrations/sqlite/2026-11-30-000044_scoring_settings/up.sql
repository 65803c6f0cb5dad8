-- The weights of the parts of a customer's health, and the cut points of segments, as the wire shows them.
ALTER TABLE profiles ADD COLUMN health_weights TEXT NOT NULL
    DEFAULT '{"interactions":25,"orders":25,"tickets":20,"feedback":20,"pipeline":10}';
ALTER TABLE profiles ADD COLUMN segment_cuts TEXT NOT NULL
    DEFAULT '{"recency":[30,90,180,270],"frequency":[10,6,3,2],"money":[4,2,1,0.5]}';

-- Whether a contact gets no mail of a campaign or a sequence.
ALTER TABLE contacts ADD COLUMN mail_blocked BOOLEAN NOT NULL DEFAULT FALSE;
CREATE INDEX contacts_mail_blocked ON contacts (profile_id, mail_blocked, id);
