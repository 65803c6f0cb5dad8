DROP FUNCTION settled_changes();
DROP TRIGGER changes_announced ON changes;
DROP FUNCTION announce_changes();
