-- Transactions that write side by side end in any order, so that a change may appear behind one with a greater
-- sequence. Whoever follows the feed must not read past it. Therefore each transaction says, before it takes its first
-- sequence, from which one on it will take some, and takes that back when it has ended: src/db/feed.rs has the proof.
--
-- What it says is a shared advisory lock, which nobody ever waits for: 26213 in the upper 16 bits ("fe" in ASCII), the
-- sequence in the lower 48. PostgreSQL releases it after the transaction's changes can be seen, or are gone.
CREATE FUNCTION announce_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('ventanilla.changes_announced', true), '') = '' THEN
        PERFORM pg_advisory_xact_lock_shared((26213::bigint << 48) | CASE WHEN is_called THEN last_value + 1 ELSE last_value END)
            FROM changes_sequence_seq;
        PERFORM set_config('ventanilla.changes_announced', 'yes', true);
    END IF;
    RETURN NULL;
END
$$;

-- Before the statement: sequences are taken while its rows are made.
CREATE TRIGGER changes_announced BEFORE INSERT ON changes FOR EACH STATEMENT EXECUTE FUNCTION announce_changes();

-- The sequence up to which nothing is still to come. What it looks at first must be the sequence.
CREATE FUNCTION settled_changes() RETURNS BIGINT LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    taken BIGINT;
    announced BIGINT;
BEGIN
    SELECT last_value INTO taken FROM changes_sequence_seq;
    SELECT min(((classid::bigint & 65535) << 32) | objid::bigint) INTO announced FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND classid::bigint >> 16 = 26213
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database());
    RETURN least(taken, announced - 1);
END
$$;
