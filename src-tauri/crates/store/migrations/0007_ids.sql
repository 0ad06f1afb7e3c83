-- Ids that were given out once are not given out again: what still names one (a saved view, an undo, a deletion that Meta
-- asked for, a handle that is to be quiet) must never mean something new.
CREATE TABLE spent_id (
  kind TEXT    PRIMARY KEY NOT NULL,
  id   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER handle_id_spent AFTER DELETE ON handle BEGIN
  INSERT INTO spent_id (kind, id) VALUES ('handle', OLD.id) ON CONFLICT (kind) DO UPDATE SET id = max(id, excluded.id);
END;

CREATE TRIGGER label_id_spent AFTER DELETE ON label BEGIN
  INSERT INTO spent_id (kind, id) VALUES ('label', OLD.id) ON CONFLICT (kind) DO UPDATE SET id = max(id, excluded.id);
END;

CREATE TRIGGER saved_reply_id_spent AFTER DELETE ON saved_reply BEGIN
  INSERT INTO spent_id (kind, id) VALUES ('saved_reply', OLD.id)
    ON CONFLICT (kind) DO UPDATE SET id = max(id, excluded.id);
END;

CREATE VIEW next_id AS
  WITH used (kind, id) AS (
    SELECT kind, id FROM spent_id
    UNION ALL SELECT 'handle', coalesce(max(id), 0) FROM handle
    UNION ALL SELECT 'label', coalesce(max(id), 0) FROM label
    UNION ALL SELECT 'saved_reply', coalesce(max(id), 0) FROM saved_reply
  )
  SELECT kind, max(id) + 1 AS id FROM used GROUP BY kind;

-- A full bin is written down piece by piece, and each piece asks who goes already.
CREATE INDEX erasure_of_person ON erasure (person_id) WHERE person_id IS NOT NULL;
