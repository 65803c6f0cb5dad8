-- The values of inputs, to find records by. The values are texts in the order of what they stand for.
CREATE TABLE input_values (
    profile_id BIGINT NOT NULL REFERENCES profiles (id),
    entity TEXT NOT NULL,
    slug TEXT NOT NULL,
    value TEXT NOT NULL,
    record_id BIGINT NOT NULL,
    PRIMARY KEY (profile_id, entity, slug, value, record_id)
) WITHOUT ROWID;
