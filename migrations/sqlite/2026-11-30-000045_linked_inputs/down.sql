ALTER TABLE profiles DROP COLUMN linked_inputs;
ALTER TABLE inputs DROP COLUMN link;
